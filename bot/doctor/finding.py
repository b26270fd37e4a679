"""What the doctor says: one line for each thing that was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How much a finding matters."""

    FINE = "✓ fine   "
    WARNING = "! warning"
    WRONG = "✗ wrong  "


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and what was seen or is to be done."""

    subject: str
    verdict: Verdict
    sentence: str

    def __str__(self) -> str:
        return f"{self.verdict}  {self.subject}: {self.sentence}"


def fine(subject: str, sentence: str) -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(subject, Verdict.FINE, sentence)


def warning(subject: str, sentence: str) -> Finding:
    """Return a finding with which the bot is usable all the same."""
    return Finding(subject, Verdict.WARNING, sentence)


def wrong(subject: str, sentence: str) -> Finding:
    """Return a finding that has to be mended before the bot is usable."""
    return Finding(subject, Verdict.WRONG, sentence)


def is_usable(findings: Sequence[Finding]) -> bool:
    """Tell whether nothing has to be mended first; warnings are allowed."""
    return all(finding.verdict is not Verdict.WRONG for finding in findings)


def summary(findings: Sequence[Finding]) -> str:
    """Say in a sentence what the findings come to."""
    wrongs = sum(finding.verdict is Verdict.WRONG for finding in findings)
    warnings = sum(finding.verdict is Verdict.WARNING for finding in findings)
    if wrongs:
        return f"{_count(wrongs, 'thing has', 'things have')} to be mended first."
    if warnings:
        return f"okrbot can run, with {_count(warnings, 'warning', 'warnings')}."
    return "okrbot can run."


def cleaned(text: object) -> str:
    """Return foreign text without what could steer a terminal."""
    return "".join(letter for letter in str(text)[:80] if letter.isprintable())


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
