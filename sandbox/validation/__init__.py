"""What Slack would refuse in blocks and views, by our own rules and independent validators."""

from sandbox.validation.verdict import Warn, check_message, check_view

__all__ = ["Warn", "check_message", "check_view"]
