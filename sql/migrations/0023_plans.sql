-- Recipes and plans. Saving a recipe makes a version; what was planned with one keeps it. A plan is
-- read and written whole, so its days are one document; given, it holds the values it was made of
-- and never changes again.

CREATE TABLE recipes (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)),
  created_by  TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by  TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  version     INTEGER NOT NULL DEFAULT 1 -- the newest of its versions
) STRICT;
CREATE INDEX recipes_name ON recipes (name);

CREATE TABLE recipe_versions (
  recipe_id  TEXT NOT NULL REFERENCES recipes (id) ON DELETE RESTRICT,
  version    INTEGER NOT NULL,
  name       TEXT NOT NULL,
  servings   REAL NOT NULL CHECK (servings > 0),
  yield_g    REAL CHECK (yield_g > 0), -- cooked; without it as much as goes in
  steps      TEXT,
  created_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at TEXT NOT NULL,
  PRIMARY KEY (recipe_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE recipe_items (
  recipe_id TEXT NOT NULL,
  version   INTEGER NOT NULL,
  position  INTEGER NOT NULL,
  food_id   TEXT REFERENCES foods (id) ON DELETE RESTRICT,
  inner_id  TEXT REFERENCES recipes (id) ON DELETE RESTRICT, -- in its newest version
  grams     REAL NOT NULL CHECK (grams >= 0), -- raw
  note      TEXT,
  PRIMARY KEY (recipe_id, version, position),
  FOREIGN KEY (recipe_id, version) REFERENCES recipe_versions (recipe_id, version) ON DELETE RESTRICT,
  CHECK ((food_id IS NULL) <> (inner_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX recipe_items_inner ON recipe_items (inner_id) WHERE inner_id IS NOT NULL;
CREATE INDEX recipe_items_food ON recipe_items (food_id) WHERE food_id IS NOT NULL;

CREATE TABLE plans (
  id         TEXT PRIMARY KEY,
  patient_id TEXT REFERENCES patients (id) ON DELETE RESTRICT, -- none: a template
  title      TEXT NOT NULL,
  from_date  TEXT,
  to_date    TEXT,
  status     TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'given', 'ended')),
  notes      TEXT,
  targets    TEXT NOT NULL DEFAULT '[]' CHECK (json_type(targets) = 'array'),
  energy     TEXT CHECK (energy IS NULL OR json_type(energy) = 'object'), -- equation, inputs, result
  days       TEXT NOT NULL DEFAULT '[]' CHECK (json_type(days) = 'array'),
  pantry     TEXT CHECK (pantry IS NULL OR json_valid(pantry)), -- foods and recipes as they were when it was given
  given_at   TEXT,
  given_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  ended_at   TEXT,
  created_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  CHECK (status = 'draft' OR (patient_id IS NOT NULL AND pantry IS NOT NULL AND given_at IS NOT NULL))
) STRICT;
CREATE INDEX plans_patient ON plans (patient_id, created_at);

CREATE TRIGGER plans_given_stay BEFORE UPDATE ON plans
WHEN old.status <> 'draft' AND (new.status = 'draft' OR new.patient_id IS NOT old.patient_id
  OR new.title IS NOT old.title OR new.from_date IS NOT old.from_date OR new.to_date IS NOT old.to_date
  OR new.notes IS NOT old.notes OR new.targets IS NOT old.targets OR new.energy IS NOT old.energy
  OR new.days IS NOT old.days OR new.pantry IS NOT old.pantry OR new.given_at IS NOT old.given_at)
BEGIN
  SELECT raise(ABORT, 'a plan that was given does not change');
END;
CREATE TRIGGER plans_given_are_kept BEFORE DELETE ON plans WHEN old.status <> 'draft'
BEGIN
  SELECT raise(ABORT, 'a plan that was given does not change');
END;
