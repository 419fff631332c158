"""The Public Interest Test, answered one question at a time."""
