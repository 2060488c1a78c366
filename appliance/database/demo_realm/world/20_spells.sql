-- The spells of the isle and the rules around them. Every name here is invented.

CREATE TABLE spell_dbc (
    Id int unsigned NOT NULL, Dispel int unsigned NOT NULL DEFAULT 0,
    Mechanic int unsigned NOT NULL DEFAULT 0, Attributes int unsigned NOT NULL DEFAULT 0,
    AttributesEx int unsigned NOT NULL DEFAULT 0, AttributesEx2 int unsigned NOT NULL DEFAULT 0,
    AttributesEx3 int unsigned NOT NULL DEFAULT 0, AttributesEx4 int unsigned NOT NULL DEFAULT 0,
    AttributesEx5 int unsigned NOT NULL DEFAULT 0, AttributesEx6 int unsigned NOT NULL DEFAULT 0,
    AttributesEx7 int unsigned NOT NULL DEFAULT 0, Stances int unsigned NOT NULL DEFAULT 0,
    StancesNot int unsigned NOT NULL DEFAULT 0, Targets int unsigned NOT NULL DEFAULT 0,
    CastingTimeIndex int unsigned NOT NULL DEFAULT 1,
    AuraInterruptFlags int unsigned NOT NULL DEFAULT 0, ProcFlags int unsigned NOT NULL DEFAULT 0,
    ProcChance int unsigned NOT NULL DEFAULT 0, ProcCharges int unsigned NOT NULL DEFAULT 0,
    MaxLevel int unsigned NOT NULL DEFAULT 0, BaseLevel int unsigned NOT NULL DEFAULT 0,
    SpellLevel int unsigned NOT NULL DEFAULT 0, DurationIndex int unsigned NOT NULL DEFAULT 0,
    RangeIndex int unsigned NOT NULL DEFAULT 1, StackAmount int unsigned NOT NULL DEFAULT 0,
    EquippedItemClass int NOT NULL DEFAULT -1, EquippedItemSubClassMask int NOT NULL DEFAULT 0,
    EquippedItemInventoryTypeMask int NOT NULL DEFAULT 0, Effect1 int unsigned NOT NULL DEFAULT 0,
    Effect2 int unsigned NOT NULL DEFAULT 0, Effect3 int unsigned NOT NULL DEFAULT 0,
    EffectDieSides1 int NOT NULL DEFAULT 0, EffectDieSides2 int NOT NULL DEFAULT 0,
    EffectDieSides3 int NOT NULL DEFAULT 0, EffectRealPointsPerLevel1 float NOT NULL DEFAULT 0,
    EffectRealPointsPerLevel2 float NOT NULL DEFAULT 0,
    EffectRealPointsPerLevel3 float NOT NULL DEFAULT 0, EffectBasePoints1 int NOT NULL DEFAULT 0,
    EffectBasePoints2 int NOT NULL DEFAULT 0, EffectBasePoints3 int NOT NULL DEFAULT 0,
    EffectMechanic1 int unsigned NOT NULL DEFAULT 0,
    EffectMechanic2 int unsigned NOT NULL DEFAULT 0,
    EffectMechanic3 int unsigned NOT NULL DEFAULT 0,
    EffectImplicitTargetA1 int unsigned NOT NULL DEFAULT 0,
    EffectImplicitTargetA2 int unsigned NOT NULL DEFAULT 0,
    EffectImplicitTargetA3 int unsigned NOT NULL DEFAULT 0,
    EffectImplicitTargetB1 int unsigned NOT NULL DEFAULT 0,
    EffectImplicitTargetB2 int unsigned NOT NULL DEFAULT 0,
    EffectImplicitTargetB3 int unsigned NOT NULL DEFAULT 0,
    EffectRadiusIndex1 int unsigned NOT NULL DEFAULT 0,
    EffectRadiusIndex2 int unsigned NOT NULL DEFAULT 0,
    EffectRadiusIndex3 int unsigned NOT NULL DEFAULT 0,
    EffectApplyAuraName1 int unsigned NOT NULL DEFAULT 0,
    EffectApplyAuraName2 int unsigned NOT NULL DEFAULT 0,
    EffectApplyAuraName3 int unsigned NOT NULL DEFAULT 0, EffectAmplitude1 int NOT NULL DEFAULT 0,
    EffectAmplitude2 int NOT NULL DEFAULT 0, EffectAmplitude3 int NOT NULL DEFAULT 0,
    EffectMultipleValue1 float NOT NULL DEFAULT 0, EffectMultipleValue2 float NOT NULL DEFAULT 0,
    EffectMultipleValue3 float NOT NULL DEFAULT 0,
    EffectItemType1 int unsigned NOT NULL DEFAULT 0,
    EffectItemType2 int unsigned NOT NULL DEFAULT 0,
    EffectItemType3 int unsigned NOT NULL DEFAULT 0, EffectMiscValue1 int NOT NULL DEFAULT 0,
    EffectMiscValue2 int NOT NULL DEFAULT 0, EffectMiscValue3 int NOT NULL DEFAULT 0,
    EffectMiscValueB1 int NOT NULL DEFAULT 0, EffectMiscValueB2 int NOT NULL DEFAULT 0,
    EffectMiscValueB3 int NOT NULL DEFAULT 0, EffectTriggerSpell1 int unsigned NOT NULL DEFAULT 0,
    EffectTriggerSpell2 int unsigned NOT NULL DEFAULT 0,
    EffectTriggerSpell3 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskA1 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskA2 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskA3 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskB1 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskB2 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskB3 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskC1 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskC2 int unsigned NOT NULL DEFAULT 0,
    EffectSpellClassMaskC3 int unsigned NOT NULL DEFAULT 0, SpellName varchar(100),
    MaxTargetLevel int unsigned NOT NULL DEFAULT 0,
    SpellFamilyName int unsigned NOT NULL DEFAULT 0,
    SpellFamilyFlags1 int unsigned NOT NULL DEFAULT 0,
    SpellFamilyFlags2 int unsigned NOT NULL DEFAULT 0,
    SpellFamilyFlags3 int unsigned NOT NULL DEFAULT 0,
    MaxAffectedTargets int unsigned NOT NULL DEFAULT 0, DmgClass int unsigned NOT NULL DEFAULT 0,
    PreventionType int unsigned NOT NULL DEFAULT 0, DmgMultiplier1 float NOT NULL DEFAULT 0,
    DmgMultiplier2 float NOT NULL DEFAULT 0, DmgMultiplier3 float NOT NULL DEFAULT 0,
    AreaGroupId int NOT NULL DEFAULT 0, SchoolMask int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (Id)
);

