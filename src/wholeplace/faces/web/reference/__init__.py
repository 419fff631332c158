"""Pages for those who check or re-use: checking a case file, parameters, methods, data."""
