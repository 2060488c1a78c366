"""What does nothing to a creature."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata.creatures import details
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.enums import Enums, bits, enums
from appliance.gamedata.realm import Realm

_UNSIGNED = 2**64 - 1
_NO_MECHANIC = 1


class ImmuneTo(NamedTuple):
    """Names of mechanics, spell schools and dispel types."""

    mechanics: list[str]
    schools: list[str]
    dispel_types: list[str]


async def immune_to(realm: Realm, template: Template) -> ImmuneTo | None:
    """What a creature is immune to, of the template's masks or of creature_immunities."""
    known = enums(realm.branch)
    if template.immunities:
        row = await details.immunities(realm, template.immunities)
        if row is None:
            return None
        return ImmuneTo(
            mechanics=_numbered(known, "Mechanics", row.mechanics & ~_NO_MECHANIC),
            schools=known.flags("SpellSchoolMask", row.schools),
            dispel_types=_numbered(known, "DispelType", row.dispel_types),
        )
    mechanics, schools = template.mechanic_immunity or 0, template.school_immunity or 0
    if not mechanics and not schools:
        return None
    return ImmuneTo(
        # Bit 0 of the template's mask is mechanic 1 (Creature::LoadMechanicTemplateImmunity).
        mechanics=_numbered(known, "Mechanics", mechanics << 1),
        schools=known.flags("SpellSchoolMask", schools),
        dispel_types=[],
    )


def _numbered(known: Enums, enum: str, mask: int) -> list[str]:
    """Names of the values whose bit is set: bit n is value n."""
    values = [bit.bit_length() - 1 for bit in bits(mask & _UNSIGNED)]
    return [known.name(enum, value) or str(value) for value in values]