CREATE TABLE spell_ranks (
    first_spell_id int unsigned NOT NULL DEFAULT 0, spell_id int unsigned NOT NULL DEFAULT 0,
    `rank` tinyint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (first_spell_id, `rank`)
);
CREATE UNIQUE INDEX uq_spell_ranks_spell_id ON spell_ranks (spell_id);

CREATE TABLE spell_required (
    spell_id int NOT NULL DEFAULT 0, req_spell int NOT NULL DEFAULT 0,
    PRIMARY KEY (spell_id, req_spell)
);

CREATE TABLE spell_learn_spell (
    entry int unsigned NOT NULL DEFAULT 0, SpellID int unsigned NOT NULL DEFAULT 0,
    Active tinyint unsigned NOT NULL DEFAULT 1, PRIMARY KEY (entry, SpellID)
);

CREATE TABLE spell_group (
    id int unsigned NOT NULL DEFAULT 0, spell_id int NOT NULL DEFAULT 0,
    PRIMARY KEY (id, spell_id)
);

CREATE TABLE spell_group_stack_rules (
    group_id int unsigned NOT NULL DEFAULT 0, stack_rule tinyint NOT NULL DEFAULT 0,
    PRIMARY KEY (group_id)
);

CREATE TABLE spell_proc (
    SpellId int NOT NULL DEFAULT 0, SchoolMask tinyint unsigned NOT NULL DEFAULT 0,
    SpellFamilyName smallint unsigned NOT NULL DEFAULT 0,
    SpellFamilyMask0 int unsigned NOT NULL DEFAULT 0,
    SpellFamilyMask1 int unsigned NOT NULL DEFAULT 0,
    SpellFamilyMask2 int unsigned NOT NULL DEFAULT 0, ProcFlags int unsigned NOT NULL DEFAULT 0,
    SpellTypeMask int unsigned NOT NULL DEFAULT 0, SpellPhaseMask int unsigned NOT NULL DEFAULT 0,
    HitMask int unsigned NOT NULL DEFAULT 0, AttributesMask int unsigned NOT NULL DEFAULT 0,
    DisableEffectsMask int unsigned NOT NULL DEFAULT 0, ProcsPerMinute float NOT NULL DEFAULT 0,
    Chance float NOT NULL DEFAULT 0, Cooldown int unsigned NOT NULL DEFAULT 0,
    Charges tinyint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (SpellId)
);

