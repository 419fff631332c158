"""The demonstration place: Calderwick, fictional, with its people and its commissions at different stages."""
