"""A group with OKRs and one home channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Team:
    """A group with OKRs.

    Args:
        key: short, unique in the workspace, such as `CHK`.
        zone: IANA name; dates of the team's cycle are read in it.
        is_external_allowed: a lead agreed to post in an externally shared channel.
    """

    id: int
    workspace_id: int
    key: str
    name: str
    channel_id: str
    zone: str
    is_private: bool
    is_externally_shared: bool
    is_external_allowed: bool
    version: int
