-- What belongs to items: set names, random enchantments, pages, and their translations.

CREATE TABLE item_set_names (
    entry int unsigned NOT NULL, name varchar(255) NOT NULL DEFAULT '',
    InventoryType tinyint unsigned NOT NULL DEFAULT 0, VerifiedBuild int, PRIMARY KEY (entry)
);

CREATE TABLE item_set_names_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, Name mediumtext,
    VerifiedBuild int, PRIMARY KEY (ID, locale)
);

CREATE TABLE item_enchantment_template (
    entry int unsigned NOT NULL DEFAULT 0, ench int unsigned NOT NULL DEFAULT 0,
    chance float unsigned NOT NULL DEFAULT 0, PRIMARY KEY (entry, ench)
);

CREATE TABLE page_text (
    ID int unsigned NOT NULL DEFAULT 0, Text longtext NOT NULL,
    NextPageID int unsigned NOT NULL DEFAULT 0, VerifiedBuild int NOT NULL DEFAULT 0,
    PRIMARY KEY (ID)
);

CREATE TABLE page_text_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, Text mediumtext,
    VerifiedBuild int, PRIMARY KEY (ID, locale)
);

CREATE TABLE item_template_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, Name mediumtext,
    Description mediumtext, VerifiedBuild int, PRIMARY KEY (ID, locale)
);

INSERT INTO item_set_names (entry, name, InventoryType) VALUES
(110064, 'Lanternkeeper''s Hood', 1),
(110065, 'Lanternkeeper''s Mantle', 3),
(110066, 'Lanternkeeper''s Robe', 20),
(110067, 'Lanternkeeper''s Gloves', 10),
(110068, 'Lanternkeeper''s Sandals', 8),
(110069, 'Tidewarden Breastplate', 5),
(110070, 'Tidewarden Helm', 1),
(110071, 'Tidewarden Gauntlets', 10);

INSERT INTO item_set_names_locale (ID, locale, Name) VALUES
(110064, 'deDE', 'Kapuze des Laternenwächters'),
(110065, 'deDE', 'Schultertuch des Laternenwächters'),
(110066, 'deDE', 'Robe des Laternenwächters'),
(110064, 'frFR', 'Capuche du gardien des lanternes'),
(110066, 'frFR', 'Robe du gardien des lanternes'),
(110066, 'ruRU', 'Одеяние хранителя фонарей');

INSERT INTO item_enchantment_template (entry, ench, chance) VALUES
(9001, 901, 50),
(9001, 902, 30),
(9001, 903, 20),
(9002, 911, 60),
(9002, 912, 40);

INSERT INTO page_text (ID, Text, NextPageID) VALUES
(9001,
    'The Keeper''s Handbook$B$BRule the first: a lantern is lit at dusk.$BRule the second: dusk is when the Keeper says so.',
    9002),
(9002,
    'Rule the third: oil from the east shelf, wax from the west. Never both. We do not talk about the winter of both.',
    9003),
(9003, 'Rule the last: should all three lanterns go dark at once, shut the cellar door, and hold it.', 0),
(9004,
    'To the ladz. Take ALL the oil. No oil no lanterns. No lanterns no watch. No watch: THE CELLER IS OURS.$B$B- Rusk, King',
    0),
(9005,
    'Sergeant - wolves on the mill road again, and the lanterns were dark when they came. I do not like the two together. - Marra',
    0),
(9006, 'Here stood forty Keepers, one after the other. The forty-first is at lunch.', 0);

INSERT INTO page_text_locale (ID, locale, Text) VALUES
(9006, 'deDE', 'Hier standen vierzig Wächter, einer nach dem anderen. Der einundvierzigste ist zu Tisch.'),
(9006, 'frFR', 'Ici se tinrent quarante gardiens, l''un après l''autre. Le quarante et unième déjeune.'),
(9006, 'ruRU', 'Здесь стояли сорок хранителей, один за другим. Сорок первый обедает.');

