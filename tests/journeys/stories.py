"""What the stories share: a team set up through the forms, as people do it."""

from sandbox import Channel, Person, ShownMessage
from tests.world import World

OKRS = """\
Buyers finish what they start
- Completion from 61 to 72 %, now 66 (Ana)
- Page load from 3.4 to 1.5 s (Ben)"""

WHERE, WHICH, HOW = "Where does it belong?", "Which?", "How would the number move?"
LIKELY, NOTE = "How likely by 31 Dec?", "What changed, or what's in the way?"
PERCENT, SECONDS = "Value now (%)", "Value now (s)"


async def set_up_team(
    world: World, *, lead: Person, channel: Channel, okrs: str = OKRS, work: str = ""
) -> None:
    """Set a team up from the command to waiting for the first prompt.

    Args:
        work: what it is in the middle of, a line each; empty to skip that.
    """
    await lead.command("/okr", "setup", channel=channel)
    await lead.press("Next")
    lead.fill("Paste your OKRs", okrs)
    await lead.press("Next")
    await lead.press("Save")
    if work:
        lead.fill("What are you in the middle of?", work)
        await lead.press("Next")
    else:
        await lead.press("Skip this")
    await lead.press("Wait for tomorrow 08:00")
    assert "is ready" in lead.front.shown
    await lead.press("Close")


async def first_prompt(world: World, channel: Channel) -> ShownMessage:
    """Let the next morning come, and return the prompt that it brings."""
    await tomorrow(world, hour=7)
    await world.tick()
    *_, prompt = channel.bot_messages
    assert " · week " in prompt.shown
    return prompt


async def tomorrow(world: World, *, hour: int, minute: int = 0) -> None:
    """Move to the next day at a time of UTC, which is an hour behind Berlin in winter."""
    world.move(days=1)
    world.now = world.now.replace(hour=hour, minute=minute)


def prompts_posted(world: World, channel: Channel) -> int:
    """Return how many prompts were ever posted there, by the log of the bot's calls."""
    posts = world.slack.log.posts(channel.id)
    return sum("prompt" in str(post.data["arguments"].get("metadata")) for post in posts)
