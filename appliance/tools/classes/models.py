"""What the tools about classes and talents answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Answer, Coded, Flags, ToolOutput


class Specialization(ToolOutput):
    """A specialization; on 3.3.5 a talent tree."""

    id: int
    name: str
    order: int
    description: str | None = None
    role: Coded | None = None
    primary_stat: str | None = None
    mastery_spells: list[Coded] | None = None
    flags: Flags | None = None
    talents: Annotated[int | None, Field(description="Talents in its tree.")] = None


class Specializations(Answer):
    """The specializations of a class."""

    player_class: Coded
    power: Coded | None = None
    spell_family: Coded | None = None
    expansion: Coded | None = None
    races: Annotated[list[Coded], Field(description="Who can be of this class.")]
    specializations: list[Specialization]
    notes: list[str]


class Points(ToolOutput):
    """Talent points of the level."""

    total: int
    by_currency: Annotated[
        dict[int, int] | None, Field(description="Master: trees may have points of their own.")
    ] = None
    formula: str


class Choice(ToolOutput):
    """What can be learned in a place of the tree."""

    id: int
    name: str | None = None
    ranks: Annotated[
        list[Coded],
        Field(description="The spell of each rank, or of all; master: named if unlike `name`."),
    ]
    maximum_rank: int
    players: Annotated[int | None, Field(description="How many of the counted have it.")] = None
    share_percent: float | None = None
    players_by_rank: dict[int, int] | None = None


class Needs(ToolOutput):
    """A talent that comes before."""

    talent: int
    rank: int
    any_of: Annotated[bool | None, Field(description="One of those marked so is enough.")] = None


class Talent(ToolOutput):
    """A place in a tree."""

    id: int
    tree: Annotated[int | None, Field(description="TalentTab; missing on master.")] = None
    row: Annotated[int, Field(description="From 1; master's trait trees: a position.")]
    column: int
    choices: list[Choice]
    needs: list[Needs] | None = None
    needs_points: Annotated[
        int | None, Field(description="Points to be spent before, in its tree or currency.")
    ] = None
    needs_level: int | None = None
    granted_ranks: Annotated[int | None, Field(description="Ranks that cost nothing.")] = None
    hero_tree: int | None = None
    own: Annotated[bool | None, Field(description="True: not of the whole class.")] = None


class Picked(ToolOutput):
    """A talent of a build."""

    id: int
    name: Annotated[
        str | None, Field(description="Left out on master where `talents` tells it.")
    ] = None
    rank: int


class Build(ToolOutput):
    """A whole set of talents that characters of this realm have."""

    players: int
    share_percent: float
    points: int
    points_by_tree: Annotated[dict[int, int] | None, Field(description="By tree id.")] = None
    talents: list[Picked]
    learnable: Annotated[bool, Field(description="At the level asked for.")]
    problems: Annotated[list[str], Field(description="Why not; at most 10.")]


class Counted(ToolOutput):
    """Whose talents were counted."""

    who: str
    characters: int
    read: Annotated[int, Field(description="Of these, the highest first.")]
    counted: Annotated[int, Field(description="With talents in this specialization.")]


class TalentAnswer(Answer):
    """A talent tree, and what the characters of this realm have of it. No recommendation."""

    specialization: Coded
    player_class: Coded
    level: int
    points: Points
    talents: list[Talent]
    counted: Annotated[Counted | None, Field(description="Missing: no characters database.")] = None
    builds: Annotated[list[Build], Field(description="The commonest, as they are.")]
    notes: list[str]


class TalentBuild(TalentAnswer):
    """The answer of get-talent-build."""

    purpose: str
    total: Annotated[int, Field(description="Talents of all trees the specialization can use.")]
    truncated: Annotated[bool, Field(description="allTrees shows more, 250 at most.")]


class Slot(ToolOutput):
    """A place for a PvP talent."""

    slot: int
    level: int


class PvpTalent(ToolOutput):
    """A PvP talent of master."""

    id: int
    spell: Coded
    replaces: Coded | None = None
    level: int
    slots: list[int] | None = None
    players: int | None = None
    share_percent: float | None = None


class PvpBuild(ToolOutput):
    """A set of PvP talents that characters have."""

    players: int
    share_percent: float
    talents: list[Picked]


class PvpTalentBuild(Answer):
    """PvP talents of a specialization, and what characters have of them. No recommendation."""

    specialization: Coded
    player_class: Coded
    bracket: str
    minimum_rating: int
    pvp_talents: Annotated[
        list[PvpTalent] | None, Field(description="Missing on 3.3.5, which has none.")
    ] = None
    slots: list[Slot] | None = None
    pvp_builds: list[PvpBuild] | None = None
    talents: Annotated[list[Talent] | None, Field(description="3.3.5: the tree itself.")] = None
    builds: Annotated[list[Build] | None, Field(description="3.3.5.")] = None
    counted: Counted | None = None
    notes: list[str]
