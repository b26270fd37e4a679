"""How objectives and key results are named."""

import pytest

from bot.okr.errors import NotFoundError
from bot.okr.label import Label, parse_label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1.2", Label(None, None, 1, 2)),
        (" 10.12 ", Label(None, None, 10, 12)),
        ("`1.2`", Label(None, None, 1, 2)),
        ("CHK-1.2", Label("CHK", None, 1, 2)),
        ("chk-1.2", Label("CHK", None, 1, 2)),
        ("CHK-2026Q4-1.2", Label("CHK", "2026Q4", 1, 2)),
        ("2", Label(None, None, 2, None)),
        ("CHK-2026Q4-2", Label("CHK", "2026Q4", 2, None)),
    ],
)
def test_labels_are_read(text: str, label: Label) -> None:
    assert parse_label(text) == label


@pytest.mark.parametrize("text", ["", "1.", "a.b", "1.2.3", "CHK-", "CHK 1.2", "9" * 9 + ".1"])
def test_anything_else_is_no_label(text: str) -> None:
    with pytest.raises(NotFoundError, match="Type its number"):
        parse_label(text)
