"""Work for the tests that play with it over the stand-in."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.db.engine import reading, writing
from bot.db.models import PersonRow, WorkItemRow
from sandbox import Person, render
from sandbox.delivery.transport import Answer, Request
from tests.seeding import SeededTeam, seed_team, seed_work_item
from tests.world import World

NASTY = "<!channel> & *_~ `x` <https://evil.org|ok> \U0001f600 \u202eمرحبا"
OLD = timedelta(days=430)


async def seed_work(
    world: World, *titles: str, age: timedelta = timedelta(days=9), is_started: bool = True
) -> list[int]:
    """Give the channel its team, and the team work without a place, in this order."""
    seeded = await world.seed_checkout()
    async with writing(world.sessions) as session:
        return [
            await seed_work_item(
                session,
                seeded,
                now=world.now,
                title=title,
                created_at=world.now - age + timedelta(minutes=number),
                is_started=is_started,
            )
            for number, title in enumerate(titles)
        ]


async def seed_payments(world: World, lead: Person) -> SeededTeam:
    """A second team of somebody the bot knows, in a channel of its own."""
    channel = world.slack.add_channel("payments", members=[lead])
    async with writing(world.sessions) as session:
        lead_row = (
            await session.scalars(select(PersonRow).where(PersonRow.slack_user_id == lead.id))
        ).one()
        return await seed_team(
            session,
            workspace_id=lead_row.workspace_id,
            now=world.now,
            lead_id=lead_row.id,
            key="PAY",
            name="Payments",
            channel_id=channel.id,
        )


async def work_rows(world: World) -> Sequence[WorkItemRow]:
    async with reading(world.sessions) as session:
        return (await session.scalars(select(WorkItemRow).order_by(WorkItemRow.id))).all()


async def submit_again(world: World) -> Answer:
    """Send the last submission a second time, as an impatient finger does."""
    data = world.slack.log.deliveries("view_submission")[-1].data
    again = Request(data["envelope"], data["what"], data["payload"])
    answer = await world.slack.outbound.send(again)
    await world.bot.in_flight.wait_idle()
    return answer


def shown(person: Person) -> str:
    """What a person reads in the open modal."""
    assert person.modal is not None
    return render(person.modal)
