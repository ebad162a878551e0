-- When the server backs itself up, how many of its copies stay, and what checking them came to.

CREATE TABLE backup_plan (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  is_on         INTEGER NOT NULL DEFAULT 1 CHECK (is_on IN (0, 1)),
  hour          INTEGER NOT NULL DEFAULT 1 CHECK (hour BETWEEN 0 AND 23),
  keep_daily    INTEGER NOT NULL DEFAULT 7 CHECK (keep_daily BETWEEN 1 AND 366),
  keep_weekly   INTEGER NOT NULL DEFAULT 5 CHECK (keep_weekly BETWEEN 0 AND 520),
  keep_monthly  INTEGER NOT NULL DEFAULT 12 CHECK (keep_monthly BETWEEN 0 AND 240),
  -- Every copy goes there too: a USB disk, a share.
  second_folder TEXT,
  -- The first copy is due at the first such hour after this instant.
  since         TEXT NOT NULL,
  updated_by    TEXT,
  updated_at    TEXT NOT NULL,
  version       INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO backup_plan (id, since, updated_at)
VALUES (1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

ALTER TABLE backup_runs ADD COLUMN origin TEXT NOT NULL DEFAULT 'MANUAL'
  CHECK (origin IN ('MANUAL', 'SCHEDULE', 'RESTORE'));
-- What kept the copy from the second folder.
ALTER TABLE backup_runs ADD COLUMN second_error TEXT;

CREATE TABLE backup_checks (
  -- The file's name in the folder of the copies.
  name       TEXT PRIMARY KEY NOT NULL,
  checked_at TEXT NOT NULL,
  -- What is wrong with it; null when nothing is.
  error      TEXT
) STRICT;
