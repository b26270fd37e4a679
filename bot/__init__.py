"""A Slack bot that starts a team's week from its OKRs."""
