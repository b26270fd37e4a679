"""The tables, a module per noun."""
