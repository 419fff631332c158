"""Pages about a commission, for everybody: its thread from need to learning."""
