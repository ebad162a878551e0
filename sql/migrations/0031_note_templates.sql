-- Templates of notes, and blocks of text that are inserted at the cursor: a person's own, or the
-- clinic's.

CREATE TABLE note_templates (
  rowno                 INTEGER PRIMARY KEY,
  id                    TEXT NOT NULL UNIQUE,
  kind                  TEXT NOT NULL CHECK (kind IN ('note', 'block')),
  name                  TEXT NOT NULL,
  owner_id              TEXT REFERENCES users (id) ON DELETE RESTRICT,         -- none: the clinic's
  visit_type            TEXT REFERENCES visit_types (code) ON DELETE RESTRICT, -- none: of any
  language              TEXT CHECK (language IN ('en', 'fr')),                 -- none: of any
  chief_complaint       TEXT,
  assessment            TEXT,
  nutrition_diagnosis   TEXT,
  intervention          TEXT,
  monitoring_evaluation TEXT,
  recommendations       TEXT,
  text                  TEXT, -- of a block
  deleted_at            TEXT,
  deleted_by            TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by            TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by            TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at            TEXT NOT NULL,
  updated_at            TEXT NOT NULL,
  version               INTEGER NOT NULL DEFAULT 1
) STRICT;
