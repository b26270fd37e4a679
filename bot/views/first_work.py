"""The end of the set-up: what the team is in the middle of, a preview, and post or wait."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bot.okr.cycle import Cycle
from bot.okr.week import Week
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    escape,
    field,
    modal,
    section,
    text_input,
)
from bot.views.message import Message
from bot.views.notice import notice_modal
from bot.views.planned_shares import both_ways
from bot.views.state import Values, text_of
from bot.views.times import day_and_time

SUBMIT_WORK = "first_work.submit"
SKIP = "first_work.skip"
POST = "first_work.post"
WAIT = "first_work.wait"
WORK = "work"
TITLE = "Set up OKRs"
INTERACTIVE = frozenset({"actions", "input"})


def first_work_modal(token: UUID, *, cycle: Cycle, told: str) -> View:
    """Ask what the team is in the middle of, and offer to plan for technical debt.

    Args:
        told: what was just done, in our own words.
    """
    blocks: list[Block] = [
        context(f"Step 4 of 4. {told}"),
        field(
            "What are you in the middle of?",
            text_input(
                WORK,
                is_multiline=True,
                max_length=3000,
                placeholder="Guest checkout\nhttps://github.com/acme/shop/issues/212",
            ),
            block_id=WORK,
            hint="A title or a link a line, 15 at most. Leave the backlog where it is.",
        ),
        actions(button("Skip this", SKIP, value=str(cycle.team_id)), block_id="first_work.ways"),
        *both_ways(cycle),
    ]
    return modal(TITLE, blocks, callback_id=SUBMIT_WORK, submit="Next", private_metadata=str(token))


def parse_work(values: Values) -> str:
    """Return the typed lines."""
    return text_of(values, WORK)


def preview_modal(
    message: Message, week: Week, *, obstacle: str | None, prompt_at: datetime | None, now: datetime
) -> View:
    """Show the first prompt to one person, with the choice to post it or to wait.

    Args:
        obstacle: why it cannot be posted; None when it can.
        prompt_at: when it comes by itself; None when it does not.
    """
    when = day_and_time(prompt_at, now, week.team.zone) if prompt_at else None
    wait = button(f"Wait for {when}" if when else "Not now", WAIT, value=str(week.team.id))
    top = context("This is your first prompt. Only you see it yet.")
    note = section(f":warning: {escape(obstacle, 500)}") if obstacle else None
    blocks = [
        top,
        *([note] if note else []),
        actions(wait, block_id="first_work.wait_block"),
        divider(),
        *readable(message.blocks),
    ]
    return modal(
        "Preview",
        blocks,
        callback_id=POST,
        submit=None if obstacle else "Post now",
        close="Close",
        private_metadata=str(week.team.id),
    )


def readable(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks as they look, without what could be pressed before they are posted."""
    return [
        {name: value for name, value in block.items() if name not in {"accessory", "block_id"}}
        for block in blocks
        if block["type"] not in INTERACTIVE
    ]


def posted_modal(team_name: str) -> View:
    """Say that the first prompt is on its way."""
    name = escape(team_name, 80)
    return notice_modal(
        [section(f"Posted. *{name}* is ready.\nPeople can check in from the prompt.")],
        title="All set",
    )


def waiting_modal(team_name: str, *, when: str | None, command: str) -> View:
    """Say when the first prompt comes, and how to change that."""
    comes = f"The first prompt comes {when}." if when else "No prompt is planned yet."
    name = escape(team_name, 80)
    return notice_modal(
        [
            section(f"*{name}* is ready. {comes}"),
            context(f"`{command} prompt` posts it earlier. `{command} settings` changes the rest."),
        ],
        title="All set",
    )


def asked_words(name: str, *, is_new: bool) -> str:
    """Say that somebody was asked for the OKRs."""
    who = escape(name, 80)
    return f"I asked {who} for your OKRs." if is_new else f"{who} was asked before."


def saved_modal(team_name: str, *, command: str) -> View:
    """Say that OKRs were added to a team that runs already."""
    name = escape(team_name, 80)
    return notice_modal(
        [section(f"Saved. *{name}* has them now."), context(f"`{command} edit` changes them.")],
        title="All set",
    )
