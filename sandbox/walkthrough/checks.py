"""What holds: every claim of the story is checked against what the stand-in knows."""

from sandbox.walkthrough.failure import StepFailedError
from sandbox.walkthrough.teller import Teller, bare


class Checks:
    """Checks claims, says those worth saying, and counts them all.

    Attributes:
        checked: how many things were found to be so.
    """

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.checked = 0

    def holds(self, claim: str, fact: object, evidence: object = "") -> None:
        """Check something and say so.

        Raises:
            StepFailedError: it is not so.
        """
        if not fact:
            raise StepFailedError(f"this does not hold: {claim}", str(evidence))
        self.checked += 1
        self.teller.hold(claim)

    def reads(self, shown: str, *phrases: str) -> None:
        """Check that a text says certain things.

        Raises:
            StepFailedError: it does not.
        """
        text = bare(shown)
        for phrase in phrases:
            if phrase not in text:
                raise StepFailedError(f"nobody can read “{phrase}” here", text)
            self.checked += 1

    def reads_not(self, shown: str, *phrases: str) -> None:
        """Check that a text does not say certain things.

        Raises:
            StepFailedError: it does.
        """
        text = bare(shown)
        for phrase in phrases:
            if phrase in text:
                raise StepFailedError(f"“{phrase}” should not be here to read", text)
            self.checked += 1
