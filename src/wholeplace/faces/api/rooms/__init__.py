"""The addresses, a room for each stage as in the services."""