CREATE TABLE spell_bonus_data (
    entry int unsigned NOT NULL DEFAULT 0, direct_bonus float NOT NULL DEFAULT 0,
    dot_bonus float NOT NULL DEFAULT 0, ap_bonus float NOT NULL DEFAULT 0,
    ap_dot_bonus float NOT NULL DEFAULT 0, comments varchar(255), PRIMARY KEY (entry)
);

CREATE TABLE spell_threat (
    entry int unsigned NOT NULL, flatMod int, pctMod float NOT NULL DEFAULT 1,
    apPctMod float NOT NULL DEFAULT 0, PRIMARY KEY (entry)
);

CREATE TABLE spell_linked_spell (
    spell_trigger int NOT NULL, spell_effect int NOT NULL DEFAULT 0,
    type tinyint unsigned NOT NULL DEFAULT 0, comment mediumtext NOT NULL
);
CREATE UNIQUE INDEX uq_spell_linked_spell_spell_trigger ON spell_linked_spell (spell_trigger, spell_effect, type);

CREATE TABLE spell_script_names (
    spell_id int NOT NULL, ScriptName char(64) NOT NULL
);
CREATE UNIQUE INDEX uq_spell_script_names_spell_id ON spell_script_names (spell_id, ScriptName);

CREATE TABLE spell_area (
    spell int unsigned NOT NULL DEFAULT 0, area int unsigned NOT NULL DEFAULT 0,
    quest_start int unsigned NOT NULL DEFAULT 0, quest_end int unsigned NOT NULL DEFAULT 0,
    aura_spell int NOT NULL DEFAULT 0, racemask int unsigned NOT NULL DEFAULT 0,
    gender tinyint unsigned NOT NULL DEFAULT 2, autocast tinyint unsigned NOT NULL DEFAULT 0,
    quest_start_status int NOT NULL DEFAULT 64, quest_end_status int NOT NULL DEFAULT 11,
    PRIMARY KEY (spell, area, quest_start, aura_spell, racemask, gender)
);

CREATE TABLE spell_target_position (
    ID int unsigned NOT NULL DEFAULT 0, EffectIndex tinyint unsigned NOT NULL DEFAULT 0,
    MapID smallint unsigned NOT NULL DEFAULT 0, PositionX float NOT NULL DEFAULT 0,
    PositionY float NOT NULL DEFAULT 0, PositionZ float NOT NULL DEFAULT 0,
    Orientation float NOT NULL DEFAULT 0, VerifiedBuild int, PRIMARY KEY (ID, EffectIndex)
);

CREATE TABLE spelldifficulty_dbc (
    id int unsigned NOT NULL DEFAULT 0, spellid0 int unsigned NOT NULL DEFAULT 0,
    spellid1 int unsigned NOT NULL DEFAULT 0, spellid2 int unsigned NOT NULL DEFAULT 0,
    spellid3 int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (id)
);

CREATE TABLE spell_custom_attr (
    entry int unsigned NOT NULL DEFAULT 0, attributes int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (entry)
);

CREATE TABLE spell_enchant_proc_data (
    EnchantID int unsigned NOT NULL, Chance float NOT NULL DEFAULT 0,
    ProcsPerMinute float NOT NULL DEFAULT 0, HitMask int unsigned NOT NULL DEFAULT 0,
    AttributesMask int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (EnchantID)
);

CREATE TABLE spell_pet_auras (
    spell int unsigned NOT NULL, effectId tinyint unsigned NOT NULL DEFAULT 0,
    pet int unsigned NOT NULL DEFAULT 0, aura int unsigned NOT NULL,
    PRIMARY KEY (spell, effectId, pet)
);

