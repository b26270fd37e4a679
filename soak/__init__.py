"""Long trials of what must never happen, at full size."""
