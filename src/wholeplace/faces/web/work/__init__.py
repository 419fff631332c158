"""Pages for running a commission."""
