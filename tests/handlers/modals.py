"""What a person has open, for tests that know that something is."""

from sandbox import Person, ShownView


def modal_of(person: Person) -> ShownView:
    modal = person.modal
    assert modal is not None, f"{person.name} has no modal open"
    return modal


def shown(person: Person) -> str:
    """What a person reads in the modal they have open."""
    return modal_of(person).shown
