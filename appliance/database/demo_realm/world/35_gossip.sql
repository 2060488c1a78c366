-- What people say when spoken to.

CREATE TABLE broadcast_text (
    ID int unsigned NOT NULL DEFAULT 0, LanguageID int unsigned NOT NULL DEFAULT 0, Text longtext,
    Text1 longtext, EmoteID1 int unsigned NOT NULL DEFAULT 0,
    EmoteID2 int unsigned NOT NULL DEFAULT 0, EmoteID3 int unsigned NOT NULL DEFAULT 0,
    EmoteDelay1 int unsigned NOT NULL DEFAULT 0, EmoteDelay2 int unsigned NOT NULL DEFAULT 0,
    EmoteDelay3 int unsigned NOT NULL DEFAULT 0, SoundEntriesID int unsigned NOT NULL DEFAULT 0,
    EmotesID int unsigned NOT NULL DEFAULT 0, Flags int unsigned NOT NULL DEFAULT 0,
    VerifiedBuild int NOT NULL DEFAULT 0, PRIMARY KEY (ID)
);

CREATE TABLE broadcast_text_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, Text mediumtext,
    Text1 mediumtext, VerifiedBuild int, PRIMARY KEY (ID, locale)
);

CREATE TABLE npc_text (
    ID int unsigned NOT NULL DEFAULT 0, text0_0 longtext, text0_1 longtext,
    BroadcastTextID0 int NOT NULL DEFAULT 0, lang0 tinyint unsigned NOT NULL DEFAULT 0,
    Probability0 float NOT NULL DEFAULT 0, EmoteDelay0_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote0_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay0_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote0_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay0_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote0_2 smallint unsigned NOT NULL DEFAULT 0, text1_0 longtext, text1_1 longtext,
    BroadcastTextID1 int NOT NULL DEFAULT 0, lang1 tinyint unsigned NOT NULL DEFAULT 0,
    Probability1 float NOT NULL DEFAULT 0, EmoteDelay1_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote1_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay1_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote1_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay1_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote1_2 smallint unsigned NOT NULL DEFAULT 0, text2_0 longtext, text2_1 longtext,
    BroadcastTextID2 int NOT NULL DEFAULT 0, lang2 tinyint unsigned NOT NULL DEFAULT 0,
    Probability2 float NOT NULL DEFAULT 0, EmoteDelay2_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote2_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay2_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote2_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay2_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote2_2 smallint unsigned NOT NULL DEFAULT 0, text3_0 longtext, text3_1 longtext,
    BroadcastTextID3 int NOT NULL DEFAULT 0, lang3 tinyint unsigned NOT NULL DEFAULT 0,
    Probability3 float NOT NULL DEFAULT 0, EmoteDelay3_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote3_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay3_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote3_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay3_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote3_2 smallint unsigned NOT NULL DEFAULT 0, text4_0 longtext, text4_1 longtext,
    BroadcastTextID4 int NOT NULL DEFAULT 0, lang4 tinyint unsigned NOT NULL DEFAULT 0,
    Probability4 float NOT NULL DEFAULT 0, EmoteDelay4_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote4_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay4_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote4_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay4_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote4_2 smallint unsigned NOT NULL DEFAULT 0, text5_0 longtext, text5_1 longtext,
    BroadcastTextID5 int NOT NULL DEFAULT 0, lang5 tinyint unsigned NOT NULL DEFAULT 0,
    Probability5 float NOT NULL DEFAULT 0, EmoteDelay5_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote5_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay5_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote5_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay5_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote5_2 smallint unsigned NOT NULL DEFAULT 0, text6_0 longtext, text6_1 longtext,
    BroadcastTextID6 int NOT NULL DEFAULT 0, lang6 tinyint unsigned NOT NULL DEFAULT 0,
    Probability6 float NOT NULL DEFAULT 0, EmoteDelay6_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote6_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay6_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote6_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay6_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote6_2 smallint unsigned NOT NULL DEFAULT 0, text7_0 longtext, text7_1 longtext,
    BroadcastTextID7 int NOT NULL DEFAULT 0, lang7 tinyint unsigned NOT NULL DEFAULT 0,
    Probability7 float NOT NULL DEFAULT 0, EmoteDelay7_0 smallint unsigned NOT NULL DEFAULT 0,
    Emote7_0 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay7_1 smallint unsigned NOT NULL DEFAULT 0,
    Emote7_1 smallint unsigned NOT NULL DEFAULT 0,
    EmoteDelay7_2 smallint unsigned NOT NULL DEFAULT 0,
    Emote7_2 smallint unsigned NOT NULL DEFAULT 0, VerifiedBuild int, PRIMARY KEY (ID)
);

