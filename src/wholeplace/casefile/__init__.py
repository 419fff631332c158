"""The published record: its schema, its chain, how it is computed and verified."""
