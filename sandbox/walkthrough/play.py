"""Plays a story and says at the end what passed, or what failed and where."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exc

from sandbox.driver.slack import Slack
from sandbox.house import MANIFEST, SIGNING_SECRET, TOKEN, House
from sandbox.walkthrough.clock import StoryClock
from sandbox.walkthrough.failure import StepFailedError
from sandbox.walkthrough.first_week import MONDAY, FirstWeek
from sandbox.walkthrough.process import environment, run_to_end
from sandbox.walkthrough.stage import Stage
from sandbox.walkthrough.story import ACTS, Act
from sandbox.walkthrough.teller import Teller

WELL, WRONG = 0, 1


async def play(teller: Teller, acts: Sequence[Act] = ACTS, *, over_socket: bool = False) -> int:
    """Play the first week; return the exit status.

    Args:
        over_socket: whether Slack reaches the bot by Socket Mode, rather than over HTTP.
    """
    clock = StoryClock(MONDAY)
    async with opened_house(clock, over_socket=over_socket) as house:
        stage = FirstWeek(house, clock, teller)

        async def story() -> None:
            await _open_the_house(stage)
            for act in acts:
                await act(stage)

        return await play_out(stage, story)


@asynccontextmanager
async def opened_house(
    clock: StoryClock, *, over_socket: bool = False, database_url: str | None = None
) -> AsyncIterator[House]:
    """Give the bot a house beside a fresh workspace, in a folder that is gone afterwards.

    Args:
        database_url: of a database with the tables of this release; None for an empty file.
    """
    # A developer's own .env lies where they work, and must not change the story.
    with TemporaryDirectory(prefix="okrbot-walkthrough-") as folder, chdir(folder):
        async with Slack.start(signing_secret=SIGNING_SECRET, bot_token=TOKEN) as slack:
            slack.load_manifest(MANIFEST)
            house = House(
                slack, clock, Path(folder), over_socket=over_socket, database_url=database_url
            )
            try:
                yield house
            finally:
                await house.stop()


async def play_out(stage: Stage, story: Callable[[], Awaitable[object]]) -> int:
    """Play a story to its end, or to where it fails, and say which; return the exit status."""
    try:
        await story()
        stage.slack.assert_clean()
    except StepFailedError as failure:
        _tell_failure(stage, failure.claim, failure.evidence)
    except AssertionError as failure:
        # What a person could not do or see, or a rule of Slack's that the bot broke.
        first, _, rest = str(failure).partition("\n")
        _tell_failure(stage, first, rest)
    except BrokenPipeError:
        raise
    except Exception as failure:  # noqa: BLE001 - whatever it is, say at which step
        _tell_failure(stage, repr(failure), format_exc())
    else:
        _tell_summary(stage)
        return WELL
    return WRONG


async def _open_the_house(stage: FirstWeek) -> None:
    stage.scene("Before the story")
    settings = stage.house.settings
    stage.act("An operator makes the database: okrbot db upgrade")
    env = environment(api_url=stage.slack.api_url, database_url=settings.database_url)
    said = await run_to_end("db", "upgrade", env=env, folder=str(stage.house.folder))
    stage.reads(said, "The database has the tables of this release.")
    met = "Socket Mode" if stage.house.over_socket else "signed HTTP"
    stage.act(f"The bot starts, and meets Slack over {met} only")
    await stage.house.start()


def _tell_failure(stage: Stage, claim: str, evidence: str) -> None:
    sentence = f"FAILED at “{stage.step}” ({stage.clock.words}): {claim.rstrip('.:')}."
    stage.teller.fail(sentence, evidence)


def _tell_summary(stage: Stage) -> None:
    log = stage.slack.log
    answers = [
        answer
        for delivery in log.deliveries("view_submission")
        if '"view"' in (answer := str(delivery.data["body"]))
    ]
    modals = len(log.calls("views.open", ok=True)) + len(log.calls("views.push", ok=True))
    payloads = len(log.posts()) + len(log.updates()) + len(answers)
    payloads += sum(
        len(log.calls(f"views.{act}", ok=True)) for act in ("open", "push", "update", "publish")
    )
    stage.teller.title(stage.clock.words, "The end")
    stage.teller.say(
        f"{stage.checked} checks hold. {len(log.deliveries())} requests went to the bot, which "
        f"made {len(log.calls())} calls: {len(log.posts())} messages, {len(log.updates())} edits, "
        f"{modals} forms. {payloads} payloads passed the validators, none was refused."
    )
