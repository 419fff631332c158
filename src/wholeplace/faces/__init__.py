"""What people meet: the command line, and later the web and the API."""