CREATE TABLE spell_scripts (
    id int unsigned NOT NULL DEFAULT 0, effIndex tinyint unsigned NOT NULL DEFAULT 0,
    delay int unsigned NOT NULL DEFAULT 0, command int unsigned NOT NULL DEFAULT 0,
    datalong int unsigned NOT NULL DEFAULT 0, datalong2 int unsigned NOT NULL DEFAULT 0,
    dataint int NOT NULL DEFAULT 0, x float NOT NULL DEFAULT 0, y float NOT NULL DEFAULT 0,
    z float NOT NULL DEFAULT 0, o float NOT NULL DEFAULT 0,
    Comment varchar(255) NOT NULL DEFAULT ''
);

-- Abilities of creatures
INSERT INTO spell_dbc (Id, Dispel, Mechanic, CastingTimeIndex, BaseLevel, SpellLevel,
    DurationIndex, RangeIndex, Effect1, Effect2, EffectDieSides1, EffectDieSides2,
    EffectBasePoints1, EffectBasePoints2, EffectImplicitTargetA1, EffectImplicitTargetA2,
    EffectImplicitTargetB1, EffectRadiusIndex1, EffectApplyAuraName1, EffectApplyAuraName2,
    EffectAmplitude1, EffectAmplitude2, EffectMiscValue1, SpellName, DmgClass, PreventionType,
    SchoolMask) VALUES
(140001, 0, 0, 1, 8, 8, 9, 1, 6, 0, 1, 0, 11, 0, 31, 0, 0, 9, 99, 0, 0, 0, 0, 'Rallying Howl', 0, 0, 1),
(140002, 0, 0, 1, 5, 5, 0, 34, 96, 2, 0, 5, 0, 5, 6, 6, 0, 0, 0, 0, 0, 0, 0, 'Tusk Charge', 0, 0, 1),
(140003, 9, 31, 1, 5, 5, 3, 1, 6, 0, 1, 0, 24, 0, 1, 0, 0, 0, 79, 0, 0, 0, 0, 'Boar''s Temper', 0, 0, 1),
(140004, 0, 12, 1, 8, 8, 39, 2, 6, 0, 1, 0, 0, 0, 6, 0, 0, 0, 12, 0, 0, 0, 0, 'Cheap Kick', 0, 0, 1),
(140005, 0, 0, 16, 9, 9, 0, 4, 2, 0, 9, 0, 17, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 'Hedge Hex', 1, 1, 32),
(140006, 0, 0, 5, 9, 9, 0, 5, 10, 0, 21, 0, 69, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 'Hedge Mending', 1, 1, 8),
(140007, 0, 5, 1, 12, 12, 31, 1, 6, 0, 1, 0, 0, 0, 15, 0, 0, 13, 7, 0, 0, 0, 0, 'Rusk''s Roar', 0, 0, 1),
(140008, 0, 0, 1, 12, 12, 0, 1, 31, 0, 1, 0, 79, 0, 22, 0, 15, 8, 0, 0, 0, 0, 0, 'Whirling Cleaver', 0, 0, 1),
(140009, 2, 9, 1, 11, 11, 28, 4, 6, 0, 1, 0, 0, 0, 6, 0, 0, 0, 27, 0, 0, 0, 0, 'Mournful Wail', 0, 0, 32),
(140010, 1, 11, 1, 10, 10, 1, 2, 6, 0, 1, 0, -36, 0, 6, 0, 0, 0, 33, 0, 0, 0, 0, 'Cellar Chill', 0, 0, 16),
(140011, 0, 0, 5, 14, 14, 0, 1, 2, 0, 21, 0, 54, 0, 22, 0, 15, 13, 0, 0, 0, 0, 0, 'Brine Splash', 1, 0, 16),
(140012, 1, 7, 1, 16, 16, 8, 4, 6, 6, 1, 1, 0, 29, 6, 6, 0, 0, 26, 3, 0, 2000, 0, 'Tug of the Tide', 0, 0,
    16),
(140013, 1, 7, 1, 80, 80, 8, 4, 6, 6, 1, 1, 0, 1399, 6, 6, 0, 0, 26, 3, 0, 2000, 0, 'Tug of the Tide', 0, 0,
    16),
(140014, 0, 0, 5, 16, 16, 9, 1, 28, 0, 0, 0, 0, 0, 47, 0, 0, 0, 0, 0, 0, 0, 100039, 'Summon Brine Bubble',
    0, 0, 16),
