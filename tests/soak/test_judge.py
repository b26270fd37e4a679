"""The judge finds what is wrong in logs made by hand."""

import json
from pathlib import Path
from typing import Any

from soak.judge import Owed, judge, read_log

OWED = [
    Owed(f"prompt:{number}", f"C{number}", "prompt", earliest=100.0, latest=200.0)
    for number in (1, 2, 3)
]


def post(
    key: str, channel: str, *, at: float = 150.0, ok: bool = True, as_text: bool = False
) -> dict[str, Any]:
    metadata: Any = {"event_type": "any", "event_payload": {"key": key}}
    return {
        "kind": "call",
        "at": at,
        "method": "chat.postMessage",
        "arguments": {
            "channel": channel,
            "metadata": json.dumps(metadata) if as_text else metadata,
        },
        "response": {"ok": ok, "channel": channel},
    }


GOOD = [post(f"prompt:{number}", f"C{number}") for number in (1, 2, 3)]


def test_a_good_log_is_clean() -> None:
    assert judge(OWED, GOOD).is_clean


def test_a_gap_is_a_loss() -> None:
    assert judge(OWED, GOOD[:2]).lost == ("prompt:3",)


def test_a_refused_post_did_not_arrive() -> None:
    verdict = judge(OWED, [*GOOD[:2], post("prompt:3", "C3", ok=False)])
    assert verdict.lost == ("prompt:3",)
    assert not verdict.is_clean


def test_a_second_post_is_a_double_wherever_it_went() -> None:
    assert judge(OWED, [*GOOD, GOOD[1]]).double == ("prompt:2",)
    elsewhere = judge(OWED, [*GOOD, post("prompt:2", "C1")])
    assert elsewhere.double == elsewhere.misplaced == ("prompt:2",)


def test_a_post_in_another_channel_is_misplaced_and_not_lost() -> None:
    verdict = judge(OWED, [*GOOD[:2], post("prompt:3", "C1")])
    assert (verdict.misplaced, verdict.lost) == (("prompt:3",), ())


def test_a_post_out_of_time_is_early_or_late() -> None:
    log = [post("prompt:1", "C1", at=99), post("prompt:2", "C2", at=201), GOOD[2]]
    verdict = judge(OWED, log)
    assert (verdict.early, verdict.late) == (("prompt:1",), ("prompt:2",))


def test_metadata_may_come_as_text() -> None:
    assert judge(OWED, [post(f"prompt:{n}", f"C{n}", as_text=True) for n in (1, 2, 3)]).is_clean


def test_other_calls_and_other_keys_do_not_count() -> None:
    edit = {**GOOD[0], "method": "chat.update"}
    assert judge(OWED, [*GOOD, edit, {"kind": "fault", "at": 1.0}, post("else", "C1")]).is_clean


def test_a_verdict_names_what_went_wrong() -> None:
    said = judge(OWED, GOOD[:2]).line()
    assert said == "3 owed: 1 lost (prompt:3), 0 double, 0 misplaced, 0 early, 0 late"


def test_a_log_is_read_from_lines(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in GOOD))
    assert read_log(path) == GOOD
