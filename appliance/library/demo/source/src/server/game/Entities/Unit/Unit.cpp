// Demo source: invented, in the shape of the real one.
#include "Unit.h"
#include "UnitAI.h"

float Unit::GetHealthPct() const
{
    return _maxHealth ? 100.f * _health / _maxHealth : 0.f;
}

void Unit::SetHealth(uint32 health)
{
    _health = health < _maxHealth ? health : _maxHealth;
}

bool Unit::IsInCombat() const
{
    return _victim != nullptr;
}

bool Unit::CastSpell(Unit* target, uint32 spellId, bool triggered)
{
    if (!target || !target->IsAlive())
        return false;
    return triggered || GetPower(POWER_DEW) > 0;
}

bool Unit::CastSpell(float /*x*/, float /*y*/, float /*z*/, uint32 spellId)
{
    return spellId != 0;
}

Mood Unit::GetMoodTo(Unit const* other) const
{
    return other == _victim ? Mood::Hostile : Mood::Wary;
}

void Unit::Update(uint32 diff)
{
    if (_ai)
        _ai->UpdateAI(diff);
}
