"""#general: what the whole company says to each other."""

from sandbox.demo.company.days import when
from sandbox.demo.company.scene import Happening
from sandbox.demo.company.talk import Talk

CHANNEL = "general"

STORY: tuple[Happening, ...] = (
    Talk(
        when("1 Oct 08:40"),
        "Hana",
        "Good morning! Every team is trying okrbot this quarter: objectives first, then the work.",
        answers=(("Grace", "Setting Catalogue up after lunch."), ("Ana", "On it for Checkout.")),
    ),
    Talk(
        when("21 Oct 16:05"),
        "Grace",
        "Lindqvist Ceramics will sell with us! Their launch is on 20 November.",
    ),
    Talk(
        when("30 Oct 13:30"),
        "Farid",
        "I am away until Monday the 16th. Ana stands in for me at Checkout. See you soon!",
        answers=(("Ana", "Enjoy the wedding!"),),
    ),
    Talk(when("6 Nov 16:30"), "Priya", "Happy Diwali on Sunday, to all who celebrate!"),
)
