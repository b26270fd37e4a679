"""How work met its key results, in words."""

import pytest

from bot.okr.origin import Origin
from bot.views.origins import origin_blocks, origin_words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({Origin.DERIVED: 9, Origin.LABELLED_LATER: 2}, "9 came from it, 2 linked afterwards"),
        ({Origin.ALREADY_RUNNING: 1, Origin.REFRAMED: 18}, "18 rethought, 1 already running"),
        ({Origin.DERIVED: 15, Origin.CARRIED: 5}, "75 % came from it, 25 % brought over"),
        ({Origin.DERIVED: 1, Origin.LABELLED_LATER: 500}, "100 % linked afterwards"),
    ],
)
def test_few_are_counted_and_many_are_shares(counts: dict[Origin, int], words: str) -> None:
    assert origin_words(counts) == words


def test_without_work_there_is_nothing_to_say() -> None:
    assert origin_blocks({}) == []
    assert "Only your team sees this." in str(origin_blocks({Origin.DERIVED: 1}))
