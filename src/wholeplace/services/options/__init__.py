"""The options of a commission: proposed, answered, compared, dropped."""
