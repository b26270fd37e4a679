"""Who may do what: every standing, role, channel and act."""

from itertools import product

import pytest

from bot.okr.errors import NotAllowedError, NotFoundError, OkrError
from bot.okr.permissions import NOT_FOUND, Act, Actor, TeamAccess, may, require
from bot.okr.person import Role, Standing

READING = {Act.READ}
WORKING = {
    Act.READ_SHARES,
    Act.CHECK_IN,
    Act.PLAN,
    Act.PLACE,
    Act.ADD_WORK,
    Act.EDIT_WORK,
    Act.POST_PROMPT,
    Act.MEET,
    Act.RECALL,
}
LEADING = {Act.EDIT_OKRS, Act.EDIT_SETTINGS, Act.START_FRESH, Act.OPEN_SHELF}
EVERYTHING = READING | WORKING | LEADING

# Standing, role, and what they may do where they see the team at all; SET_UP stands apart.
ROWS: dict[tuple[Standing, Role | None], set[Act]] = {
    (Standing.MEMBER, None): READING,
    (Standing.MEMBER, Role.MEMBER): READING | WORKING,
    (Standing.MEMBER, Role.LEAD): EVERYTHING,
    (Standing.GUEST, None): set(),
    (Standing.GUEST, Role.MEMBER): READING | WORKING,
    (Standing.GUEST, Role.LEAD): EVERYTHING,
    (Standing.STRANGER, None): set(),
    (Standing.STRANGER, Role.MEMBER): READING | WORKING,
    (Standing.STRANGER, Role.LEAD): EVERYTHING,
    **{
        (standing, role): set()
        for standing in (Standing.GONE, Standing.BOT)
        for role in (None, *Role)
    },
}
BOTH = (True, False)
ROLES = (None, Role.MEMBER, Role.LEAD)


def an_actor(standing: Standing = Standing.MEMBER, workspace_id: int = 1) -> Actor:
    return Actor(person_id=5, workspace_id=workspace_id, standing=standing)


def a_subject(
    role: Role | None = None, *, is_private: bool = False, is_in_channel: bool = True
) -> TeamAccess:
    return TeamAccess(
        workspace_id=1, team_id=1, is_private=is_private, is_in_channel=is_in_channel, role=role
    )


def refusal(
    actor: Actor, act: Act, subject: TeamAccess, leads: tuple[str, ...] = ()
) -> OkrError | None:
    try:
        require(actor, act, subject, leads=leads)
    except OkrError as error:
        return error
    return None


def test_the_table_is_whole() -> None:
    assert set(ROWS) == set(product(Standing, ROLES))
    assert set(Act) == EVERYTHING | {Act.SET_UP}


@pytest.mark.parametrize("is_in_channel", BOTH)
@pytest.mark.parametrize("is_private", BOTH)
@pytest.mark.parametrize(("standing", "role"), ROWS)
def test_who_may_do_what(
    standing: Standing, role: Role | None, *, is_private: bool, is_in_channel: bool
) -> None:
    subject = a_subject(role, is_private=is_private, is_in_channel=is_in_channel)
    allowed = set() if is_private and not is_in_channel else set(ROWS[standing, role])
    if standing is Standing.MEMBER and is_in_channel:
        allowed.add(Act.SET_UP)
    actor = an_actor(standing)
    assert {act for act in Act if may(actor, act, subject)} == allowed
    for act in Act:
        error = refusal(actor, act, subject)
        assert (error is None) is (act in allowed)
        if act is not Act.SET_UP and Act.READ not in allowed:
            assert isinstance(error, NotFoundError)
        elif error:
            assert isinstance(error, NotAllowedError)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", ROLES)
def test_another_workspace_has_nothing_here(act: Act, role: Role | None) -> None:
    error = refusal(an_actor(workspace_id=2), act, a_subject(role))
    assert isinstance(error, NotFoundError)
    assert error.sentence == NOT_FOUND


@pytest.mark.parametrize(
    ("act", "leads", "sentence"),
    [
        (Act.EDIT_SETTINGS, (), "Only leads can change settings. Ask a lead."),
        (Act.EDIT_SETTINGS, ("Ana",), "Only leads can change settings. Ask Ana."),
        (Act.EDIT_OKRS, ("Ana", "Ben"), "Only leads can change OKRs. Ask Ana or Ben."),
        (
            Act.CHECK_IN,
            ("Ana",),
            "Only members of this team can check in. Ask Ana to add you.",
        ),
    ],
)
def test_a_refusal_says_whom_to_ask(act: Act, leads: tuple[str, ...], sentence: str) -> None:
    error = refusal(an_actor(), act, a_subject(), leads)
    assert isinstance(error, NotAllowedError)
    assert error.sentence == sentence


def test_a_guest_who_sets_up_is_told_who_can() -> None:
    channel = TeamAccess(
        workspace_id=1, team_id=None, is_private=True, is_in_channel=True, role=None
    )
    error = refusal(an_actor(Standing.GUEST), Act.SET_UP, channel)
    assert isinstance(error, NotAllowedError)
    assert "full members" in error.sentence
    assert refusal(an_actor(), Act.SET_UP, channel) is None
