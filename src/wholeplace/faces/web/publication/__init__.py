"""Pages on which a commission is published: versions, withheld parts, documents, the chain."""
