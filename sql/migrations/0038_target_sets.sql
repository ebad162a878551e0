-- Sets of targets of the clinic's own, read and written whole: what a day shall have of each nutrient.

CREATE TABLE target_sets (
  id         TEXT PRIMARY KEY NOT NULL,
  name       TEXT NOT NULL,
  source     TEXT,
  sex        TEXT CHECK (sex IN ('MALE', 'FEMALE')),
  from_years INTEGER CHECK (from_years >= 0),
  to_years   INTEGER CHECK (to_years >= 0),
  state      TEXT CHECK (state IN ('pregnant', 'lactating')),
  targets    TEXT NOT NULL CHECK (json_type(targets) = 'array'),
  created_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;
