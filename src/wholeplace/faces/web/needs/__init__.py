"""Pages about what people say is needed."""
