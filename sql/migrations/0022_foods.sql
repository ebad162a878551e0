-- Foods and what is in them. A table of foods is a source; one import is one edition, which is never
-- edited: the next one retires it, and what was planned with it stays. What a clinic writes itself
-- stands in a source of its own.

CREATE TABLE food_sources (
  rowno       INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  family      TEXT NOT NULL, -- editions of one table: the newest is in use
  name        TEXT NOT NULL,
  edition     TEXT NOT NULL,
  language    TEXT NOT NULL CHECK (language IN ('en', 'fr', 'de')), -- of its own names
  licence     TEXT NOT NULL,
  citation    TEXT NOT NULL, -- shown wherever its values are
  url         TEXT,
  note        TEXT, -- how its carbohydrate and energy are to be read
  sha256      TEXT UNIQUE, -- of the file that it came in
  state       TEXT NOT NULL CHECK (state IN ('loading', 'active', 'retired')),
  foods       INTEGER NOT NULL DEFAULT 0 CHECK (foods >= 0),
  report      TEXT CHECK (report IS NULL OR json_valid(report)), -- what the import said
  imported_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  imported_at TEXT NOT NULL,
  updated_at  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX food_sources_in_use ON food_sources (family) WHERE state = 'active';

CREATE TABLE foods (
  rowno              INTEGER PRIMARY KEY, -- within a source in the order of a search: shorter names first
  id                 TEXT NOT NULL UNIQUE,
  source_no          INTEGER NOT NULL REFERENCES food_sources (rowno) ON DELETE RESTRICT,
  code               TEXT NOT NULL,
  name               TEXT NOT NULL, -- in the language of its source
  names              TEXT NOT NULL CHECK (json_type(names) = 'object'), -- by language
  scientific_name    TEXT,
  group_path         TEXT NOT NULL DEFAULT '[]' CHECK (json_type(group_path) = 'array'), -- three at most
  edible_share       REAL CHECK (edible_share BETWEEN 0 AND 100), -- percent of what is bought
  density            REAL CHECK (density > 0), -- g/ml
  carbohydrate_basis TEXT NOT NULL
    CHECK (carbohydrate_basis IN ('available', 'monosaccharide_equivalents', 'by_difference')),
  is_average         INTEGER NOT NULL DEFAULT 0 CHECK (is_average IN (0, 1)), -- a mean of several foods
  is_archived        INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)), -- a clinic's own, put away
  derived_from       INTEGER REFERENCES foods (rowno) ON DELETE RESTRICT, -- the one that it is a copy of
  words              TEXT NOT NULL, -- of all its names, as searches have them
  sorted_en          TEXT NOT NULL, -- the name that a reader of English sees, folded
  sorted_fr          TEXT NOT NULL,
  created_by         TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by         TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at         TEXT NOT NULL,
  updated_at         TEXT NOT NULL,
  version            INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT foods_code_unique UNIQUE (source_no, code)
) STRICT;

-- Per 100 g of the edible part. No row is the same as a missing value.
CREATE TABLE food_values (
  food_no    INTEGER NOT NULL REFERENCES foods (rowno) ON DELETE CASCADE,
  tag        TEXT NOT NULL, -- of the nutrient
  state      TEXT NOT NULL CHECK (state IN ('value', 'trace', 'less_than', 'missing')),
  amount     REAL CHECK (amount >= 0),
  upper      REAL CHECK (upper >= 0), -- what it is less than
  least      REAL,
  most       REAL,
  confidence TEXT CHECK (confidence IN ('A', 'B', 'C', 'D')),
  rule       TEXT, -- how it was converted or computed, where it was
  source     TEXT, -- what the table says there, where the value does not say it
  PRIMARY KEY (food_no, tag),
  CHECK ((state = 'value') = (amount IS NOT NULL) AND (state = 'less_than') = (upper IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE food_portions (
  rowno      INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  food_no    INTEGER NOT NULL REFERENCES foods (rowno) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  names      TEXT NOT NULL CHECK (json_type(names) = 'object'), -- by language
  grams      REAL NOT NULL CHECK (grams > 0), -- of one
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1))
) STRICT;

-- What somebody has starred, and what they used last.
CREATE TABLE food_marks (
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  food_no     INTEGER NOT NULL REFERENCES foods (rowno) ON DELETE CASCADE,
  is_favourite INTEGER NOT NULL DEFAULT 0 CHECK (is_favourite IN (0, 1)),
  used_at     TEXT,
  PRIMARY KEY (user_id, food_no)
) STRICT, WITHOUT ROWID;

-- Words come folded and parted by blanks; the beginnings of words, up to six letters, are terms.
CREATE VIRTUAL TABLE foods_search USING fts5 (
  words, content = 'foods', content_rowid = 'rowno', detail = 'none', columnsize = 0,
  prefix = '1 2 3 4 5 6', tokenize = 'ascii'
);
CREATE TRIGGER foods_search_insert AFTER INSERT ON foods BEGIN
  INSERT INTO foods_search (rowid, words) VALUES (new.rowno, new.words);
END;
CREATE TRIGGER foods_search_update AFTER UPDATE OF words ON foods WHEN old.words IS NOT new.words BEGIN
  INSERT INTO foods_search (foods_search, rowid, words) VALUES ('delete', old.rowno, old.words);
  INSERT INTO foods_search (rowid, words) VALUES (new.rowno, new.words);
END;
CREATE TRIGGER foods_search_delete AFTER DELETE ON foods BEGIN
  INSERT INTO foods_search (foods_search, rowid, words) VALUES ('delete', old.rowno, old.words);
END;

INSERT INTO food_sources
  (rowno, id, family, name, edition, language, licence, citation, state, imported_at, updated_at)
VALUES
  (1, '00000000-0000-7000-a000-000000000001', 'clinic', 'Own foods', '', 'en', '', '', 'active',
   '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z');

INSERT INTO permissions (id, name, resource, action, created_at) VALUES
  ('00000000-0000-7000-9000-000000000101', 'nutrition.read',   'nutrition', 'read',   '2026-01-01T00:00:00.000Z'),
  ('00000000-0000-7000-9000-000000000102', 'nutrition.plan',   'nutrition', 'plan',   '2026-01-01T00:00:00.000Z'),
  ('00000000-0000-7000-9000-000000000103', 'nutrition.manage', 'nutrition', 'manage', '2026-01-01T00:00:00.000Z');
INSERT INTO role_permissions (role_id, permission_id, created_at)
SELECT r.id, p.id, '2026-01-01T00:00:00.000Z'
FROM permissions p JOIN roles r
  ON r.name IN ('ADMIN', 'DIETITIAN') OR (p.action = 'read' AND r.name IN ('ASSISTANT', 'VIEWER'))
WHERE p.resource = 'nutrition';
