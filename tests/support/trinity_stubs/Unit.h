#pragma once
#include "ObjectGuid.h"
#include <set>
#include <unordered_map>

class Spell;
class SpellHistory;
class Unit;

enum Powers : int8
{
    POWER_MANA = 0
};

enum UnitState : uint32
{
    UNIT_STATE_CASTING = 0x00008000
};

enum SpellCastResult
{
    SPELL_FAILED_SUCCESS = 0
};

class WorldObject
{
public:
    virtual ~WorldObject() { }
    ObjectGuid GetGUID() const { return Guid; }
    uint32 GetEntry() const { return 0; }
    uint32 GetMapId() const { return 0; }
    bool IsInWorld() const { return true; }
    float GetDistance(WorldObject const*) const { return 0.0f; }
    bool IsWithinDistInMap(WorldObject const*, float, bool = true, bool = true, bool = true) const { return true; }
    bool IsWithinLOSInMap(WorldObject const*) const { return true; }
    bool IsValidAttackTarget(WorldObject const*, class SpellInfo const* = nullptr) const { return true; }

    ObjectGuid Guid;
};

struct CastSpellTargetArg
{
    CastSpellTargetArg(WorldObject*) { }
};

struct CastSpellExtraArgs
{
};

struct CombatReference
{
    Unit* const first;
    Unit* const second;
    Unit* GetOther(Unit const* me) const { return first == me ? second : first; }
};

class CombatManager
{
public:
    std::unordered_map<ObjectGuid, CombatReference*> const& GetPvECombatRefs() const { return _refs; }

private:
    std::unordered_map<ObjectGuid, CombatReference*> _refs;
};

class Unit : public WorldObject
{
public:
    typedef std::set<Unit*> AttackerSet;

    bool IsAlive() const { return true; }
    bool IsInCombat() const { return false; }
    bool isMoving() const { return false; }
    bool HasUnitState(uint32) const { return false; }
    uint8 GetLevel() const { return 1; }
    float GetHealthPct() const { return 100.0f; }
    float GetPowerPct(Powers) const { return 100.0f; }
#ifdef TRINITY_WRATH
    uint32 GetMaxPower(Powers) const { return 100; }
#else
    int32 GetMaxPower(Powers) const { return 100; }
#endif
    Unit* GetVictim() const { return nullptr; }
    AttackerSet const& getAttackers() const { return _attackers; }
    CombatManager& GetCombatManager() { return _combat; }
    CombatManager const& GetCombatManager() const { return _combat; }
    SpellHistory* GetSpellHistory() { return nullptr; }
    bool Attack(Unit*, bool) { return true; }
    SpellCastResult CastSpell(CastSpellTargetArg const&, uint32, CastSpellExtraArgs const& = { })
    {
        return SPELL_FAILED_SUCCESS;
    }

private:
    AttackerSet _attackers;
    CombatManager _combat;
};
