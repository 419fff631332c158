"""Other people's formats, to and from plain values."""
