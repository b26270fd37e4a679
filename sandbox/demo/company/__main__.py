"""`python -m sandbox.demo.company`: play the six weeks and print what Ana sees at their end."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.demo.company.alone import opened
from sandbox.demo.company.play import play_company
from sandbox.driver.slack import Slack
from sandbox.walkthrough.house import quieten_log
from sandbox.walkthrough.process import environment, run_to_end
from sandbox.walkthrough.teller import Teller

COMMANDS = ("", "risk", "work", "history 3.1", "history 2.2", "all", "#catalogue", "@ben", "prompt")


async def tell(teller: Teller) -> None:
    """Play the story in a folder that is gone afterwards, and show what Ana sees."""
    with TemporaryDirectory(prefix="okrbot-company-") as name:
        folder = Path(name)
        address = f"sqlite:///{folder / 'okrbot.db'}"
        env = environment(api_url="http://127.0.0.1:9/api/", database_url=address)
        await run_to_end("db", "upgrade", env=env, folder=name)
        async with opened(folder) as (slack, house):
            await play_company(slack, house)
            await _show_all(slack, teller)
            slack.assert_clean()


async def _show_all(slack: Slack, teller: Teller) -> None:
    ana = slack.people[0]
    for channel in slack.channels:
        if ana.id in channel.state.members:
            teller.title(f"#{channel.name}", f"{len(channel.messages)} messages")
            for message in channel.messages[-3:]:
                teller.show("", message.shown)
    home = await ana.open_home()
    teller.title("Home", ana.name)
    teller.show("", home.shown if home else "")
    checkout = next(one for one in slack.channels if one.name == "checkout")
    for text in COMMANDS:
        answer = await ana.command("/okr", text, channel=checkout)
        teller.title(f"/okr {text}", ana.name)
        teller.show("", ana.front.shown if ana.modals else answer.shown if answer else "")
        while ana.modals:
            await ana.close_modal(whole_stack=True)


if __name__ == "__main__":
    quieten_log()
    asyncio.run(tell(Teller.on_standard_output()))
