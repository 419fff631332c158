"""How the parts are put together into a running service."""
