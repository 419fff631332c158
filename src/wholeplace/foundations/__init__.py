"""Money, years, errors and sourced parameters: the cellar that every floor may use."""
