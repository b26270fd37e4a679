"""The quarter as it is played: a clock, the people, a model of each team, and the judge."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sandbox.house import House
from sandbox.quarter.cast import CYCLE, PEOPLE, SET_UPS
from sandbox.quarter.deeds import Deed, Week
from sandbox.quarter.judge import Judge
from sandbox.quarter.looking import Looks
from sandbox.quarter.model.owed import MEETING, PROMPT_NOTICE
from sandbox.quarter.model.team import Team
from sandbox.quarter.playing import play
from sandbox.quarter.playing.players import Players
from sandbox.quarter.story import WEEKS
from sandbox.quarter.telling import paragraph, told
from sandbox.walkthrough.clock import BERLIN, StoryClock
from sandbox.walkthrough.stage import Stage
from sandbox.walkthrough.teller import Teller

BEGINS = datetime(2026, 10, 1, 10, 0, tzinfo=BERLIN)
"""The first day of the quarter, a Thursday."""

FIRST_MONDAY = date(2026, 10, 5)
SHOWN_IN_FULL = (1, 7, 13, 14)
"""The first week, one in the middle, the last, and the first of the next quarter."""
DAY = timedelta(days=1)
AFTERNOON, EVENING = time(15), time(18)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant of a team's week: what people do then, and what is looked at."""

    at: datetime
    team: str
    deeds: Sequence[Deed]
    look: Callable[[str], None]


class Quarter(Stage):
    """Plays the weeks, and compares each message with what the models owe."""

    def __init__(self, house: House, clock: StoryClock, teller: Teller) -> None:
        super().__init__(house, clock, teller)
        self.players = Players(house, clock)
        self.judge = Judge()
        self.looks = Looks(self.players, self.judge)
        for name, zone in PEOPLE.items():
            self.players.meet(name, zone)

    async def play(self, weeks: Sequence[Week] = WEEKS) -> None:
        """Play the quarter from the first day, and what follows it."""
        await self.begin()
        for number, week in enumerate(weeks, start=1):
            await self.play_week(number, week)

    async def begin(self) -> None:
        """Set the teams up on the first day."""
        self.scene("Two teams begin")
        self.say(paragraph(SET_UPS))
        for set_up in SET_UPS:
            await self._let(set_up)
            team = Team.begin(set_up, at=self.clock.now, cycle=CYCLE)
            self.looks.teams[set_up.team] = team
        await self.house.tick()

    async def play_week(self, number: int, week: Week) -> None:
        """Play a week of both teams, to its Friday evening."""
        monday = FIRST_MONDAY + (number - 1) * 7 * DAY
        self._tell(number, monday, week)
        self.looks.begin_week(number, monday)
        for moment in sorted(self._moments(monday, week), key=lambda moment: moment.at):
            await self._go_to(moment.at)
            for deed in moment.deeds:
                await self._let(deed)
                self.looks.at_form(deed)
                self.looks.teams[deed.team].take(deed, self.clock.now)
                await self.looks.afterwards(deed)
            if moment.deeds:
                await self.house.tick()
            moment.look(moment.team)
        await self._go_to(datetime.combine(monday + FRIDAY * DAY, EVENING, BERLIN))
        self.looks.end_week()
        self.find_no_fault()
        self._show(number)
        self.checked += self.judge.checked
        self.judge.checked = 0

    def _tell(self, number: int, monday: date, week: Week) -> None:
        """Tell what people do in a week, team by team."""
        self.teller.title(f"{monday.day} {monday:%B}", f"Week {number}")
        for team, one in week.items():
            self.say(f"{team}: {paragraph(one.deeds) or 'Nobody does anything.'}")

    def _show(self, number: int) -> None:
        """Show what came of a week: the recap, and now and then the prompt."""
        for team in self.looks.prompted:
            prompt, name = self.players.prompt(team), self.looks.teams[team].set_up.name
            if number in SHOWN_IN_FULL:
                self.show(f"The prompt of {name}", prompt.shown)
            for recap in self.players.recaps(team):
                told = [one for one in recap.shown.splitlines() if not one.startswith("[")]
                self.show(f"The recap of {name}", "\n".join(told))

    async def _go_to(self, instant: datetime) -> None:
        """Let time pass, and let the bot do what is due on the way."""
        while (due := await self.house.next_due()) is not None and due <= instant:
            self.clock.move_to(max(due, self.clock.now))
            await self.house.tick()
        self.clock.move_to(instant)

    async def _let(self, deed: Deed) -> None:
        self.step = told(deed)
        await play(self.players, deed)

    def _moments(self, monday: date, week: Week) -> Iterator[Moment]:
        looks = self.looks
        for team, one in week.items():
            set_up = looks.teams[team].set_up
            meets_at = datetime.combine(monday + set_up.weekday * DAY, set_up.at, BERLIN)
            day_before = datetime.combine(meets_at.date() - DAY, AFTERNOON, BERLIN)
            prompt_at, ends_at = meets_at - PROMPT_NOTICE, meets_at + MEETING
            in_the_morning = prompt_at + timedelta(minutes=30)
            in_the_meeting = meets_at + timedelta(minutes=15)
            evening = datetime.combine(meets_at.date(), EVENING, BERLIN)
            yield Moment(prompt_at, team, (), looks.for_prompt)
            yield Moment(ends_at, team, (), looks.at_recap)
            acts = (
                Moment(day_before, team, one.before, looks.for_nothing),
                Moment(in_the_morning, team, one.prompted, looks.at_prompt),
                Moment(in_the_meeting, team, one.meeting, looks.at_prompt),
                Moment(evening, team, one.after, looks.for_nothing),
            )
            yield from (act for act in acts if act.deeds)
