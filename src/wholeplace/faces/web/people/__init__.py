"""Pages about oneself: signing in, the account, the language."""
