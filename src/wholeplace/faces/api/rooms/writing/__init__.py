"""What is written: each address calls one operation, which checks by itself who may do it."""