(140015, 0, 0, 1, 14, 14, 0, 1, 2, 0, 21, 0, 39, 0, 22, 0, 15, 14, 0, 0, 0, 0, 0, 'Bubble Burst', 0, 0, 16),
(140016, 0, 15, 1, 14, 14, 8, 2, 6, 0, 1, 0, 11, 0, 6, 0, 0, 0, 3, 0, 3000, 0, 0, 'Salt in the Wound', 0, 0,
    1),
(140017, 0, 0, 1, 1, 1, 21, 1, 6, 0, 1, 0, 39, 0, 1, 0, 0, 0, 22, 0, 0, 0, 32, 'Lantern Light', 0, 0, 2),
(140018, 0, 0, 14, 1, 1, 0, 1, 3, 0, 0, 0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 'Kindle Lantern', 0, 0, 4),
(140019, 0, 0, 1, 15, 15, 0, 2, 58, 0, 1, 0, 14, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 'Watchman''s Strike', 0, 0, 1),
(140020, 0, 15, 1, 15, 15, 8, 2, 31, 6, 1, 1, 149, 19, 6, 6, 0, 0, 0, 3, 0, 3000, 0, 'Gaff and Haul', 0, 0,
    1),
(140021, 0, 0, 1, 13, 13, 0, 4, 70, 2, 0, 11, -1, 19, 6, 6, 0, 0, 0, 0, 0, 0, 0, 'Fishhook Toss', 0, 0, 1),
(140022, 3, 0, 1, 13, 13, 4, 2, 6, 0, 1, 0, -9, 0, 6, 0, 0, 0, 29, 0, 0, 0, 2, 'Rotten Stench', 0, 0, 8),
(140023, 0, 12, 1, 11, 11, 39, 2, 6, 2, 1, 11, 0, 24, 6, 6, 0, 0, 12, 0, 0, 0, 0, 'Grizzled Embrace', 0, 0,
    1),
(140024, 0, 9, 1, 14, 14, 39, 1, 6, 0, 1, 0, 0, 0, 15, 0, 0, 13, 27, 0, 0, 0, 0, 'Spectral Hush', 0, 0, 32);

-- What the two trainers teach
INSERT INTO spell_dbc (Id, Attributes, CastingTimeIndex, BaseLevel, SpellLevel, DurationIndex,
    RangeIndex, EquippedItemClass, EquippedItemSubClassMask, Effect1, Effect2, EffectDieSides1,
    EffectDieSides2, EffectBasePoints1, EffectImplicitTargetA1, EffectImplicitTargetA2,
    EffectRadiusIndex1, EffectApplyAuraName1, EffectItemType1, EffectMiscValue1, EffectMiscValue2,
    EffectTriggerSpell1, SpellName, SpellFamilyName, SchoolMask) VALUES
(140031, 0, 1, 1, 1, 21, 1, -1, 0, 6, 0, 1, 0, 39, 1, 0, 0, 22, 0, 1, 0, 0, 'Sturdy Stance', 4, 1),
(140032, 0, 1, 8, 8, 21, 1, -1, 0, 6, 0, 1, 0, 89, 1, 0, 0, 22, 0, 1, 0, 0, 'Sturdy Stance', 4, 1),
(140033, 0, 1, 16, 16, 21, 1, -1, 0, 6, 0, 1, 0, 149, 1, 0, 0, 22, 0, 1, 0, 0, 'Sturdy Stance', 4, 1),
(140034, 0, 1, 4, 4, 0, 2, 4, 64, 2, 68, 3, 0, 3, 6, 6, 0, 0, 0, 0, 0, 0, 'Shield Nudge', 4, 1),
(140035, 0, 1, 6, 6, 4, 1, -1, 0, 6, 0, 1, 0, 14, 20, 0, 9, 99, 0, 0, 0, 0, 'Parade Bellow', 4, 1),
(140036, 0, 1, 12, 12, 8, 1, -1, 0, 6, 0, 1, 0, 149, 1, 0, 0, 88, 0, 0, 0, 0, 'Ale and Onwards', 4, 1),
(140041, 192, 1, 1, 1, 0, 1, -1, 0, 36, 44, 0, 1, 0, 0, 0, 0, 0, 0, 0, 182, 140043, 'Apprentice Hedgecraft',
    0, 1),
