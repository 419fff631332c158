"""Nothing that is private is told to anybody who may not know it, wherever it could be told."""
