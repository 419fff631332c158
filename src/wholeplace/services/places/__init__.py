"""Places: founding one, keeping its settings."""
