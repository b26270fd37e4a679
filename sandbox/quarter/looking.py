"""Looks at what came, as the people of the teams do, and lets the judge compare it."""

from collections import Counter
from datetime import date

from sandbox.driver.handles import ShownMessage
from sandbox.quarter.deeds import (
    AddIdeas,
    BringBack,
    CheckInDue,
    CloseCycle,
    Deed,
    PlanNextCycle,
    StartFresh,
)
from sandbox.quarter.judge import Judge
from sandbox.quarter.model import owed
from sandbox.quarter.model.team import Team
from sandbox.quarter.playing.players import Players
from sandbox.quarter.reading import read_close_out, read_prompt, read_recap, read_shelf

ENDED = "Q4 2026 ended. Start Q1 2027?"
PLANNING = "Planning Q1 2027"
BUDGET = 1
"""One direct message per person and one message at the top of a channel a week."""


class Looks:
    """Compares what people see with what the models of their teams owe.

    Attributes:
        week: the number of the week, for whoever reads a failure.
        prompted: the teams that had a prompt in it.
    """

    def __init__(self, players: Players, judge: Judge) -> None:
        self.players = players
        self.judge = judge
        self.teams: dict[str, Team] = {}
        self.week = 0
        self.prompted: list[str] = []
        self._prompts: Counter[str] = Counter()
        self._owed: Counter[str] = Counter()
        self._before: Counter[str] = Counter()

    def begin_week(self, number: int, monday: date) -> None:
        """Begin to count what comes in a week."""
        self.week, self.prompted = number, []
        self._before = self._received()
        self._owed = Counter(
            team.set_up.who for team in self.teams.values() if owed.is_lead_asked(team, monday)
        )

    def end_week(self) -> None:
        """Compare how much came to each person and each channel with what was owed."""
        came = self._received() - self._before
        for name in (*self.players.people, *self.teams):
            self._same(name, "messages in this week", self._owed[name], came[name])
            self._same(name, "messages above one a week", 0, max(came[name] - BUDGET, 0))

    def for_nothing(self, team: str) -> None:
        """Look at nothing in particular."""

    def at_form(self, deed: Deed) -> None:
        """Look at what a form said, before the model follows what was done with it."""
        team, now = self.teams[deed.team], self.players.clock.now
        match deed:
            case CheckInDue():
                asked = owed.due(team, deed.who, now)
                self._same(deed.team, f"what {deed.who} is asked for", asked, self.players.asked)
            case StartFresh():
                count = len(team.goes_to_the_shelf(now))
                self._same(deed.team, "what is set aside", count, self.players.set_aside)
            case CloseCycle():
                due = owed.suggested_scores(team)
                seen = {one: self.players.suggested.get(one) for one in due}
                self._same(deed.team, "the suggested scores", due, seen)

    async def afterwards(self, deed: Deed) -> None:
        """Look at what became of something."""
        match deed:
            case AddIdeas() | BringBack():
                person = await self.players.command(deed, "shelf")
                seen = read_shelf(person.front.shown)
                await person.close_modal(whole_stack=True)
                self._same(deed.team, "the shelf", owed.shelf(self.teams[deed.team]), seen)
            case PlanNextCycle():
                await self.players.house.tick()
                said = self.players.said(deed.team, PLANNING)
                self._same(deed.team, "how often the plan is told of", 1, len(said))
            case CloseCycle():
                await self.players.house.tick()
                given = {number: score for number, (score, _) in deed.scores.items()}
                due = owed.objective_scores(self.teams[deed.team], given)
                [close_out] = self.players.said(deed.team, deed.learned)
                self._same(deed.team, "the close-out", due, read_close_out(close_out.shown))

    def for_prompt(self, team: str) -> None:
        """Look whether the prompt that is owed came, once, or what is said in place of it."""
        model, day = self.teams[team], self.players.clock.now.date()
        is_due = model.meets_on(day)
        self._prompts[team] += is_due
        self.prompted += [team] * is_due
        seen = len(self.players.prompts(team))
        self._same(team, "how many prompts there ever were", self._prompts[team], seen)
        is_told = owed.is_told_of_pause(model, day) or owed.is_told_of_end(model, day)
        self._owed[team] += is_due or is_told
        if owed.is_told_of_end(model, day):
            said = self.players.channels[team].bot_messages[-1].shown
            self._same(team, "the line about the end", ENDED, said.partition("  [")[0])
        self.at_prompt(team)

    def at_prompt(self, team: str) -> None:
        """Look at the prompt as it stands."""
        if self._meets(team):
            due = owed.prompt(self.teams[team], self.players.clock.now)
            seen = read_prompt(self.players.prompt(team).shown)
            self.judge.prompt(self._what(team, "the prompt"), due, seen)

    def at_recap(self, team: str) -> None:
        """Look at the recap, in the thread and where people follow the team."""
        if not self._meets(team):
            return
        now, model = self.players.clock.now, self.teams[team]
        due, recaps = owed.recap(model, now), self.players.recaps(team)
        self._same(team, "how many recaps", 0 if due is None else 1, len(recaps))
        seen = [read_recap(one.shown) for one in recaps]
        self._same(team, "the recap", due, seen[0] if seen else None)
        told = owed.followed_recap(model, now)
        if told is not None:
            for name in model.followers:
                self._owed[name] += 1
                letter = read_recap(self._inbox(name)[-1].shown, is_inside=False)
                self._same(team, f"what {name} is told", told, letter)

    def _meets(self, team: str) -> bool:
        return self.teams[team].meets_on(self.players.clock.now.date())

    def _received(self) -> Counter[str]:
        """Count everything that ever came to people, and to the top of channels."""
        inboxes = {name: len(self._inbox(name)) for name in self.players.people}
        tops = {team: len(one.bot_messages) for team, one in self.players.channels.items()}
        return Counter(inboxes | tops)

    def _inbox(self, name: str) -> list[ShownMessage]:
        dm = self.players.people[name].dm
        return dm.bot_messages if dm else []

    def _same(self, whose: str, what: str, due: object, seen: object) -> None:
        self.judge.same(self._what(whose, what), due, seen)

    def _what(self, whose: str, what: str) -> str:
        return f"week {self.week}, {whose}, {what}"
