"""What is waiting for whom."""
