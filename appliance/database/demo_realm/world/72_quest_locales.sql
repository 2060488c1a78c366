-- Quests in German, French and Russian.

CREATE TABLE quest_template_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, Title mediumtext,
    Details mediumtext, Objectives mediumtext, EndText mediumtext, CompletedText mediumtext,
    ObjectiveText1 mediumtext, ObjectiveText2 mediumtext, ObjectiveText3 mediumtext,
    ObjectiveText4 mediumtext, VerifiedBuild int, PRIMARY KEY (ID, locale)
);

CREATE TABLE quest_offer_reward_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, RewardText mediumtext,
    VerifiedBuild int, PRIMARY KEY (ID, locale)
);

CREATE TABLE quest_request_items_locale (
    ID int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, CompletionText mediumtext,
    VerifiedBuild int, PRIMARY KEY (ID, locale)
);

INSERT INTO quest_template_locale (ID, locale, Title, Details, Objectives, CompletedText,
    ObjectiveText1, ObjectiveText2, ObjectiveText3) VALUES
(120001, 'deDE', 'Ein Brief für die Wache',
    'Gib das der Wachtmeisterin in die Hand, $N, und sonst niemandem.$B$BSie liest langsam, also bleib bis zum Schluss.',
    'Bringt den versiegelten Brief zu Wachtmeister Pell Brackwasser.', 'Kehrt zurück.', '', '', ''),
(120001, 'frFR', 'Une lettre pour le Guet',
    'Mets ceci dans la main du sergent, $N, et nulle part ailleurs.',
    'Apportez la lettre scellée au sergent Pell Eausaumâtre.', 'Revenez.', '', '', ''),
(120001, 'ruRU', 'Письмо для стражи', 'Отдай это сержанту в руки, $N, и никому больше.',
    'Отнесите запечатанное письмо сержанту Пеллу Брэкуотеру.', 'Возвращайтесь.', '', '', ''),
(120002, 'deDE', 'Zähne im Dunkeln',
    'Die Laternen gingen aus, und die Wölfe kamen die Mühlstraße herauf, als wären sie eingeladen.',
    'Tötet 8 Moosrückenwölfe und den Rudelführer im Irrwald.', 'Kehrt zurück.', '', '', ''),
(120002, 'frFR', 'Des crocs dans le noir',
    'Les lanternes se sont éteintes, et les loups sont montés comme si on les avait invités.',
    'Tuez 8 loups dos-moussus et leur meneur.', 'Revenez.', '', '', ''),
(120002, 'ruRU', 'Зубы во тьме', 'Фонари погасли, и волки пришли по мельничной дороге, словно их звали.',
    'Убейте 8 мохоспинных волков и вожака стаи.', 'Возвращайтесь.', '', '', ''),
(120003, 'deDE', 'Öl für die Laternen', 'Kein Öl, kein Licht.',
    'Sammelt 6 Flaschen gestohlenes Laternenöl.', 'Kehrt zurück.', '', '', ''),
(120003, 'frFR', 'De l''huile pour les lanternes', 'Pas d''huile, pas de lumière.',
    'Récupérez 6 fioles d''huile de lanterne volée.', 'Revenez.', '', '', ''),
(120003, 'ruRU', 'Масло для фонарей', 'Нет масла, нет света.',
    'Соберите 6 склянок украденного фонарного масла.', 'Возвращайтесь.', '', '', ''),
(120005, 'deDE', 'Entzündet die drei Laternen', 'Drei Dochte, drei Laternen, ein Abend.',
    'Entzündet die Laternen am Nordtor, am Kai und an der alten Mühle.', 'Kehrt zurück.',
    'Nordtor erleuchtet', 'Kai erleuchtet', 'Alte Mühle erleuchtet'),
(120005, 'frFR', 'Allumez les trois lanternes', 'Trois mèches, trois lanternes, un soir.',
    'Allumez les lanternes de la porte nord, du quai et du vieux moulin.', 'Revenez.',
    'Porte nord éclairée', 'Quai éclairé', 'Vieux moulin éclairé'),
(120005, 'ruRU', 'Зажгите три фонаря', 'Три фитиля, три фонаря, один вечер.',
    'Зажгите фонари у северных ворот, на причале и у старой мельницы.', 'Возвращайтесь.', 'Ворота освещены',
    'Причал освещён', 'Мельница освещена'),
(120008, 'deDE', 'Der Ertrunkene Keller', 'Der Mann, der das Öl verkaufte, ist nie gegangen, $N.',
    'Besiegt Baron Salzbart und bringt Kapitänin Marrow sein Siegel.', 'Kehrt zurück.', '', '', ''),
(120008, 'frFR', 'La Cave noyée', 'L''homme qui vendait l''huile n''est jamais parti, $N.',
    'Battez le baron Barbesaumure et rapportez son sceau.', 'Revenez.', '', '', ''),
(120008, 'ruRU', 'Затонувший погреб', 'Человек, продававший масло, так и не ушёл, $N.',
    'Победите барона и принесите его печать капитану Марроу.', 'Возвращайтесь.', '', '', ''),
(120017, 'deDE', 'Gesucht: Der alte Grizzeldach', 'GESUCHT, von allen, die einen Zaun besitzen.',
    'Bringt Wachtmeister Pell Brackwasser ein Ohr.', 'Kehrt zurück.', '', '', ''),
(120017, 'frFR', 'Recherché : Vieux Grisechaume', 'RECHERCHÉ par tous ceux qui possèdent une clôture.',
    'Apportez une oreille au sergent.', 'Revenez.', '', '', ''),
(120017, 'ruRU', 'Разыскивается: Старый Гриззлтатч', 'РАЗЫСКИВАЕТСЯ всеми, у кого есть забор.',
    'Принесите ухо сержанту.', 'Возвращайтесь.', '', '', '');

INSERT INTO quest_offer_reward_locale (ID, locale, RewardText) VALUES
(120002, 'deDE', 'Es ist also wieder still. Nehmt Euch etwas vom Ständer.'),
(120002, 'frFR', 'Le calme est revenu. Servez-vous au râtelier.'),
(120002, 'ruRU', 'Значит, снова тихо. Выбирай со стойки.'),
(120008, 'deDE', 'Gestrichen. In Rot, und unterstrichen.'),
(120008, 'ruRU', 'Вычеркнут. Красным, и дважды.');

INSERT INTO quest_request_items_locale (ID, locale, CompletionText) VALUES
(120002, 'deDE', 'Ich höre es noch heulen, $N.'),
(120002, 'frFR', 'J''entends encore hurler, $N.'),
(120008, 'deDE', 'Ist er aus dem Hauptbuch gestrichen?');
