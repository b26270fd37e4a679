"""Harbour & Co, a small shop on the web: who works there, and the six weeks they have had."""

from sandbox.demo.company.days import END, START
from sandbox.demo.company.play import play_company

__all__ = ["END", "START", "play_company"]
