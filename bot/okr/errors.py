"""The refusals: each carries a sentence that a person can act on."""

from collections.abc import Mapping


class OkrError(Exception):
    """A refusal. Its sentence says what is wrong and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FormError(OkrError):
    """Something typed into a form is wrong; each field has its own sentence.

    Args:
        fields: field name (a name of the domain, never a block id) to sentence.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class NotAllowedError(OkrError):
    """The person may not do this."""


class NotFoundError(OkrError):
    """The thing is gone, closed or belongs to somebody else."""


class ConflictError(OkrError):
    """Somebody else changed the thing in the meantime."""
