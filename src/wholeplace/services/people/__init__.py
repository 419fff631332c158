"""People: who may do what, how they are invited, what is kept about them."""
