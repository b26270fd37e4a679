"""The driver: what tests and the walkthrough hold in their hands."""
