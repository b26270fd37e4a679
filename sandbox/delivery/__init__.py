"""What goes from Slack to the bot: payloads, how they travel, and judging the answers."""
