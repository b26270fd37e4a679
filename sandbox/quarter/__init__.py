"""A whole quarter of two teams, checked each week against a small model of its own."""
