"""Pasted OKRs are understood where they are clear, and kept word for word where they are not."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResultKind
from bot.okr.paste import CUT_SENTENCE, PastedKeyResult, parse_paste

UP, DOWN = KeyResultKind.INCREASE, KeyResultKind.DECREASE
LEAST, MOST = KeyResultKind.KEEP_AT_LEAST, KeyResultKind.KEEP_AT_MOST
Numbers = tuple[KeyResultKind, str | None, str | None, str | None, str]


def read(line: str) -> PastedKeyResult:
    return parse_paste(f"Buyers finish what they start\n- {line}")[0].key_results[0]


def numbers(key_result: PastedKeyResult) -> Numbers:
    start, target, now = (
        None if value is None else format(value, "f")
        for value in (key_result.start, key_result.target, key_result.now)
    )
    return key_result.kind, start, target, now, key_result.unit


@pytest.mark.parametrize(
    ("line", "title", "expected"),
    [
        ("Completion from 61 to 72 %, now 66", "Completion", (UP, "61", "72", "66", "%")),
        ("Payment errors at most 0.5 %", "Payment errors", (MOST, None, "0.5", None, "%")),
        ("Uptime of at least 99.9 %", "Uptime", (LEAST, None, "99.9", None, "%")),
        ("Uptime is >= 99,9%", "Uptime", (LEAST, None, "99.9", None, "%")),
        ("Latency p95 <= 300 ms", "Latency p95", (MOST, None, "300", None, "ms")),
        ("Errors ≤ 0.5 percent", "Errors", (MOST, None, "0.5", None, "%")),
        ("Keep churn below 5 %", "Churn", (MOST, None, "5", None, "%")),
        ("NPS must stay above 40", "NPS", (LEAST, None, "40", None, "")),
        ("Page load stays under 1.5 s", "Page load", (MOST, None, "1.5", None, "s")),
        ("No more than 2 rollbacks", "No more than 2 rollbacks", None),
        ("Completion: 61 -> 72 %", "Completion", (UP, "61", "72", None, "%")),
        ("Completion 61% → 72%", "Completion", (UP, "61", "72", None, "%")),
        ("Build time: 19 to 10 min", "Build time", (DOWN, "19", "10", None, "min")),
        ("Raise NPS from -10 to +20 by 30 Nov", "NPS by 30 Nov", (UP, "-10", "20", None, "")),
        ("Reduce iOS crashes from 9 to 2 a day", "iOS crashes a day", (DOWN, "9", "2", None, "")),
        (
            "Cut time to first order from 5 to 2 days",
            "Time to first order",
            (DOWN, "5", "2", None, "days"),
        ),
        ("Increase signups to 500", "Signups", (UP, None, "500", None, "")),
        ("Reduce p95 latency below 200ms", "p95 latency", (DOWN, None, "200", None, "ms")),
        ("Increase completion to 72% (from 61%)", "Completion", (UP, "61", "72", None, "%")),
        ("Increase uptime, at least 99.9 %", "Uptime", (LEAST, None, "99.9", None, "%")),
        ("ARR from $1M to $2M", "ARR", (UP, "1000000", "2000000", None, "$")),
        ("Open tickets from 10k to 0", "Open tickets", (DOWN, "10000", "0", None, "")),
        ("Sales from € 1 200 to € 2 400", "Sales", (UP, "1200", "2400", None, "€")),
        (
            "Deploys from 2 to 10 deploys per week",
            "Deploys",
            (UP, "2", "10", None, "deploys per week"),
        ),
        ("Move days late from 1 day to 0 days", "Days late", (DOWN, "1", "0", None, "days")),
        ("Grow to 500 customers", "Grow to 500 customers", (UP, None, "500", None, "customers")),
        ("Get from 3 to 10 users", "Get from 3 to 10 users", (UP, "3", "10", None, "users")),
        (
            "Talk to at least 20 customers in Spain",
            "Talk to at least 20 customers in Spain",
            (LEAST, None, "20", None, "customers"),
        ),
        (
            "From 3 to 10 users we have",
            "From 3 to 10 users we have",
            (UP, "3", "10", None, "users"),
        ),
        ("Build time, now 19 min", "Build time", (UP, None, None, "19", "min")),
        ("המרה from 61 to 72 %", "המרה", (UP, "61", "72", None, "%")),
        ("Completion from ٦١ to ٧٢ %", "Completion", (UP, "61", "72", None, "%")),
        ("🚀 Speed from 1 to 2", "🚀 Speed", (UP, "1", "2", None, "")),
    ],
)
def test_reads_the_numbers(line: str, title: str, expected: Numbers | None) -> None:
    key_result = read(line)
    assert key_result.title == title
    assert key_result.doubt is None
    assert numbers(key_result) == (expected or (MOST, None, "2", None, "rollbacks"))


@pytest.mark.parametrize(
    "line",
    [
        "Ship the new checkout by 30 Nov",
        "Cut churn",
        "Increase adoption by 20 %",
        "Talk to over 20 customers",
        "Sell from 1 Nov to 30 Nov",
        "Support from 9:00 to 17:00",
        "Ship 3 to 5 features",
        "Cover 24/7 in 2 regions",
        "Done: yes/no",
    ],
)
def test_leaves_in_the_title_what_is_no_number_of_a_key_result(line: str) -> None:
    key_result = read(line)
    assert (key_result.title, key_result.doubt, key_result.has_number) == (line, None, False)
    assert numbers(key_result) == (UP, None, None, None, "")


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("Load from 1.234 to 2 s", "two numbers"),
        ("Errors at most 1,500", "two numbers"),
        ("Load from 5 to 2 s, now 1.234", "two numbers"),
        ("Move from 1.2.3 to 2", "not a number"),
        ("Rate from 61 to 61 %", "the same number"),
        ("Time from 500 ms to 2 s", "different units"),
        ("ARR from 1 to 2M", "in full"),
        ("ARR from 1M to 999999999M", "too large"),
    ],
)
def test_doubts_keep_the_line_whole(line: str, doubt: str) -> None:
    key_result = read(f"{line} (Ana)")
    assert (key_result.title, key_result.has_number) == (line, False)
    assert key_result.owner_name == "Ana"
    assert key_result.doubt is not None
    assert doubt in key_result.doubt


@pytest.mark.parametrize(
    ("line", "title", "name", "slack_user_id"),
    [
        ("Errors (Ana)", "Errors", "Ana", None),
        ("Errors (Ana de Souza).", "Errors", "Ana de Souza", None),
        ("Errors (owner: O'Brien)", "Errors", "O'Brien", None),
        ("Errors (@Jean-Luc P.)", "Errors", "Jean-Luc P.", None),
        ("Errors @farid", "Errors", "farid", None),
        ("Errors (@dee.k)", "Errors", "dee.k", None),
        ("Errors - owner: Ben", "Errors", "Ben", None),
        ("Errors <@U123>", "Errors", None, "U123"),
        ("<@W9|ana> Errors", "Errors", "ana", "W9"),
        ("שגיאות (אנה)", "שגיאות", "אנה", None),
        ("From 2 to 1 s (now 3, Chidi)", "From 2 to 1 s, now 3", "Chidi", None),
        ("Load from 3 to 1 s (Ana), now 2 s", "Load", "Ana", None),
        ("Errors (weekly)", "Errors (weekly)", None, None),
        ("Errors (EU)", "Errors (EU)", None, None),
        ("Errors (Stretch)", "Errors (Stretch)", None, None),
        ("Errors (p95)", "Errors (p95)", None, None),
        ("Errors (in all of Spain)", "Errors (in all of Spain)", None, None),
        ("Mail to ana@example.com", "Mail to ana@example.com", None, None),
        ("Fewer posts to @here", "Fewer posts to @here", None, None),
        ("Fewer posts @channel", "Fewer posts @channel", None, None),
        ("Errors (@everyone)", "Errors (@everyone)", None, None),
        ("Nasty *_~ title", "Nasty *_~ title", None, None),
        ("Rated 5* or **better**", "Rated 5* or better", None, None),
        ("**Fewer** ~~old~~ __errors__ in a_b", "Fewer old errors in a_b", None, None),
    ],
)
def test_finds_the_owner(
    line: str, title: str, name: str | None, slack_user_id: str | None
) -> None:
    key_result = read(line)
    found = (key_result.title, key_result.owner_name, key_result.owner_slack_user_id)
    assert found == (title, name, slack_user_id)


BOTH = [("Buyers", ["Completion", "Errors"]), ("Merchants", ["Days"])]


@pytest.mark.parametrize(
    "text",
    [
        "Buyers\n- Completion\n- Errors\nMerchants\n- Days",
        "Buyers\r\n* Completion\r\n* Errors\r\n\r\nMerchants\r\n* Days\r\n",
        "Buyers\n• Completion\n•Errors\nMerchants\n– Days",
        "Buyers\n1. Completion\n2. Errors\nMerchants\n1) Days",
        "Buyers\na) Completion\nb. Errors\nMerchants\n(a) Days",
        "Buyers\n☐ Completion\n- [ ] Errors\nMerchants\n[x] Days",
        "Buyers\n  Completion\n  Errors\nMerchants\n\tDays",
        "   Buyers\n     Completion\n     Errors\n   Merchants\n     Days",
        "Buyers\nKR1: Completion\nKR 1.2 - Errors\nMerchants\nKey result: Days",
        "Objective: Buyers\nKR: Completion\nKR: Errors\nObjective 2 - Merchants\nKR: Days",
        "O1: Buyers\nKey results:\nCompletion\nErrors\n\nO2 Merchants\nKey results:\nDays",
        "# OKRs\nO1: Buyers\n- Completion\n- Errors\nO2: Merchants\n- Days",
        "# Q4 2026 OKRs\n\n## Buyers\n- Completion\n- Errors\n\n## Merchants ##\n- Days",
        "# Checkout\n## Buyers\n### Key results\n- Completion\n- Errors\n## Merchants\n- Days",
        "# Buyers\n## Completion\n## Errors\n# Merchants\n## Days",
        "**Objective 1: Buyers**\n1. **Completion**\n2. _Errors_\n*O2: Merchants*\n1. Days",
        "1. Buyers\n   1.1 Completion\n   1.2 Errors\n2. Merchants\n   2.1 Days",
        "Goals\n1. Buyers\n1.1 Completion\n1.2. Errors\n2. Merchants\n2.1 Days",
        "Team OKRs:\n1. Buyers\n   - Completion\n   - Errors\n2. Merchants\n   - Days",
        "- Buyers\n  - Completion\n  - Errors\n- Merchants\n    - Days",
        "● Buyers\n○ Completion\n○ Errors\n● Merchants\n○ Days",
        "- Objective: Buyers\n  - KR: Completion\n  - KR: Errors\n- O2: Merchants\n  - KR: Days",
        "- Buyers\nKR1 Completion\nKR2 Errors\n- Merchants\nKR1 Days",
        "\ufeffObjective:\nBuyers\n---\n- Completion\n- Errors\nObjective:\nMerchants\n- Days",
        "\u200fBuyers\n\u200f- Completion\n\u200f- Errors\n Merchants\n\u200f- Days",
    ],
)
def test_tells_objectives_from_key_results(text: str) -> None:
    found = [(o.title, [k.title for k in o.key_results]) for o in parse_paste(text)]
    assert found == BOTH


@pytest.mark.parametrize(
    "label", ["Goals", "Goal", "Objectives", "Q4 goals", "Objective 1", "O1", "# OKRs Q4 2026"]
)
@pytest.mark.parametrize("between", ["", "\nKey results:", "\nKRs"])
def test_a_label_is_the_objective_where_nothing_else_is(label: str, between: str) -> None:
    (objective,) = parse_paste(f"{label}{between}\n- A from 1 to 2")
    assert objective.title == label.removeprefix("# ")
    assert [k.title for k in objective.key_results] == ["A from 1 to 2"]


def test_a_label_of_key_results_is_no_objective() -> None:
    with pytest.raises(FormError, match='Line 2, "A"'):
        parse_paste("Key results:\n- A")


def test_numbered_objectives_below_a_line_of_text() -> None:
    found = parse_paste("Checkout\n1. Buyers\n1.1 Completion")
    assert [(o.title, len(o.key_results)) for o in found] == [("Checkout", 0), ("Buyers", 1)]


def test_a_line_above_the_first_named_objective_is_kept() -> None:
    found = parse_paste("What we want\nO1: Buyers\n- Completion")
    assert [o.title for o in found] == ["What we want", "Buyers"]


def test_objectives_have_owners() -> None:
    buyers, merchants = parse_paste("Buyers (Ana)\nMerchants <@U7>")
    assert (buyers.title, buyers.owner_name) == ("Buyers", "Ana")
    assert (merchants.title, merchants.owner_slack_user_id) == ("Merchants", "U7")


@pytest.mark.parametrize("text", ["- Completion\n- Errors\nBuyers", "KR1: Completion\nBuyers"])
def test_names_the_key_result_without_an_objective(text: str) -> None:
    with pytest.raises(FormError, match='Line 1, "Completion"') as refusal:
        parse_paste(text)
    assert set(refusal.value.fields) == {"text"}


@pytest.mark.parametrize("text", ["", " \n\t\n", "OKRs Q4 2026", "---\n🚀"])
def test_asks_for_an_objective(text: str) -> None:
    with pytest.raises(FormError, match="at least one objective"):
        parse_paste(text)


def test_refuses_too_much_and_says_where() -> None:
    assert len(parse_paste("\n".join(f"Aim {n}" for n in range(20)))) == 20
    with pytest.raises(FormError, match="300 objectives"):
        parse_paste("\n".join(f"Aim {n}" for n in range(300)))
    with pytest.raises(FormError, match='"Buyers" has 21 key results'):
        parse_paste("Buyers\n" + "- Completion\n" * 21)


def test_long_titles_are_cut_and_said() -> None:
    (objective,) = parse_paste(f"{'a' * 201}\n- {'b' * 200}\n- {'c' * 300} at most 1,500")
    assert (len(objective.title), objective.doubt) == (200, CUT_SENTENCE)
    whole, cut = objective.key_results
    assert (len(whole.title), whole.doubt) == (200, None)
    assert len(cut.title) == 200
    assert cut.doubt is not None
    assert cut.doubt.endswith(CUT_SENTENCE)
    assert "two numbers" in cut.doubt


def test_nothing_but_an_owner_stays_as_the_title() -> None:
    (objective,) = parse_paste("(Ana)\n- (Ben)")
    assert (objective.title, objective.key_results[0].title) == ("(Ana)", "(Ben)")


PIECES = st.sampled_from(
    [
        "from ",
        "to ",
        "61",
        "72 %",
        "1.234",
        " ",
        "now ",
        ", ",
        "(",
        ")",
        "Ana",
        "@b",
        "->",
        "at most ",
        "Keep ",
        "reduce ",
        "$",
        "k",
        "- ",
        "\n",
        "  ",
        "KR1: ",
        "O1: ",
        "# ",
        "**",
        "<@U1>",
        "ש",
        "1. ",
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_text_is_understood_or_refused_under_its_field(text: str) -> None:
    try:
        objectives = parse_paste(text)
    except FormError as refusal:
        fields = set(refusal.fields)
    else:
        fields = {"text"}
        titles = [o.title for o in objectives]
        titles += [k.title for o in objectives for k in o.key_results]
        assert all(title.strip() for title in titles)
    assert fields == {"text"}


def test_a_hostile_line_is_read_quickly() -> None:
    for piece in ("1 ", "1,", "now 1", "a b ", "(", "@a", "from 1 to ", "*_"):
        assert parse_paste("Buyers\n- x" + piece * 700)[0].key_results[0].doubt is not None


def test_values_are_exact() -> None:
    assert read("Rate from 0.1 to 0.3").target == Decimal("0.3")
