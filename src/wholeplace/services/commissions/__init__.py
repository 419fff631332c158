"""Running a commission from a need to learning."""
