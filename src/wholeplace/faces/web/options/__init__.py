"""Pages for proposing, answering and comparing options."""
