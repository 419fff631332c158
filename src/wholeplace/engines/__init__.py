"""Pure computation on arrays and frozen values; one room per method."""
