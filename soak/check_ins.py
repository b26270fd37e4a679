"""Two hundred people check in at once on one prompt: nothing is lost, and edits keep pace."""

import asyncio
import json
import math
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sandbox import ShownMessage, Slack
from sandbox.errors import DriverError
from sandbox.faults import Answer
from sandbox.house import MANIFEST, SIGNING_SECRET, TOKEN
from sandbox.walkthrough.process import environment
from soak.check_in_judge import Expected, judge_check_ins, load_last_values
from soak.check_in_team import Gathering, seed_gatherings, title_of
from soak.checking_in import Intent, open_form, save_form
from soak.edits import EDIT
from soak.findings import Findings
from soak.judge import read_log
from soak.serving import serving

PEOPLE, BESIDE = 200, 50
OPENING = 8
ONE_PROCESS = ("run",)
SEVERAL = ("web", "worker", "worker")
SHARE = 0.2
LONGEST_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class EditPace:
    """How fast messages may be edited; what is here is what the bot does unless told otherwise.

    Args:
        pause: seconds between two edits of a message.
        a_minute: edits in a workspace.
    """

    pause: float = 5.0
    a_minute: int = 40

    @property
    def settings(self) -> dict[str, str]:
        """Return the environment that says so."""
        return {
            "EDIT_PAUSE_SECONDS": str(self.pause),
            "EDITS_PER_MINUTE": str(self.a_minute),
            "SCHEDULE_TICK_SECONDS": "0.5",
            "DELIVERY_TICK_SECONDS": "0.2",
            "CHANNEL_PAUSE_SECONDS": "0",
            "LOG_LEVEL": "WARNING",
        }


async def play_check_ins(
    *, seed: int, size: float, database_url: str, folder: Path, pace: EditPace | None = None
) -> Findings:
    """Let everybody check in at once, and judge from the log and the database."""
    pace = pace or EditPace()
    async with Slack.start(signing_secret=SIGNING_SECRET, bot_token=TOKEN) as slack:
        slack.load_manifest(MANIFEST)
        slack.scopes.update({"channels:history", "groups:history", "im:history"})
        gatherings = await seed_gatherings(
            slack,
            database_url,
            people=max(math.ceil(PEOPLE * size), 2),
            beside=math.ceil(BESIDE * size),
        )
        slack.faults.seed(seed)
        # Answers that take a while: an edit that did not wait for the one before would be seen.
        slack.faults.add(Answer.DELAY, EDIT, share=SHARE, seconds=1.0)
        env = {**environment(api_url=slack.api_url, database_url=database_url), **pace.settings}
        commands = ONE_PROCESS if database_url.startswith("sqlite") else SEVERAL
        async with serving(commands, env=env, folder=folder) as url:
            slack.connect(url)
            expected = await _check_in_at_once(slack, gatherings, seed, database_url, pace)
        path = folder / f"check-ins-{seed}.jsonl"
        path.write_text("".join(json.dumps(entry.json()) + "\n" for entry in slack.log.entries))
    return await judge_check_ins(
        expected,
        read_log(path),
        database_url=database_url,
        pause=pace.pause,
        a_minute=pace.a_minute,
    )


async def _check_in_at_once(
    slack: Slack,
    gatherings: Sequence[Gathering],
    seed: int,
    database_url: str,
    pace: EditPace,
) -> Expected:
    slack.idle = _nobody_waits
    chance = Random(seed)  # noqa: S311 - it has to be repeatable
    await slack.until(
        lambda: all(one.channel.bot_messages for one in gatherings), seconds=LONGEST_SECONDS
    )
    prompts = [one.channel.bot_messages[0] for one in gatherings]
    acts = [
        (prompt, intent)
        for prompt, gathering in zip(prompts, gatherings, strict=True)
        for intent in _intents(gathering, chance)
    ]
    at_once = asyncio.Semaphore(OPENING)

    async def opened(prompt: ShownMessage, intent: Intent) -> None:
        # Whoever opens a form has three seconds; how many that leaves room for is not asked here.
        async with at_once:
            await open_form(slack, prompt, intent)

    unable = await _all(opened(prompt, intent) for prompt, intent in acts)
    ready = [intent for _, intent in acts if intent.person.modal]
    unable += await _all(save_form(slack, intent, chance) for intent in ready)
    await _wait_for_edits(slack, prompts, gatherings, database_url, pace)
    return Expected(
        gatherings=tuple(gatherings),
        intents=tuple(intent for _, intent in acts),
        prompts=tuple(prompt.ts for prompt in prompts),
        unable=tuple(unable),
    )


async def _all(acts: Iterable[Coroutine[None, None, None]]) -> list[str]:
    """Let everybody act at the same time, and return what stopped those who could not."""
    ended = await asyncio.gather(*acts, return_exceptions=True)
    return [str(error) for error in ended if error is not None]


def _intents(gathering: Gathering, chance: Random) -> list[Intent]:
    count = len(gathering.key_result_ids)
    found = []
    for number, person in enumerate(gathering.people):
        place = number if number < count else chance.randrange(count)
        is_owner = number < count
        found.append(
            Intent(
                person=person,
                key_result_id=gathering.key_result_ids[place],
                choice=None if is_owner else f"1.{place + 1} {title_of(place)}",
                value=_value(number),
                confidence=chance.randint(4, 9),
                double_clicks=chance.random() < SHARE,
                repeats=chance.random() < SHARE,
            )
        )
    return found


def _value(number: int) -> str:
    """Return a value that is nobody else's, and that is written as it is typed."""
    tens, ones = divmod(number, 9)
    return f"{61 + tens // 10}.{tens % 10}{ones + 1}"


async def _wait_for_edits(
    slack: Slack,
    prompts: Sequence[ShownMessage],
    gatherings: Sequence[Gathering],
    database_url: str,
    pace: EditPace,
) -> None:
    """Wait until every prompt shows the last values, and then as long as an edit may still take."""
    last = await load_last_values(database_url)
    wanted = [
        (prompt, [f"{last[one]} %" for one in gathering.key_result_ids if one in last])
        for prompt, gathering in zip(prompts, gatherings, strict=True)
    ]
    try:
        await slack.until(
            lambda: all(value in prompt.text for prompt, those in wanted for value in those),
            seconds=LONGEST_SECONDS,
        )
    except DriverError:
        return
    await asyncio.sleep(2 * pace.pause + 1)


async def _nobody_waits() -> None:
    """Stand in for a bot that says when it is idle: with so many at once it never is."""
