"""The story: thirteen weeks of two teams, a round of each a week, and what follows them."""

from sandbox.quarter.autumn import AUTUMN
from sandbox.quarter.winter import WINTER

WEEKS = (*AUTUMN, *WINTER)
