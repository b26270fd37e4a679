"""What is stored and how the database is reached."""