(140042, 192, 1, 10, 10, 0, 1, -1, 0, 44, 0, 1, 0, 1, 0, 0, 0, 0, 0, 182, 0, 0, 'Journeyman Hedgecraft', 0,
    1),
(140043, 0, 1, 1, 1, 21, 1, -1, 0, 6, 0, 1, 0, -1, 1, 0, 0, 45, 0, 2, 0, 0, 'Nose for Herbs', 0, 1),
(140044, 0, 5, 1, 1, 0, 1, -1, 0, 24, 0, 1, 0, 0, 1, 0, 0, 0, 110006, 0, 0, 0, 'Brew Mending Draught', 0, 1),
(140045, 0, 5, 1, 1, 0, 1, -1, 0, 24, 0, 1, 0, 0, 1, 0, 0, 0, 110005, 0, 0, 0, 'Bake 100% Honest Pie', 0, 1),
(140046, 0, 5, 1, 1, 0, 1, -1, 0, 24, 0, 1, 0, 0, 1, 0, 0, 0, 110015, 0, 0, 0, 'Smelt Brindle', 0, 1);

-- Effects of items and places
INSERT INTO spell_dbc (Id, Dispel, Mechanic, CastingTimeIndex, AuraInterruptFlags, BaseLevel,
    SpellLevel, DurationIndex, RangeIndex, Effect1, Effect2, EffectDieSides1, EffectDieSides2,
    EffectBasePoints1, EffectBasePoints2, EffectImplicitTargetA1, EffectImplicitTargetA2,
    EffectImplicitTargetB1, EffectApplyAuraName1, EffectApplyAuraName2, EffectAmplitude1,
    EffectItemType1, EffectMiscValue1, SpellName, SchoolMask) VALUES
(140051, 0, 0, 1, 262144, 1, 1, 18, 1, 6, 0, 1, 0, 11, 0, 1, 0, 0, 84, 0, 0, 0, 0, 'Hearty Bite', 1),
(140052, 0, 0, 1, 262144, 1, 1, 18, 1, 6, 0, 1, 0, 23, 0, 1, 0, 0, 85, 0, 0, 0, 0, 'Long Sip', 1),
(140053, 0, 0, 1, 0, 3, 3, 0, 1, 10, 0, 21, 0, 89, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'Mending Draught', 8),
(140054, 1, 0, 1, 0, 8, 8, 8, 1, 6, 0, 1, 0, 39, 0, 1, 0, 0, 31, 0, 0, 0, 0, 'Quick Feet', 1),
(140055, 1, 0, 1, 0, 5, 5, 30, 1, 6, 0, 1, 0, 5, 0, 21, 0, 0, 29, 0, 0, 0, 0, 'Small Courage', 2),
(140056, 1, 0, 1, 0, 6, 6, 30, 1, 6, 0, 1, 0, 4, 0, 1, 0, 0, 29, 0, 0, 0, 3, 'Bright Eyes', 64),
(140057, 0, 0, 1, 0, 1, 1, 0, 1, 100, 0, 1, 0, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'Tipsy', 1),
(140058, 0, 16, 1, 0, 5, 5, 28, 1, 6, 0, 1, 0, 11, 0, 21, 0, 0, 8, 0, 1000, 0, 0, 'Bandage', 1),
(140059, 0, 0, 1, 0, 10, 10, 1, 1, 6, 0, 1, 0, 3, 0, 1, 0, 0, 20, 0, 1000, 0, 0, 'Catnap', 64),
(140060, 0, 0, 1, 0, 16, 16, 39, 1, 2, 6, 11, 1, 34, -41, 6, 6, 0, 0, 33, 0, 0, 0, 'Hooked!', 1),
(140061, 0, 0, 1, 0, 15, 15, 21, 1, 6, 0, 1, 0, 14, 0, 1, 0, 0, 22, 0, 0, 0, 16, 'Salt Baron''s Blessing',
    16),
