"""A stage: the clock of a story, the bot's house, and how a story that fails is stopped."""

from sandbox.driver.person import Person
from sandbox.errors import NotCleanError
from sandbox.house import House
from sandbox.walkthrough.clock import StoryClock
from sandbox.walkthrough.failure import StepFailedError
from sandbox.walkthrough.sight import Sight
from sandbox.walkthrough.teller import Teller


class Stage(Sight):
    """What a story is played on.

    Attributes:
        step: what was done last, for whoever asks where the story failed.
    """

    def __init__(self, house: House, clock: StoryClock, teller: Teller) -> None:
        super().__init__(house.slack, teller)
        self.house = house
        self.clock = clock
        self.step = ""

    def scene(self, title: str) -> None:
        """Begin a new part of the story without letting time pass."""
        self.step = title
        self.teller.title(self.clock.words, title)

    def say(self, sentence: str) -> None:
        """Tell what happens."""
        self.teller.say(sentence)

    def act(self, sentence: str) -> None:
        """Tell what somebody does, which is from now on the step that may fail."""
        self.step = sentence
        self.teller.act(sentence)

    def find_no_fault(self, *people: Person) -> None:
        """Check that no client had a failure to tell, and that no rule of Slack's was broken.

        Raises:
            StepFailedError: one had, or one was.
        """
        for person in people or self.slack.people:
            if person.notices:
                told = "; ".join(person.notices)
                raise StepFailedError(f"Slack tells {person.name} that the bot failed", told)
        try:
            self.slack.assert_clean()
        except NotCleanError as error:
            raise StepFailedError("the bot broke Slack's rules", str(error)) from None
        self.checked += 1
