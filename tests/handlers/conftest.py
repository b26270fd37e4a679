"""The stand-in for Slack and the real bot, meeting over signed HTTP on a fresh database."""

from tests.world import world

__all__ = ["world"]
