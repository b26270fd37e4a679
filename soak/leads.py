"""A lead who is asked whether prompts are there, looks, and answers each question once."""

import asyncio
import re
from collections.abc import Sequence

from sandbox import Person, ShownMessage, Slack
from sandbox.errors import DriverError
from soak.judge import Owed

POST = "chat.postMessage"
POST_IT, IS_THERE = "Post it", "It is there"
CHANNEL = re.compile(r"<#(\w+)>")
LOOK_SECONDS = 0.2


async def stop_trouble_when_tried(slack: Slack, owed: Sequence[Owed]) -> None:
    """Let everything go well once each prompt was tried, so that the questions themselves arrive.

    A question of unclear fate is not repeated where nobody may look; that is not tried here.
    """
    waiting, seen = {one.channel for one in owed}, 0
    while waiting:
        entries = slack.log.entries
        waiting -= {
            entry.data["channel"]
            for entry in entries[seen:]
            if entry.kind == "answered" and entry.data["method"] == POST
        }
        seen = len(entries)
        await asyncio.sleep(LOOK_SECONDS)
    slack.faults.clear()


async def answer_questions(slack: Slack, lead: Person) -> None:
    """Answer every question as it comes, until cancelled."""
    slack.idle = _nobody_waits
    answered: set[str] = set()
    while True:
        for question in lead.dm.bot_messages if lead.dm else []:
            if question.ts not in answered and POST_IT in question.shown:
                answered.add(question.ts)
                await _answer(slack, lead, question)
        await asyncio.sleep(LOOK_SECONDS)


async def _answer(slack: Slack, lead: Person, question: ShownMessage) -> None:
    asked_about = CHANNEL.findall(question.text)
    channel = next(one for one in slack.channels if one.id in asked_about)
    button = IS_THERE if channel.bot_messages else POST_IT
    try:
        await lead.press(button, on=question)
    except DriverError:
        return
    slack.log.add("happened", what=f"answer {button!r}")


async def _nobody_waits() -> None:
    """Stand in for a bot that says when it is idle: other prompts are always under way."""
