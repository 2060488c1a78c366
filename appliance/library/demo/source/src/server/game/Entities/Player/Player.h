// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_PLAYER_H
#define PUDDLEWICK_PLAYER_H

#include "Unit.h"

class WorldSession;

/// What a player does with a quest.
enum QuestStatus : uint8
{
    QUEST_STATUS_NONE,
    QUEST_STATUS_INCOMPLETE,
    QUEST_STATUS_COMPLETE,
    QUEST_STATUS_REWARDED
};

/// A unit that a person, or a bot with a session of its own, plays.
class TC_GAME_API Player : public Unit
{
    friend class WorldSession;

    public:
        explicit Player(WorldSession* session);
        ~Player();

        WorldSession* GetSession() const { return _session; }
        static Player* Find(ObjectGuid guid);

        /// Put `count` items into the bags; false when there is no room.
        bool AddItem(uint32 itemId, uint32 count);
        uint32 GetItemCount(uint32 itemId, bool inBankAlso = false) const;
        void DestroyItemCount(uint32 itemId, uint32 count);

        QuestStatus GetQuestStatus(uint32 questId) const;
        bool CanTakeQuest(uint32 questId, bool message) const;
        void RewardQuest(uint32 questId, uint32 choice);

        bool TeleportTo(uint32 mapId, float x, float y, float z, float orientation);
        void Update(uint32 diff) override;

    private:
        WorldSession* _session;
        uint32 _money = 0; // in copper
};

#endif
