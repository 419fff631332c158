"""Pages for answering the Public Interest Test."""
