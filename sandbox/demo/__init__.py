"""The demo: the real bot inside the stand-in for Slack, with a company to look around in."""
