"""What a suggestion is: an action that a rule draws from measured numbers, never without them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Category(StrEnum):
    """What a suggestion relieves."""

    CPU = "cpu"
    MEMORY = "memory"
    NETWORK = "network"
    ARCHITECTURE = "architecture"
    """How the parts are set up: limits, connections, what is kept how safely."""
    ALGORITHM = "algorithm"
    """How rows are found: indexes and keys."""
    DATABASE = "database"
    """The database server's own memory, disk and settings."""


class Impact(StrEnum):
    """How much it matters, by what the rule's numbers say."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Difficulty(StrEnum):
    """What it takes: a setting; a change of schema or hardware; finding the cause first."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


IMPACTS = tuple(Impact)
DIFFICULTIES = tuple(Difficulty)


class Evidence(NamedTuple):
    """A measured number (or word) and what it was read from."""

    name: str
    value: float | str
    source: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do, and why.

    `rule` names the rule, `threshold` says when it fires and where that limit comes from;
    `tradeoff` is what the action costs.
    """

    rule: str
    category: Category
    impact: Impact
    difficulty: Difficulty
    action: str
    threshold: str
    evidence: tuple[Evidence, ...]
    tradeoff: str | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"{self.rule} has no evidence")

    @property
    def quick_win(self) -> bool:
        """Whether a setting brings more than a little."""
        return self.difficulty is Difficulty.EASY and self.impact is not Impact.LOW


def at_least(impact: Impact, least: Impact) -> bool:
    """Whether `impact` is not below `least`."""
    return IMPACTS.index(impact) >= IMPACTS.index(least)


def at_most(difficulty: Difficulty, most: Difficulty) -> bool:
    """Whether `difficulty` is not above `most`."""
    return DIFFICULTIES.index(difficulty) <= DIFFICULTIES.index(most)


def urgency(suggestion: Suggestion) -> tuple[int, int, str]:
    """Sort key: what matters most first, then what is easiest."""
    return (
        -IMPACTS.index(suggestion.impact),
        DIFFICULTIES.index(suggestion.difficulty),
        suggestion.rule,
    )