(140062, 0, 0, 16, 0, 20, 20, 21, 1, 6, 6, 1, 1, -1, 59, 1, 1, 0, 78, 32, 0, 0, 100049, 'Dappled Pony', 1),
(140063, 0, 0, 5, 0, 1, 1, 21, 1, 28, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 100052, 'Bottled Glowfly', 1),
(140064, 0, 0, 1, 0, 1, 1, 0, 1, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'Raise a Lantern', 4),
(140065, 0, 0, 1, 0, 1, 1, 21, 1, 6, 0, 1, 0, 11, 0, 1, 0, 0, 99, 0, 0, 0, 0, 'Attack Power +12', 1),
(140066, 0, 0, 1, 0, 80, 80, 9, 1, 6, 0, 1, 0, 2399, 0, 1, 0, 0, 69, 0, 0, 0, 127, 'Tidewarden Resolve', 16),
(140067, 0, 0, 1, 0, 1, 1, 0, 1, 36, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'Learn a Recipe', 1),
(140068, 0, 0, 1, 0, 1, 1, 0, 4, 2, 0, 7, 0, 7, 0, 6, 0, 0, 0, 0, 0, 0, 0, 'Shoot Embers', 4),
(140069, 0, 0, 14, 0, 1, 1, 0, 1, 5, 0, 0, 0, 0, 0, 1, 0, 17, 0, 0, 0, 0, 0, 'Ferry Home', 1),
(140070, 0, 0, 5, 0, 1, 1, 0, 1, 24, 59, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 110029, 0, 'Rummage through Flotsam',
    1),
(140071, 0, 0, 1, 0, 1, 1, 0, 1, 2, 0, 1, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'Bonfire Burn', 4);

INSERT INTO spell_ranks (first_spell_id, spell_id, `rank`) VALUES
(140031, 140031, 1),
(140031, 140032, 2),
(140031, 140033, 3);

INSERT INTO spell_required (spell_id, req_spell) VALUES
(140042, 140041),
(140044, 140041);

INSERT INTO spell_learn_spell (entry, SpellID, Active) VALUES
(140041, 140044, 1);

-- 2003 contains group 2001: a negative spell is a group
INSERT INTO spell_group (id, spell_id) VALUES
(2001, 140055),
(2001, 140056),
(2002, 140035),
(2002, 140001),
(2003, -2001),
(2003, 140053);

INSERT INTO spell_group_stack_rules (group_id, stack_rule) VALUES
(2001, 1),
(2002, 3);

INSERT INTO spell_proc (SpellId, SchoolMask, ProcFlags, SpellTypeMask, SpellPhaseMask, HitMask,
    ProcsPerMinute, Chance, Cooldown, Charges) VALUES
(140061, 1, 40, 0, 0, 0, 0, 10, 15000, 0),
(140066, 0, 0, 1, 2, 2, 0, 100, 0, 1);

INSERT INTO spell_bonus_data (entry, direct_bonus, dot_bonus, ap_bonus, ap_dot_bonus, comments) VALUES
(140005, 0.714, 0, 0, 0, 'Hedge magic - Hedge Hex'),
(140058, 0, 0, 0, 0, 'Consumable - Bandage takes no bonus'),
(140016, 0, 0.05, 0, 0.01, 'Brine - Salt in the Wound');

INSERT INTO spell_threat (entry, flatMod, pctMod, apPctMod) VALUES
(140034, 45, 1, 0.1),
(140035, 20, 0.5, 0);

INSERT INTO spell_linked_spell (spell_trigger, spell_effect, type, comment) VALUES
(140003, -140010, 0, 'Boar''s Temper removes Cellar Chill'),
(140057, 140064, 1, 'Tipsy people raise lanterns');

INSERT INTO spell_script_names (spell_id, ScriptName) VALUES
(140012, 'spell_baron_tug_of_the_tide'),
(140013, 'spell_baron_tug_of_the_tide'),
(140020, 'spell_first_mate_gaff_and_haul');

INSERT INTO spell_area (spell, area, quest_start, quest_end, aura_spell, racemask, gender,
    autocast, quest_start_status, quest_end_status) VALUES
(140017, 9011, 120005, 0, 0, 0, 2, 1, 64, 11);

INSERT INTO spell_target_position (ID, EffectIndex, MapID, PositionX, PositionY, PositionZ,
    Orientation) VALUES
(140069, 0, 900, 1602.5, 404.75, 6.25, 3.14);

INSERT INTO spelldifficulty_dbc (id, spellid0, spellid1) VALUES
(9001, 140012, 140013);
