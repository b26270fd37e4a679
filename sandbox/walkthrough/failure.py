"""How a step of the story fails."""


class StepFailedError(AssertionError):
    """Something that should hold after a step does not; says what, and by what it was seen."""

    def __init__(self, claim: str, evidence: str = "") -> None:
        super().__init__(claim)
        self.claim = claim
        self.evidence = evidence
