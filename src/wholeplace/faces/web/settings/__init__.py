"""Pages on which a place keeps its settings, and on which a new place begins."""
