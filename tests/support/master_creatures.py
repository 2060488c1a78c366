"""A boss in master's layout, for tests that need no server."""

from __future__ import annotations

from tests.support.master_realm import table

TEMPLATE = "DROP TABLE creature_template"
LATEST = (
    TEMPLATE,
    table(
        "creature_template",
        "entry unit_class BaseAttackTime",
        "name",
        "BaseVariance ExperienceModifier",
    ),
    table(
        "creature_template_difficulty",
        "Entry DifficultyID ContentTuningID LevelScalingDeltaMin LevelScalingDeltaMax "
        "HealthScalingExpansion",
        real="HealthModifier ManaModifier ArmorModifier DamageModifier",
    ),
    table("creature_classlevelstats", "level class basemana attackpower rangedattackpower"),
    "INSERT INTO creature_template VALUES (900001, 2, 2000, 'A Boss', 1, 1)",
    """INSERT INTO creature_template_difficulty VALUES
    (900001, 0, 900070, 0, 0, 0, 3, 1, 1.5, 2),
    (900001, 2, 900070, 1, 1, -1, 6, 1, 1.5, 2),
    (900001, 3, 900071, 0, 0, 0, 1, 1, 1, 1)""",
    """INSERT INTO creature_classlevelstats VALUES
    (70, 2, 500, 35, 7), (71, 2, 505, 35, 7)""",
)
