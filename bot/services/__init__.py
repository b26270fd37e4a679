"""Use cases: plain functions that take a session, and never commit."""
