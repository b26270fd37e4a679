"""What people see: shown as text, and checked for what it has to say."""

from sandbox.driver.handles import ShownMessage
from sandbox.driver.person import Person
from sandbox.driver.slack import Slack
from sandbox.walkthrough.checks import Checks
from sandbox.walkthrough.failure import StepFailedError
from sandbox.walkthrough.teller import Teller


class Sight(Checks):
    """Shows forms and messages as the people of the story see them."""

    def __init__(self, slack: Slack, teller: Teller) -> None:
        super().__init__(teller)
        self.slack = slack
        self._seen: dict[str, tuple[int, str]] = {}

    def show(self, heading: str, shown: str) -> None:
        """Show what somebody reads, people by their names."""
        for person in self.slack.people:
            shown = shown.replace(person.mention, f"@{person.name}").replace(person.id, person.name)
        self.teller.show(f"{heading}:", shown)

    def show_modal(self, person: Person, *phrases: str) -> None:
        """Show the form in front of somebody, which has to say certain things."""
        shown = person.front.shown
        self.show(f"{person.name} sees", shown)
        self.reads(shown, *phrases)

    def glance(self, person: Person, *phrases: str, lines: int = 3) -> None:
        """Show how the form in front of somebody begins, where the rest was shown before."""
        shown = person.front.shown
        self.show(f"{person.name} sees", "\n".join([*shown.splitlines()[:lines], "…"]))
        self.reads(shown, *phrases)

    def show_message(self, heading: str, message: ShownMessage | None, *phrases: str) -> None:
        """Show a message, which has to be there and say certain things.

        Raises:
            StepFailedError: there is none.
        """
        if message is None:
            raise StepFailedError(f"there is nothing to see where “{heading}”")
        self.show(heading, message.shown)
        self.reads(message.shown, *phrases)
        self._seen[message.ts] = len(message.edits), message.shown

    def show_edit(self, message: ShownMessage, *phrases: str) -> None:
        """Show what is new in a message that was shown before and has been edited since."""
        edits, before = self._seen[message.ts]
        new = [line for line in message.shown.splitlines() if line not in before.splitlines()]
        self.holds("the message is the same, and it was edited", len(message.edits) > edits, edits)
        self.show("New in it", "\n".join(new))
        self.reads(message.shown, *phrases)
        updates = [u for u in self.slack.log.updates() if u.data["arguments"]["ts"] == message.ts]
        self.holds(
            f"by {len(updates)} edits so far", len(updates) == len(message.edits), message.edits
        )
        self._seen[message.ts] = len(message.edits), message.shown

    def show_private(self, person: Person, *phrases: str) -> None:
        """Show the newest message that only this person sees."""
        self.show_message(f"Only {person.name} sees", person.last, *phrases)

    def show_errors(self, person: Person, **phrases: str) -> None:
        """Show the errors of the form; each must say something, and there are no others.

        Args:
            phrases: what the error has to say, by block id up to its colon.
        """
        errors = person.front.state.errors
        self.show(f"{person.name} is told", "\n".join(f"! {error}" for error in errors.values()))
        found = {block_id.partition(":")[0]: error for block_id, error in errors.items()}
        if found.keys() != phrases.keys():
            raise StepFailedError(f"the errors should be under {sorted(phrases)}", str(errors))
        for block_id, phrase in phrases.items():
            self.reads(found[block_id], phrase)
        self.holds("the form stays open with what was entered", person.modals)
