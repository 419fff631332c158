"""The service for programs: what is public to read, what a role may write, described by OpenAPI."""
