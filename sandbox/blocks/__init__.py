"""Block Kit as the stand-in reads it: walking, filling in ids, input state, pings."""
