"""What is recommended, decided and awarded, by whom, with which interests."""
