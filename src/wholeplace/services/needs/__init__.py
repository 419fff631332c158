"""What people say is needed."""