CREATE TABLE npc_text_locale (
    ID int unsigned NOT NULL DEFAULT 0, Locale varchar(4) NOT NULL, Text0_0 longtext,
    Text0_1 longtext, Text1_0 longtext, Text1_1 longtext, Text2_0 longtext, Text2_1 longtext,
    Text3_0 longtext, Text3_1 longtext, Text4_0 longtext, Text4_1 longtext, Text5_0 longtext,
    Text5_1 longtext, Text6_0 longtext, Text6_1 longtext, Text7_0 longtext, Text7_1 longtext,
    PRIMARY KEY (ID, Locale)
);

CREATE TABLE gossip_menu (
    MenuID smallint unsigned NOT NULL DEFAULT 0, TextID int unsigned NOT NULL DEFAULT 0,
    VerifiedBuild int NOT NULL DEFAULT 0, PRIMARY KEY (MenuID, TextID)
);

CREATE TABLE gossip_menu_option (
    MenuID smallint unsigned NOT NULL DEFAULT 0, OptionID smallint unsigned NOT NULL DEFAULT 0,
    OptionIcon int unsigned NOT NULL DEFAULT 0, OptionText mediumtext,
    OptionBroadcastTextID int NOT NULL DEFAULT 0, OptionType tinyint unsigned NOT NULL DEFAULT 0,
    OptionNpcFlag int unsigned NOT NULL DEFAULT 0, ActionMenuID int unsigned NOT NULL DEFAULT 0,
    ActionPoiID int unsigned NOT NULL DEFAULT 0, BoxCoded tinyint unsigned NOT NULL DEFAULT 0,
    BoxMoney int unsigned NOT NULL DEFAULT 0, BoxText mediumtext,
    BoxBroadcastTextID int NOT NULL DEFAULT 0, VerifiedBuild int NOT NULL DEFAULT 0,
    PRIMARY KEY (MenuID, OptionID)
);

CREATE TABLE gossip_menu_option_locale (
    MenuID smallint unsigned NOT NULL DEFAULT 0, OptionID smallint unsigned NOT NULL DEFAULT 0,
    Locale varchar(4) NOT NULL, OptionText mediumtext, BoxText mediumtext,
    PRIMARY KEY (MenuID, OptionID, Locale)
);

CREATE TABLE points_of_interest (
    ID int unsigned NOT NULL DEFAULT 0, PositionX float NOT NULL DEFAULT 0,
    PositionY float NOT NULL DEFAULT 0, Icon int unsigned NOT NULL DEFAULT 0,
    Flags int unsigned NOT NULL DEFAULT 0, Importance int unsigned NOT NULL DEFAULT 0,
    Name mediumtext NOT NULL, VerifiedBuild int, PRIMARY KEY (ID)
);

CREATE TABLE points_of_interest_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, Name mediumtext,
    VerifiedBuild int, PRIMARY KEY (ID, locale)
);

CREATE TABLE quest_greeting (
    ID int unsigned NOT NULL DEFAULT 0, Type tinyint unsigned NOT NULL DEFAULT 0,
    GreetEmoteType smallint unsigned NOT NULL DEFAULT 0,
    GreetEmoteDelay int unsigned NOT NULL DEFAULT 0, Greeting mediumtext, VerifiedBuild int,
    PRIMARY KEY (ID, Type)
);

CREATE TABLE quest_greeting_locale (
    ID int unsigned NOT NULL DEFAULT 0, Type tinyint unsigned NOT NULL DEFAULT 0,
    locale varchar(4) NOT NULL, Greeting mediumtext, VerifiedBuild int,
    PRIMARY KEY (ID, Type, locale)
);

INSERT INTO broadcast_text (ID, LanguageID, Text, Text1, EmoteID1) VALUES
(160001, 0, 'Welcome to Puddlewick, $N. Mind the puddles. Mind the wick.', NULL, 1),
(160002, 0, 'A bed, a bite, a roof that mostly holds.', NULL, 1),
(160003, 0, 'Three lanterns keep this village, $N, and I keep the lanterns kept.',
    'Three lanterns keep this village, $N. See that you help.', 1),
