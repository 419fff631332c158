"""Appraisals: the draft that people write together, its versions, the jobs that compute them."""
