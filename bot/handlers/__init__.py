"""Everything that comes in from Slack."""