(160004, 0, 'Move along. Or stay. Just do it in an orderly fashion.', NULL, 1),
(160005, 0, 'You hold that thing like a ladle.', NULL, 1),
(160006, 0, 'Green side up, that is the whole secret.', NULL, 1),
(160007, 0, 'The gulls fly to Saltmere Quay and back. They complain both ways.', NULL, 1),
(160008, 0, 'I am allowed to light the small one all by myself!', NULL, 1),
(160009, 0, 'One drop for a cough. Two for a curse. Three and we call a carpenter.', NULL, 1),
(160010, 0, 'Über den Sund? Gern. Bezahlt wird drüben.', NULL, 1),
(160011, 0, 'The Guild pays in marks, and takes marks. It saves thinking.', NULL, 1),
(160012, 0, 'If it floats, it is mine to count. If it sinks, it is mine to mourn.', NULL, 1),
(160013, 0, 'The flame remembers what the island forgets, child. Ask.', NULL, 1),
(160014, 0, 'Forty winters on this chain. Break the Baron, and I will light your way out.', NULL, 1),
(160015, 0, 'Happy Feast of Lanterns!', 'Happy Feast of Lanterns!', 1),
(160016, 0, 'The lanterns burn again. Sleep well, $N, you have earned the walk home.', NULL, 1),
(160017, 0, 'Sit. It is a short tale and a long night.', NULL, 1),
(160018, 0, 'Free? Then tonight I shall go and look at the sea.', NULL, 1),
(160021, 0, 'Keep your oil out of my cellar!', NULL, 1),
(160022, 0, 'They went dark, all three, and he came up the stairs laughing.', NULL, 1);

INSERT INTO broadcast_text_locale (ID, locale, Text, Text1) VALUES
(160001, 'deDE', 'Willkommen in Pfützenwick, $N. Vorsicht, Pfützen. Vorsicht, Docht.', NULL),
(160001, 'frFR', 'Bienvenue à Flaquemèche, $N. Gare aux flaques. Gare à la mèche.', NULL),
(160001, 'ruRU', 'Добро пожаловать в Падлвик, $N. Берегите ноги. Берегите фитиль.', NULL),
(160013, 'deDE', 'Die Flamme weiß noch, was die Insel vergisst, Kind. Frag.', NULL),
(160013, 'ruRU', 'Пламя помнит то, что забыл остров, дитя. Спрашивай.', NULL),
(160015, 'deDE', 'Frohes Laternenfest!', 'Frohes Laternenfest!'),
(160015, 'frFR', 'Joyeuse fête des Lanternes !', 'Joyeuse fête des Lanternes !'),
(160022, 'deDE', 'Alle drei gingen aus, und er kam lachend die Treppe herauf.', NULL);

INSERT INTO npc_text (ID, text0_0, text0_1, BroadcastTextID0, Probability0, text1_0,
    BroadcastTextID1, Probability1, Emote0_0) VALUES
(150001, 'Welcome to Puddlewick, $N. Mind the puddles. Mind the wick.', NULL, 160001, 1, NULL, 0, 0, 1),
(150002, 'A bed, a bite, a roof that mostly holds.', NULL, 160002, 1, NULL, 0, 0, 1),
(150003, 'Three lanterns keep this village, $N, and I keep the lanterns kept.',
    'Three lanterns keep this village, $N. See that you help.', 160003, 1, NULL, 0, 0, 1),
(150004, 'Move along. Or stay. Just do it in an orderly fashion.', NULL, 160004, 0.5,
    'Nothing to see. I have looked.', 0, 0.5, 1),
(150005, 'You hold that thing like a ladle.', NULL, 160005, 1, NULL, 0, 0, 1),
(150006, 'Green side up, that is the whole secret.', NULL, 160006, 1, NULL, 0, 0, 1),
(150007, 'The gulls fly to Saltmere Quay and back. They complain both ways.', NULL, 160007, 1, NULL, 0, 0, 1),
(150008, 'I am allowed to light the small one all by myself!', NULL, 160008, 1, NULL, 0, 0, 1),
(150009, 'One drop for a cough. Two for a curse. Three and we call a carpenter.', NULL, 160009, 1, NULL, 0,
    0, 1),
(150010, 'Über den Sund? Gern. Bezahlt wird drüben.', NULL, 160010, 1, NULL, 0, 0, 1),
(150011, 'The Guild pays in marks, and takes marks. It saves thinking.', NULL, 160011, 1, NULL, 0, 0, 1),
(150012, 'If it floats, it is mine to count. If it sinks, it is mine to mourn.', NULL, 160012, 1, NULL, 0,
    0, 1),
(150013, 'The flame remembers what the island forgets, child. Ask.', NULL, 160013, 1, NULL, 0, 0, 1),
(150014, 'Forty winters on this chain. Break the Baron, and I will light your way out.', NULL, 160014, 1,
    NULL, 0, 0, 1),
(150015, 'Happy Feast of Lanterns!', 'Happy Feast of Lanterns!', 160015, 1, NULL, 0, 0, 1),
(150016, 'The lanterns burn again. Sleep well, $N, you have earned the walk home.', NULL, 160016, 1, NULL,
    0, 0, 1),
(150017, 'Sit. It is a short tale and a long night.', NULL, 160017, 1, NULL, 0, 0, 1),
(150018, 'Free? Then tonight I shall go and look at the sea.', NULL, 160018, 1, NULL, 0, 0, 1);

