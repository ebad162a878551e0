-- A recipe holds its inner recipes in a version, as a plan holds its recipes: what is planned changes by an
-- act alone. What is there is held in the versions that it was computed with until now, the newest.
CREATE TABLE recipe_items_next (
  recipe_id     TEXT NOT NULL,
  version       INTEGER NOT NULL,
  position      INTEGER NOT NULL,
  food_id       TEXT REFERENCES foods (id) ON DELETE RESTRICT,
  inner_id      TEXT REFERENCES recipes (id) ON DELETE RESTRICT,
  inner_version INTEGER,
  grams         REAL NOT NULL CHECK (grams >= 0), -- raw
  note          TEXT,
  PRIMARY KEY (recipe_id, version, position),
  FOREIGN KEY (recipe_id, version) REFERENCES recipe_versions (recipe_id, version) ON DELETE RESTRICT,
  FOREIGN KEY (inner_id, inner_version) REFERENCES recipe_versions (recipe_id, version) ON DELETE RESTRICT,
  CHECK ((food_id IS NULL) <> (inner_id IS NULL)),
  CHECK ((inner_id IS NULL) = (inner_version IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO recipe_items_next (recipe_id, version, position, food_id, inner_id, inner_version, grams, note)
SELECT i.recipe_id, i.version, i.position, i.food_id, i.inner_id, r.version, i.grams, i.note
FROM recipe_items i LEFT JOIN recipes r ON r.id = i.inner_id;

DROP TABLE recipe_items;
ALTER TABLE recipe_items_next RENAME TO recipe_items;
CREATE INDEX recipe_items_inner ON recipe_items (inner_id) WHERE inner_id IS NOT NULL;
CREATE INDEX recipe_items_food ON recipe_items (food_id) WHERE food_id IS NOT NULL;
