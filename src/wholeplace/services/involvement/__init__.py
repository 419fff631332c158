"""Who was heard: involvement, consultation, equality."""
