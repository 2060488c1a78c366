-- Accounts nobody can log in to: they have no key.

CREATE TABLE account (
    id int unsigned NOT NULL, username varchar(32) NOT NULL DEFAULT '', salt varbinary(32) NOT
    NULL, verifier varbinary(32) NOT NULL, session_key_auth varbinary(40), session_key_bnet
    varbinary(64), totp_secret varbinary(128), email varchar(255) NOT NULL DEFAULT '',
    reg_mail varchar(255) NOT NULL DEFAULT '', joindate timestamp NOT NULL DEFAULT
    CURRENT_TIMESTAMP, last_ip varchar(15) NOT NULL DEFAULT '127.0.0.1', last_attempt_ip varchar(15)
    NOT NULL DEFAULT '127.0.0.1', failed_logins int unsigned NOT NULL DEFAULT 0, locked tinyint
    unsigned NOT NULL DEFAULT 0, lock_country varchar(2) NOT NULL DEFAULT '00', last_login timestamp
    NULL, `online` tinyint unsigned NOT NULL DEFAULT 0, expansion tinyint unsigned NOT NULL
    DEFAULT 2, mutetime bigint NOT NULL DEFAULT 0, mutereason varchar(255) NOT NULL DEFAULT '',
    muteby varchar(50) NOT NULL DEFAULT '', locale tinyint unsigned NOT NULL DEFAULT 0, os
    varchar(3) NOT NULL DEFAULT '', timezone_offset smallint NOT NULL DEFAULT 0, recruiter int
    unsigned NOT NULL DEFAULT 0, PRIMARY KEY (id)
);
INSERT INTO account (id, username, salt, verifier, session_key_auth) VALUES
    (1, 'LANTERN', '', '', NULL),
    (2, 'MARSHLIGHT', '', '', NULL),
    (3, 'THIMBLE', '', '', NULL),
    (4, 'BRISTLE', '', '', NULL);

CREATE TABLE account_access (
    AccountID int unsigned NOT NULL, SecurityLevel tinyint unsigned NOT NULL, RealmID int NOT NULL
    DEFAULT -1, Comment varchar(255), PRIMARY KEY (AccountID, RealmID)
);

CREATE TABLE realmlist (
    id int unsigned NOT NULL, name varchar(32) NOT NULL DEFAULT '', address varchar(255) NOT NULL
    DEFAULT '127.0.0.1', localAddress varchar(255) NOT NULL DEFAULT '127.0.0.1', localSubnetMask
    varchar(255) NOT NULL DEFAULT '255.255.255.0', port smallint unsigned NOT NULL DEFAULT 8085,
    icon tinyint unsigned NOT NULL DEFAULT 0, flag tinyint unsigned NOT NULL DEFAULT 2, timezone
    tinyint unsigned NOT NULL DEFAULT 0, allowedSecurityLevel tinyint unsigned NOT NULL DEFAULT 0,
    population float NOT NULL DEFAULT 0, gamebuild int unsigned NOT NULL DEFAULT 12340, PRIMARY
    KEY (id)
);
INSERT INTO realmlist (id, name, flag, population) VALUES
    (1, 'Puddlewick', 0, 0.2);

CREATE TABLE realmcharacters (
    realmid int unsigned NOT NULL DEFAULT 0, acctid int unsigned NOT NULL, numchars tinyint
    unsigned NOT NULL DEFAULT 0, PRIMARY KEY (realmid, acctid)
);
INSERT INTO realmcharacters (realmid, acctid, numchars) VALUES
    (1, 1, 2),
    (1, 2, 2),
    (1, 3, 2),
    (1, 4, 2);

CREATE TABLE uptime (
    realmid int unsigned NOT NULL, starttime int unsigned NOT NULL DEFAULT 0, uptime int unsigned
    NOT NULL DEFAULT 0, maxplayers smallint unsigned NOT NULL DEFAULT 0, revision varchar(255) NOT
    NULL DEFAULT 'Trinitycore', PRIMARY KEY (realmid, starttime)
);
INSERT INTO uptime (realmid, starttime, uptime, maxplayers, revision) VALUES
    (1, 1700000000, 86400, 3, 'demo');
