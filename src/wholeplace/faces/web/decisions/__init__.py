"""Pages about interests, recommendation, decision, award and review."""
