-- Exchange systems: groups of foods of which one exchange has about the same carbohydrate, protein,
-- fat and energy. All of them are the clinic's to change. The groups are one document, read and
-- written as a whole: {id, names, carried_by, carbohydrate, protein, fat, alcohol, kcal,
-- foods: [{food_id, grams}]}, figures of one exchange in g and kcal.

CREATE TABLE exchange_systems (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  source      TEXT, -- whose figures they are
  groups      TEXT NOT NULL DEFAULT '[]' CHECK (json_type(groups) = 'array'),
  is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)),
  created_by  TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by  TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  version     INTEGER NOT NULL DEFAULT 1
) STRICT;

INSERT INTO exchange_systems (id, name, source, groups, created_at, updated_at) VALUES
('00000000-0000-7000-a000-000000000101', 'US choices',
 'Academy of Nutrition and Dietetics, American Diabetes Association: Choose Your Foods (2008–2019)',
 '[
{"id":"00000000-0000-7000-a000-000000000201","names":{"en":"Starch","fr":"Féculents"},"carried_by":"carbohydrate","carbohydrate":15,"protein":3,"fat":1,"alcohol":null,"kcal":80,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000202","names":{"en":"Fruit","fr":"Fruits"},"carried_by":"carbohydrate","carbohydrate":15,"protein":0,"fat":0,"alcohol":null,"kcal":60,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000203","names":{"en":"Milk, fat-free","fr":"Lait écrémé"},"carried_by":"carbohydrate","carbohydrate":12,"protein":8,"fat":0,"alcohol":null,"kcal":100,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000204","names":{"en":"Milk, reduced fat","fr":"Lait demi-écrémé"},"carried_by":"carbohydrate","carbohydrate":12,"protein":8,"fat":5,"alcohol":null,"kcal":120,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000205","names":{"en":"Milk, whole","fr":"Lait entier"},"carried_by":"carbohydrate","carbohydrate":12,"protein":8,"fat":8,"alcohol":null,"kcal":160,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000206","names":{"en":"Sweets","fr":"Produits sucrés"},"carried_by":"carbohydrate","carbohydrate":15,"protein":null,"fat":null,"alcohol":null,"kcal":null,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000207","names":{"en":"Non-starchy vegetables","fr":"Légumes non féculents"},"carried_by":"carbohydrate","carbohydrate":5,"protein":2,"fat":0,"alcohol":null,"kcal":25,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000208","names":{"en":"Lean protein","fr":"Protéines maigres"},"carried_by":"protein","carbohydrate":0,"protein":7,"fat":2,"alcohol":null,"kcal":45,"foods":[]},
{"id":"00000000-0000-7000-a000-000000000209","names":{"en":"Medium-fat protein","fr":"Protéines mi-grasses"},"carried_by":"protein","carbohydrate":0,"protein":7,"fat":5,"alcohol":null,"kcal":75,"foods":[]},
{"id":"00000000-0000-7000-a000-00000000020a","names":{"en":"High-fat protein","fr":"Protéines grasses"},"carried_by":"protein","carbohydrate":0,"protein":7,"fat":8,"alcohol":null,"kcal":100,"foods":[]},
{"id":"00000000-0000-7000-a000-00000000020b","names":{"en":"Plant protein","fr":"Protéines végétales"},"carried_by":"protein","carbohydrate":null,"protein":7,"fat":null,"alcohol":null,"kcal":null,"foods":[]},
{"id":"00000000-0000-7000-a000-00000000020c","names":{"en":"Fat","fr":"Matières grasses"},"carried_by":"fat","carbohydrate":0,"protein":0,"fat":5,"alcohol":null,"kcal":45,"foods":[]},
{"id":"00000000-0000-7000-a000-00000000020d","names":{"en":"Alcohol","fr":"Alcool"},"carried_by":"alcohol","carbohydrate":0,"protein":0,"fat":0,"alcohol":14,"kcal":100,"foods":[]}
]', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'),
('00000000-0000-7000-a000-000000000102', 'Raciones de hidratos de carbono (10 g)', NULL, '[]',
 '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'),
('00000000-0000-7000-a000-000000000103', 'Rations glucidiques (15–20 g)', NULL, '[]',
 '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z');