INSERT INTO item_template_locale (ID, locale, Name, Description) VALUES
(110001, 'deDE', 'Haferkeks', ''),
(110001, 'frFR', 'Biscuit d''avoine', ''),
(110001, 'ruRU', 'Овсяное печенье', ''),
(110004, 'deDE', 'Pfützenwicker Dunkelbier', 'Mit Pfützen gebraut. Meist sauberen.'),
(110004, 'frFR', 'Brune de Flaquemèche', 'Brassée avec des flaques. Propres, pour la plupart.'),
(110004, 'ruRU', 'Падлвикский стаут', 'Сварен на лужах. В основном чистых.'),
(110005, 'deDE', '100% ehrlicher Kuchen', ''),
(110005, 'frFR', 'Tourte 100% honnête', ''),
(110005, 'ruRU', 'Честный на 100% пирог', ''),
(110006, 'deDE', 'Trank der Besserung', ''),
(110006, 'frFR', 'Potion de raccommodage', ''),
(110006, 'ruRU', 'Зелье поправки', ''),
(110011, 'deDE', 'Moosrückenfell', ''),
(110011, 'frFR', 'Peau de dos-moussu', ''),
(110011, 'ruRU', 'Шкура мохоспина', ''),
(110014, 'deDE', 'Scheckerz', ''),
(110014, 'frFR', 'Minerai de bringé', ''),
(110014, 'ruRU', 'Пестрая руда', ''),
(110016, 'deDE', 'Irrlichtblatt', ''),
(110016, 'frFR', 'Feuille-follette', ''),
(110016, 'ruRU', 'Лист блуждающего огонька', ''),
(110017, 'deDE', 'Mondfingerhut', ''),
(110017, 'frFR', 'Dé-de-lune', ''),
(110017, 'ruRU', 'Лунный напёрсток', ''),
(110020, 'deDE', 'Roher Schlammflosser', ''),
(110020, 'frFR', 'Nageoire-de-vase crue', ''),
(110020, 'ruRU', 'Сырой тинопёр', ''),
(110022, 'deDE', 'Glitzerstaub', ''),
(110022, 'frFR', 'Poussière scintillante', ''),
(110022, 'ruRU', 'Мерцающая пыль', ''),
(110026, 'deDE', 'Schimmeliger Stiefel', ''),
(110026, 'frFR', 'Botte moisie', ''),
(110026, 'ruRU', 'Заплесневелый сапог', ''),
(110031, 'deDE', 'Gestohlenes Laternenöl', ''),
(110031, 'frFR', 'Huile de lanterne volée', ''),
(110031, 'ruRU', 'Украденное фонарное масло', ''),
(110035, 'deDE', 'Wildes Bienenwachs', ''),
(110035, 'frFR', 'Cire d''abeille sauvage', ''),
(110035, 'ruRU', 'Дикий воск', ''),
(110036, 'deDE', 'Siegel des Salzbarons', ''),
(110036, 'frFR', 'Sceau du baron du sel', ''),
(110036, 'ruRU', 'Печать соляного барона', ''),
(110040, 'deDE', 'Schlüssel zum Ertrunkenen Keller', ''),
(110040, 'frFR', 'Clé de la Cave noyée', ''),
(110040, 'ruRU', 'Ключ от Затонувшего погреба', ''),
(110042, 'deDE', 'Fischertasche', ''),
(110042, 'frFR', 'Sacoche de pêcheur', ''),
(110042, 'ruRU', 'Рыбацкая сумка', ''),
(110051, 'deDE', 'Dornfußdolch', ''),
(110051, 'frFR', 'Dague pied-d''épine', ''),
(110051, 'ruRU', 'Кинжал Тернистой Ноги', ''),
(110053, 'deDE', 'Rusks Heckenbeil', ''),
(110053, 'frFR', 'Couperet de haie de Rusk', ''),
(110053, 'ruRU', 'Тесак Раска', ''),
(110054, 'deDE', 'Salzbarts Haken', ''),
(110054, 'frFR', 'Crochet de Barbesaumure', ''),
(110054, 'ruRU', 'Крюк Солёной Бороды', ''),
(110056, 'deDE', 'Anker der Ertrunkenen Flotte',
    'Er hat hundert Schiffe am Fleck gehalten. Das letzte beschwert sich noch.'),
(110056, 'frFR', 'Ancre de la flotte noyée', 'Elle a retenu cent navires. Le dernier se plaint encore.'),
(110056, 'ruRU', 'Якорь утонувшего флота', 'Он удержал сотню кораблей. Последний всё ещё ворчит.'),
(110064, 'deDE', 'Kapuze des Laternenwächters', ''),
(110064, 'frFR', 'Capuche du gardien des lanternes', ''),
(110064, 'ruRU', 'Капюшон хранителя фонарей', ''),
(110066, 'deDE', 'Robe des Laternenwächters', ''),
(110066, 'frFR', 'Robe du gardien des lanternes', ''),
(110066, 'ruRU', 'Одеяние хранителя фонарей', ''),
(110073, 'deDE', 'Ring des Salzbarons', ''),
(110073, 'frFR', 'Anneau du baron du sel', ''),
(110073, 'ruRU', 'Кольцо соляного барона', ''),
(110085, 'deDE', 'Zaumzeug des Apfelschimmels', ''),
(110085, 'frFR', 'Bride du poney pommelé', ''),
(110085, 'ruRU', 'Уздечка пятнистого пони', ''),
(110087, 'deDE', 'Leuchtende 🏮 Laterne', ''),
(110087, 'frFR', 'Lanterne 🏮 luisante', ''),
(110087, 'ruRU', 'Светящийся 🏮 фонарик', ''),
(110088, 'deDE', 'Äpfelkuchen nach Flößer Art', 'Der Fährmann backt.'),
(110088, 'frFR', 'Gâteau aux pommes du passeur', 'Le passeur fait la pâtisserie.'),
(110088, 'ruRU', 'Яблочный пирог паромщика', 'Паромщик печёт сам.'),
(110090, 'deDE', 'Hafenmarke', ''),
(110090, 'frFR', 'Marque du port', ''),
(110090, 'ruRU', 'Портовая марка', ''),
(110091, 'deDE', 'Großmutters Löffel', ''),
(110091, 'frFR', 'Cuillère de grand-mère', ''),
(110091, 'ruRU', 'Бабушкина ложка', '');
