"""Pages about the appraisal: writing it together, computing it, its versions."""
