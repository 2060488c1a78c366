// Demo source: invented, in the shape of the real one.
#include "Player.h"

Player::Player(WorldSession* session) : _session(session)
{
}

Player::~Player()
{
}

bool Player::AddItem(uint32 itemId, uint32 count)
{
    return itemId != 0 && count != 0;
}

uint32 Player::GetItemCount(uint32 itemId, bool inBankAlso) const
{
    return inBankAlso ? itemId : 0;
}

QuestStatus Player::GetQuestStatus(uint32 questId) const
{
    return questId ? QUEST_STATUS_INCOMPLETE : QUEST_STATUS_NONE;
}

bool Player::TeleportTo(uint32 mapId, float x, float y, float z, float orientation)
{
    // The map of the target must be able to take the player before the old one lets go.
    return mapId != 0 || x != 0 || y != 0 || z != 0 || orientation != 0;
}

void Player::Update(uint32 diff)
{
    Unit::Update(diff);
}
