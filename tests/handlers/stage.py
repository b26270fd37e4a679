"""Three teams alike: a public one, a private one, and one of another workspace.

Every row of a team has an id that begins with the team's own two digits, and every text of it
carries the team's own word. So a request about one team is turned into one about another by
exchanging digits, and whatever leaks can be seen.
"""

from dataclasses import dataclass

from bot.db.engine import writing
from bot.db.models import WorkspaceRow
from sandbox import Channel, Person
from tests.handlers.targets import FOREIGN, FOREIGN_WORKSPACE, PRIVATE, PUBLIC, TWIN, Target
from tests.handlers.team_seeds import Seeding
from tests.world import World


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who may act, and where they do.

    Args:
        ana: a lead of the public team; `ben` is a member, `cem` neither.
        gil: a guest whom a lead made a member; `gus` is a guest whom nobody did.
        sam: of another organisation; `dee` was deactivated; `fay` is of another workspace.
        pia: a lead of the private team, in whose channel nobody else is.
    """

    ana: Person
    ben: Person
    cem: Person
    gil: Person
    gus: Person
    sam: Person
    dee: Person
    fay: Person
    pia: Person
    checkout: Channel
    twin: Channel
    secret: Channel
    empty: Channel

    def channel_of(self, target: Target, person: Person) -> Channel:
        """Return where a person would ask about a team: in its channel, if they can see it."""
        if target is PUBLIC:
            return self.checkout
        return self.secret if target is PRIVATE and person is self.pia else self.empty


async def set_stage(world: World) -> Cast:
    """Give the world three teams, and a cast of everybody who may try something."""
    slack = world.slack
    cem = slack.add_person("Cem")
    gil = slack.add_person("Gil", is_guest=True)
    gus = slack.add_person("Gus", is_guest=True)
    sam = slack.add_person("Sam", is_stranger=True)
    dee = slack.add_person("Dee", is_deleted=True)
    fay = slack.add_person("Fay", is_stranger=True)
    fay.state.team_id = FOREIGN_WORKSPACE
    pia = slack.add_person(f"Pia {PRIVATE.word}")
    everybody = [world.ana, world.ben, cem, gil, gus, sam, dee, fay]
    world.checkout.members.extend(person.id for person in everybody[2:])
    world.checkout.members.append(slack.bot_user_id)
    secret = slack.add_channel("secret", members=[pia], bot=True, private=True)
    empty = slack.add_channel("empty", members=[*everybody, pia], bot=True)
    twin = slack.add_channel("twin", members=[world.ana], bot=True)
    people = (world.ana, world.ben, cem, gil, gus, sam, dee, fay, pia)
    cast = Cast(*people, world.checkout, twin, secret, empty)
    await _seed(world, cast)
    return cast


async def _seed(world: World, cast: Cast) -> None:
    home = (await world.bot.workspace()).id
    async with writing(world.sessions) as session:
        foreign = WorkspaceRow(slack_team_id=FOREIGN_WORKSPACE, installed_at=world.now)
        session.add(foreign)
        await session.flush()
        seeding = Seeding(session, world.now)
        ids = {
            person.id: await seeding.person(home, person)
            for person in (
                *(cast.ana, cast.ben, cast.cem, cast.gil, cast.gus, cast.sam, cast.dee, cast.pia),
            )
        }
        fay = await seeding.person(foreign.id, cast.fay)
        ana, ben, gil, pia = (ids[one.id] for one in (cast.ana, cast.ben, cast.gil, cast.pia))
        present = tuple(ids[one.id] for one in (cast.ana, cast.ben, cast.cem, cast.gil, cast.gus))
        await seeding.team(
            PUBLIC,
            workspace_id=home,
            channel_id=cast.checkout.id,
            lead_id=ana,
            member_ids=(ben, gil),
            present_ids=present,
        )
        await seeding.team(
            TWIN, workspace_id=home, channel_id=cast.twin.id, lead_id=ana, present_ids=(ana,)
        )
        # Ana and Ben are members of the private team too, but not in its channel any more.
        await seeding.team(
            PRIVATE,
            workspace_id=home,
            channel_id=cast.secret.id,
            lead_id=pia,
            member_ids=(ana, ben),
            present_ids=(pia,),
        )
        # The same channel id as one of ours, as in a channel that two workspaces share.
        await seeding.team(
            FOREIGN,
            workspace_id=foreign.id,
            channel_id=cast.empty.id,
            lead_id=fay,
            present_ids=(fay,),
        )
