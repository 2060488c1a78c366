-- What creatures say of their own accord. Type 12 say, 14 yell, 16 emote, 41 boss emote.

CREATE TABLE creature_text (
    CreatureID int unsigned NOT NULL DEFAULT 0, GroupID tinyint unsigned NOT NULL DEFAULT 0,
    ID tinyint unsigned NOT NULL DEFAULT 0, Text longtext,
    Type tinyint unsigned NOT NULL DEFAULT 0, Language tinyint NOT NULL DEFAULT 0,
    Probability float unsigned NOT NULL DEFAULT 0, Emote int unsigned NOT NULL DEFAULT 0,
    Duration int unsigned NOT NULL DEFAULT 0, Sound int unsigned NOT NULL DEFAULT 0,
    BroadcastTextId int NOT NULL DEFAULT 0, TextRange tinyint unsigned NOT NULL DEFAULT 0,
    comment varchar(255) DEFAULT '', PRIMARY KEY (CreatureID, GroupID, ID)
);

CREATE TABLE creature_text_locale (
    CreatureID int unsigned NOT NULL DEFAULT 0, GroupID tinyint unsigned NOT NULL DEFAULT 0,
    ID tinyint unsigned NOT NULL DEFAULT 0, Locale varchar(4) NOT NULL, Text mediumtext,
    PRIMARY KEY (CreatureID, GroupID, ID, Locale)
);

INSERT INTO creature_text (CreatureID, GroupID, ID, Text, Type, Probability, BroadcastTextId,
    TextRange, comment) VALUES
(100011, 0, 0, 'I am six. And three quarters.', 12, 100, 0, 0, 'Pip - idle'),
(100011, 0, 1, 'That one is called Gladys. That lantern, I mean.', 12, 100, 0, 0, 'Pip - idle'),
(100011, 0, 2, 'Do you want to see me not fall off the ladder?', 12, 50, 0, 0, 'Pip - idle'),
(100005, 0, 0, 'Lanterns lit! To your posts!', 14, 100, 0, 0, 'Sergeant - bell'),
(100005, 1, 0, 'Well fought, $n. Wipe your boots.', 12, 100, 0, 0, 'Sergeant - quest rewarded'),
(100006, 0, 0, 'Alarm! To the bell!', 14, 100, 0, 0, 'Watchman - alarm'),
(100006, 1, 0, '%s salutes.', 16, 100, 0, 0, 'Watchman - emote'),
(100010, 0, 0, 'Rain later. There is always rain later.', 12, 100, 0, 0, 'Farmer - idle'),
(100014, 0, 0, '%s wobbles reproachfully.', 16, 100, 0, 0, 'Dummy - damaged'),
(100020, 0, 0, 'Listen, then. There were three lanterns, and a man who sold the oil.', 12, 100, 0, 0,
    'Anselm - tale 1'),
(100020, 1, 0, 'They went dark, all three, and he came up the stairs laughing.', 12, 100, 160022, 0,
    'Anselm - tale 2'),
(100020, 2, 0, 'Shut the cellar door, the first Keeper said. Nobody asked who would hold it.', 12, 100, 0,
    0, 'Anselm - tale 3'),
