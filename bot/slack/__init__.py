"""Everything that goes out to Slack."""
