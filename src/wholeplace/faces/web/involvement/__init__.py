"""Pages about who was heard: involvement, consultation, equality."""
