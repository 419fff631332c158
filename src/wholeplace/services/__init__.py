"""What can be done (operations) and asked (queries), by stage."""
