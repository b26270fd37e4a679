"""The nine people of the company, where they live, and the channels they meet in."""

from dataclasses import dataclass

from sandbox.demo.company import catalogue, checkout, everyone, security
from sandbox.demo.company.days import BERLIN, KOLKATA, LAGOS, NEW_YORK
from sandbox.driver.slack import Slack


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here."""

    name: str
    zone: str
    locale: str = "en-GB"


COLLEAGUES = (
    Colleague("Ana", BERLIN),
    Colleague("Ben", NEW_YORK, "en-US"),
    Colleague("Chidi", LAGOS),
    Colleague("Dee", BERLIN),
    Colleague("Farid", KOLKATA, "en-IN"),
    Colleague("Grace", NEW_YORK, "en-US"),
    Colleague("Hana", BERLIN),
    Colleague("Jonas", LAGOS),
    Colleague("Priya", KOLKATA, "en-IN"),
)
"""The demo opens as the first of them."""

CHANNELS = {
    everyone.CHANNEL: tuple(one.name for one in COLLEAGUES),
    checkout.CHANNEL: checkout.MEMBERS,
    catalogue.CHANNEL: catalogue.MEMBERS,
    security.CHANNEL: security.MEMBERS,
}


COMPANY = "Harbour & Co"


def open_doors(slack: Slack) -> None:
    """Name the workspace, bring everybody into it, and make their channels."""
    slack.world.state.team_name = COMPANY
    people = {
        one.name: slack.add_person(one.name, zone=one.zone, locale=one.locale) for one in COLLEAGUES
    }
    for channel, members in CHANNELS.items():
        slack.add_channel(
            channel,
            members=[people[name] for name in members],
            private=channel == security.CHANNEL,
        )
