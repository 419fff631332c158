"""Wholeplace: commissioning public services in the open, recomputable by anyone."""

__version__ = "0.1.0"
