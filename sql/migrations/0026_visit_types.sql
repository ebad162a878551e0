-- What an appointment is for, as the clinic calls it: the five that the contract knows, which stay,
-- and the clinic's own. A visit and an entry of the price list name one; so the list of words that
-- their columns took gives way to a reference.

CREATE TABLE visit_types (
  code       TEXT PRIMARY KEY NOT NULL,
  name       TEXT,                        -- none: the word of the reader's language
  minutes    INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 480),
  service_id TEXT REFERENCES services (id) ON DELETE SET NULL,
  colour     TEXT NOT NULL,
  is_first   INTEGER NOT NULL DEFAULT 0 CHECK (is_first IN (0, 1)), -- offered to a new patient
  is_hidden  INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1)),
  updated_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_at TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO visit_types (code, minutes, colour, is_first, updated_at) VALUES
  ('INITIAL_CONSULTATION', 60, 'violet', 1, '2026-01-01T00:00:00.000Z'),
  ('FOLLOW_UP',            30, 'sky',    0, '2026-01-01T00:00:00.000Z'),
  ('EMERGENCY',            30, 'plum',   0, '2026-01-01T00:00:00.000Z'),
  ('ONLINE',               30, 'teal',   0, '2026-01-01T00:00:00.000Z'),
  ('IN_PERSON',            60, 'olive',  0, '2026-01-01T00:00:00.000Z');

-- They name the column; every start makes them anew.
DROP INDEX IF EXISTS idx_visits_figures;
DROP INDEX IF EXISTS idx_visits_report;
ALTER TABLE visits ADD COLUMN named_type TEXT REFERENCES visit_types (code) ON DELETE RESTRICT;
UPDATE visits SET named_type = visit_type WHERE visit_type IS NOT NULL;
ALTER TABLE visits DROP COLUMN visit_type;
ALTER TABLE visits RENAME COLUMN named_type TO visit_type;

ALTER TABLE services ADD COLUMN named_type TEXT REFERENCES visit_types (code) ON DELETE RESTRICT;
UPDATE services SET named_type = visit_type WHERE visit_type IS NOT NULL;
ALTER TABLE services DROP COLUMN visit_type;
ALTER TABLE services RENAME COLUMN named_type TO visit_type;