INSERT INTO npc_text_locale (ID, Locale, Text0_0, Text1_0) VALUES
(150004, 'deDE', 'Weitergehen. Oder bleiben. Nur bitte ordentlich.',
    'Nichts zu sehen. Ich habe nachgeschaut.'),
(150004, 'frFR', 'Circulez. Ou restez. Mais en bon ordre.', 'Rien à voir. J''ai regardé.');

-- The mayor has two texts, and conditions say which one
INSERT INTO gossip_menu (MenuID, TextID) VALUES
(60001, 150001),
(60002, 150002),
(60003, 150003),
(60004, 150004),
(60005, 150005),
(60006, 150006),
(60007, 150007),
(60008, 150008),
(60009, 150009),
(60010, 150010),
(60011, 150011),
(60012, 150012),
(60013, 150013),
(60014, 150014),
(60015, 150015),
(60001, 150016),
(60016, 150017),
(60017, 150018);

INSERT INTO gossip_menu_option (MenuID, OptionID, OptionIcon, OptionText, OptionType,
    OptionNpcFlag, ActionMenuID, ActionPoiID, BoxCoded, BoxMoney, BoxText) VALUES
(60001, 0, 0, 'Where can I find the smith?', 1, 1, 0, 9001, 0, 0, NULL),
(60001, 1, 0, 'Where do the gulls fly?', 1, 1, 0, 9002, 0, 0, NULL),
(60002, 0, 1, 'Let me see what is on the shelf.', 3, 128, 0, 0, 0, 0, NULL),
(60002, 1, 5, 'Make this inn your home.', 8, 65536, 0, 0, 0, 0, NULL),
(60003, 0, 0, 'Is the mill road safe tonight?', 1, 1, 60004, 0, 0, 0, NULL),
(60005, 0, 3, 'Teach me, Master Vael.', 5, 16, 0, 0, 0, 0, NULL),
(60006, 0, 3, 'I would like to learn about herbs.', 5, 16, 0, 0, 0, 0, NULL),
(60007, 0, 2, 'Show me where the gulls can take me.', 4, 8192, 0, 0, 0, 0, NULL),
(60009, 0, 1, 'I need something for a cough.', 3, 128, 0, 0, 0, 0, NULL),
(60010, 0, 0, 'Take me across.', 1, 1, 0, 0, 0, 500, 'Five silver. He counts it twice.'),
(60011, 0, 1, 'What may I have for my marks?', 3, 128, 0, 0, 0, 0, NULL),
(60013, 0, 0, 'What do you know of the cellar?', 1, 1, 60016, 0, 0, 0, NULL),
(60013, 1, 0, 'May I have a new wick?', 1, 1, 0, 0, 0, 0, NULL),
(60014, 0, 0, 'The Baron is dead. You are free.', 1, 1, 60017, 0, 0, 0, NULL),
(60015, 0, 1, 'A lantern, please.', 3, 128, 0, 0, 0, 0, NULL);

INSERT INTO gossip_menu_option_locale (MenuID, OptionID, Locale, OptionText, BoxText) VALUES
(60001, 0, 'deDE', 'Wo finde ich die Schmiedin?', NULL),
(60002, 1, 'deDE', 'Dieses Gasthaus soll mein Heim sein.', NULL),
(60002, 1, 'frFR', 'Faites de cette auberge mon foyer.', NULL),
(60002, 1, 'ruRU', 'Пусть эта таверна станет моим домом.', NULL),
(60010, 0, 'deDE', 'Setz mich über.', 'Fünf Silber. Er zählt zweimal nach.'),
(60013, 0, 'deDE', 'Was weißt du über den Keller?', NULL);

INSERT INTO points_of_interest (ID, PositionX, PositionY, Icon, Flags, Importance, Name) VALUES
(9001, 976.2, 1018.8, 7, 99, 0, 'Hilde Ironwhistle, Blacksmith'),
(9002, 1041.8, 988.5, 7, 99, 0, 'Fenn Reedwhistle''s gulls');

INSERT INTO points_of_interest_locale (ID, locale, Name) VALUES
(9001, 'deDE', 'Hilde Eisenpfiff, Schmiedin'),
(9002, 'ruRU', 'Чайки Фенна');

-- Type 0 creature, 1 game object
INSERT INTO quest_greeting (ID, Type, GreetEmoteType, GreetEmoteDelay, Greeting) VALUES
(100001, 0, 2, 0, 'Ah, $N. You look like somebody with two working hands.'),
(100018, 0, 66, 0, 'Harbour business, or harbour trouble?'),
(130001, 1, 0, 0, 'The board creaks in the wind. Some of the notices are new.');

INSERT INTO quest_greeting_locale (ID, Type, locale, Greeting) VALUES
(100001, 0, 'deDE', 'Ah, $N. Du siehst aus wie jemand mit zwei brauchbaren Händen.'),
(100018, 0, 'frFR', 'Affaires du port, ou ennuis du port ?');
