"""What people read: pure functions from values to Block Kit dicts."""
