#pragma once
#include "ObjectGuid.h"
#include <string>

class Creature;
class Player;

class ScriptObject
{
public:
    ScriptObject(ScriptObject const&) = delete;
    ScriptObject& operator=(ScriptObject const&) = delete;

protected:
    explicit ScriptObject(char const* name) : _name(name) { }
    virtual ~ScriptObject() { }

private:
    std::string _name;
};

class PlayerScript : public ScriptObject
{
protected:
    explicit PlayerScript(char const* name) : ScriptObject(name) { }

public:
    virtual void OnPVPKill(Player*, Player*) { }
    virtual void OnCreatureKill(Player*, Creature*) { }
    virtual void OnPlayerKilledByCreature(Creature*, Player*) { }
    virtual void OnLevelChanged(Player*, uint8) { }
    virtual void OnLogin(Player*, bool) { }
    virtual void OnLogout(Player*) { }
    virtual void OnMapChanged(Player*) { }
};
