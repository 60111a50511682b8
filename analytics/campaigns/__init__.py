"""A fundraiser in figures, for who raises it. Each figure adds up to the sum on its page."""
