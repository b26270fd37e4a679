"""What Slack would refuse in blocks and views, by our own rules and independent validators."""

from sandbox.validation.verdict import check_message, check_view

__all__ = ["check_message", "check_view"]
