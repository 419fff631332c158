"""Publishing case files on an event chain."""
