"""The message a channel gets when the bot is added, and the example behind its second button."""

from bot.views.blocks import Block, actions, button, context, divider, escape, header, section
from bot.views.message import Message

SET_UP = "welcome.set_up"
EXAMPLE = "welcome.example"

PROMISE = (
    "Each week before planning I post your objectives first, then the work. "
    "Nothing happens until someone sets this up."
)


def welcome_message(*, inviter: str | None) -> Message:
    """Say once what the bot will do; `inviter` is the name of the person who added it."""
    added = f"{escape(inviter, 80)} added me." if inviter else "Hello."
    text = f"{added} {PROMISE}"
    return Message(text, [section(text), _buttons()])


def example_message() -> Message:
    """Show a small prompt as it would look, for a team that does not exist."""
    blocks: list[Block] = [
        context("An example. Yours will show your own OKRs."),
        header("Checkout · week 6 of 13"),
        context("Planning today 10:00 · 2 of 3 updated"),
        section("*Talk about first*\n1.2 Page load: no work for 3 weeks"),
        divider(),
        section("*1 · Buyers finish what they start*"),
        section(
            "*1.1 Completion*  66 %, aim 72 %\n"
            "On track 🟢 · 7/10 (+1) · Ana · 1 d ago\n"
            "→ Guest checkout, Saved cards"
        ),
        section(
            "*1.2 Page load*  2.9 s, aim 1.5 s\n"
            "At risk 🟡 · 4/10 (−2) · Chidi · 1 d ago\n"
            "→ no work for 3 weeks"
        ),
        divider(),
        section("*What would move these this week?*"),
        section("*1 thing has no place yet*\nAdmin dark mode"),
        actions(_set_up_button()),
    ]
    return Message("An example of a weekly prompt: the objectives first, then the work.", blocks)


def _buttons() -> Block:
    return actions(_set_up_button(), button("See an example", EXAMPLE))


def _set_up_button() -> Block:
    return button("Set up, 5 min", SET_UP, style="primary")
