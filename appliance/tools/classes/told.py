"""Talent trees and what players run of them, in the models' words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from appliance.formulas.spells import points_for_tier
from appliance.gamedata import names
from appliance.gamedata.classes.popularity import SAMPLE, Popularity
from appliance.gamedata.classes.popularity import Build as CommonBuild
from appliance.gamedata.classes.trees import Choice, Talent, TalentTree, problems, spent_by_tree
from appliance.gamedata.realm import Realm
from appliance.tools.classes import models
from appliance.tools.models import Coded

MOST_PROBLEMS = 10
MOST_TALENTS = 250
"""A class and a specialization have some 120, with every hero tree some 50 more."""
NO_CHARACTERS = (
    "what players of this realm run: the characters database is not configured, so only the tree "
    "itself is shown"
)
STATISTICAL = "counts of what characters of this realm have, not advice on what is good"
Names = Mapping[int, str]


async def spell_names(realm: Realm, tree: TalentTree, locale: str) -> dict[int, str]:
    """Names of every spell of a tree."""
    ids = {spell for _, choice in tree.places.values() for spell in choice.spells}
    return await names.spell_names(realm, ids, locale)


def points(tree: TalentTree) -> models.Points:
    """The points of the level."""
    budget = tree.budget
    several = len(budget.points) > 1
    return models.Points(
        total=budget.total,
        by_currency=dict(budget.points) if several else None,
        formula=budget.formula,
    )


def talents(
    tree: TalentTree, shown: Collection[int], spells: Names, found: Popularity | None
) -> list[models.Talent]:
    """Talents of a tree in the order in which it is read."""
    chosen = [tree.talents[number] for number in shown]
    ordered = sorted(
        chosen, key=lambda one: (one.tree, one.hero_tree, one.tier, one.column, one.id)
    )
    return [_talent(tree, one, spells, found) for one in ordered[:MOST_TALENTS]]


def _talent(
    tree: TalentTree, one: Talent, spells: Names, found: Popularity | None
) -> models.Talent:
    before = points_for_tier(one.tier) if tree.tiered else 0
    return models.Talent(
        id=one.id,
        tree=one.tree if tree.tiered else None,
        row=one.tier + 1 if tree.tiered or tree.one_per_tier else one.tier,
        column=one.column + 1 if tree.tiered or tree.one_per_tier else one.column,
        choices=[_choice(choice, spells, found, tiered=tree.tiered) for choice in one.choices],
        needs=[
            models.Needs(talent=need.talent, rank=need.rank, any_of=need.any_of or None)
            for need in one.prerequisites
        ]
        or None,
        needs_points=before or max((count for _, count in one.spent), default=0) or None,
        needs_level=one.level or None,
        granted_ranks=one.granted or None,
        hero_tree=one.hero_tree or None,
        own=None if tree.tiered or tree.one_per_tier else one.id in tree.own or None,
    )


def _choice(
    choice: Choice, spells: Names, found: Popularity | None, *, tiered: bool
) -> models.Choice:
    """A choice; where talents have no tiers its one spell is mostly called as it is."""
    count = found.having(choice.id) if found is not None else None
    ranks = found.ranks.get(choice.id) if found is not None else None
    several = choice.max_rank > 1 and ranks
    name = choice_name(choice, spells)
    told = None if tiered else name
    names_of = [(spell, spells.get(spell)) for spell in choice.spells]
    return models.Choice(
        id=choice.id,
        name=name,
        ranks=[Coded(id=spell, name=text if text != told else None) for spell, text in names_of],
        maximum_rank=choice.max_rank,
        players=count,
        share_percent=share(count, found.players) if found is not None and count else None,
        players_by_rank=dict(sorted(ranks.items())) if several and ranks else None,
    )


def choice_name(choice: Choice, spells: Names) -> str | None:
    """What a talent is called: as its first rank, without the rank."""
    if choice.name:
        return choice.name
    name = spells.get(choice.spells[0]) if choice.spells else None
    return name.split(" (")[0] if name else None


def builds(
    tree: TalentTree, found: Popularity, spells: Names, shown: Collection[models.Talent] = ()
) -> list[models.Build]:
    """The commonest builds, each held against the rules.

    Args:
        shown: talents whose one choice is named beside the builds, and not again in them.
    """
    told = {talent.id for talent in shown if len(talent.choices) == 1}
    return [_build(tree, one, found.players, spells, told) for one in found.builds]


def _build(
    tree: TalentTree, one: CommonBuild, players: int, spells: Names, told: Collection[int]
) -> models.Build:
    picks = dict(one.picks)
    spent, wrong = spent_by_tree(tree, picks), problems(tree, picks)
    return models.Build(
        players=one.players,
        share_percent=share(one.players, players),
        points=sum(spent.values()),
        points_by_tree=dict(sorted(spent.items())) if tree.tiered else None,
        talents=[_picked(tree, number, rank, spells, told) for number, rank in one.picks],
        learnable=not wrong,
        problems=wrong[:MOST_PROBLEMS],
    )


def _picked(
    tree: TalentTree, number: int, rank: int, spells: Names, told: Collection[int]
) -> models.Picked:
    if number not in tree.places:
        return models.Picked(id=number, rank=rank)
    talent, choice = tree.places[number]
    name = None if talent.id in told else choice_name(choice, spells)
    return models.Picked(id=talent.id, name=name, rank=rank)


def counted(found: Popularity, who: str) -> models.Counted:
    """Whose talents were counted."""
    return models.Counted(
        who=who,
        characters=found.sample.total,
        read=len(found.sample.guids),
        counted=found.players,
    )


def sample_notes(found: Popularity) -> list[str]:
    """How far the counts carry."""
    notes = [STATISTICAL]
    if found.sample.total > len(found.sample.guids):
        notes.append(f"only {SAMPLE} characters were read, those of the highest level or rating")
    if not found.players:
        notes.append("no character of this realm has talents that count here")
    return notes


def share(count: int, players: int) -> float:
    """A part in percent."""
    return round(100 * count / players, 1) if players else 0.0
