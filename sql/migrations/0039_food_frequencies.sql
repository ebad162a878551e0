-- How often somebody usually eats what: the answers of one day, read and written whole.

CREATE TABLE food_frequencies (
  id         TEXT PRIMARY KEY NOT NULL,
  patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  answers    TEXT NOT NULL CHECK (json_type(answers) = 'object'),
  notes      TEXT,
  created_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX food_frequencies_patient ON food_frequencies (patient_id, created_at);