(100023, 0, 0, '%s lifts its head and howls.', 16, 100, 0, 0, 'Packleader - howl'),
(100024, 0, 0, '%s paws the ground.', 16, 100, 0, 0, 'Boar - charge'),
(100025, 0, 0, 'Your purse or your boots!', 12, 100, 0, 0, 'Bandit - aggro'),
(100025, 0, 1, 'Rusk pays double for pretty ones.', 12, 100, 0, 0, 'Bandit - aggro'),
(100025, 1, 0, '%s remembers an urgent errand elsewhere!', 16, 100, 0, 0, 'Bandit - flee'),
(100026, 0, 0, 'Warts. Let us start with warts.', 12, 100, 0, 0, 'Hexer - aggro'),
(100027, 0, 0, 'You dare enter my hedge?', 14, 100, 0, 0, 'Rusk - aggro'),
(100027, 1, 0, 'To me, ladz! To me!', 14, 100, 0, 0, 'Rusk - summon'),
(100027, 2, 0, 'Enough play. Cleaver time.', 14, 100, 0, 0, 'Rusk - phase 2'),
(100027, 3, 0, 'But... I had... a crown... drawn up...', 12, 100, 0, 0, 'Rusk - death'),
(100027, 4, 0, 'One less for the soup!', 14, 100, 0, 0, 'Rusk - kill'),
(100029, 0, 0, 'Is it the landlord? Tell him we paid!', 12, 100, 0, 0, 'Tenant - aggro'),
(100030, 0, 0, '%s wakes in a truly terrible mood.', 41, 100, 0, 3, 'Grizzlethatch - aggro'),
(100031, 0, 0, '%s squeaks with great dignity.', 16, 100, 0, 0, 'Mouse - wave'),
(100037, 0, 0, 'Keep your oil out of my cellar!', 14, 100, 160021, 1, 'Baron - aggro'),
(100037, 1, 0, 'The tide collects!', 14, 100, 0, 1, 'Baron - tug'),
(100037, 2, 0, '%s calls up a bubble from the brine!', 41, 100, 0, 3, 'Baron - bubble'),
(100037, 3, 0, 'Salted!', 14, 50, 0, 1, 'Baron - kill'),
(100037, 3, 1, 'Another barrel for the shelf.', 14, 50, 0, 1, 'Baron - kill'),
(100037, 4, 0, 'Dark... let it be dark...', 14, 100, 0, 1, 'Baron - 20 percent'),
(100037, 5, 0, 'Put... out... the light...', 14, 100, 0, 1, 'Baron - death'),
(100038, 0, 0, 'It is done. Follow the light, and mind the third step.', 12, 100, 0, 0, 'Spirit - freed'),
(100047, 0, 0, 'Keep up! Letters do not age well.', 12, 100, 0, 0, 'Courier - start'),
(100047, 1, 0, 'Down! Thornfoots!', 14, 100, 0, 0, 'Courier - ambush'),
(100047, 2, 0, 'Made it. I shall tell everyone it was mostly you.', 12, 100, 0, 0, 'Courier - end'),
(100051, 0, 0, 'Happy Feast of Lanterns!', 12, 100, 160015, 0, 'Reveller - idle'),
(100051, 0, 1, 'Mine is shaped like a duck!', 12, 100, 0, 0, 'Reveller - idle');

INSERT INTO creature_text_locale (CreatureID, GroupID, ID, Locale, Text) VALUES
(100011, 0, 0, 'deDE', 'Ich bin sechs. Und drei Viertel.'),
(100011, 0, 0, 'frFR', 'J''ai six ans. Et trois quarts.'),
(100011, 0, 0, 'ruRU', 'Мне шесть. И три четверти.'),
(100025, 0, 0, 'deDE', 'Die Börse oder die Stiefel!'),
(100025, 0, 0, 'frFR', 'La bourse ou les bottes !'),
(100025, 0, 0, 'ruRU', 'Кошелёк или сапоги!'),
(100027, 0, 0, 'deDE', 'Ihr wagt Euch in meine Hecke?'),
(100027, 0, 0, 'frFR', 'Vous osez entrer dans ma haie ?'),
(100027, 0, 0, 'ruRU', 'Вы смеете лезть в мою изгородь?'),
(100037, 0, 0, 'deDE', 'Lasst Euer Öl aus meinem Keller!'),
(100037, 0, 0, 'frFR', 'Gardez votre huile loin de ma cave !'),
(100037, 0, 0, 'ruRU', 'Уберите своё масло из моего погреба!'),
(100037, 5, 0, 'deDE', 'Macht... das Licht... aus...'),
(100031, 0, 0, 'deDE', '%s quiekt mit großer Würde.');
