-- What somebody ate, day by day: read and written whole, as plans are.

CREATE TABLE intakes (
  id         TEXT PRIMARY KEY,
  patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  kind       TEXT NOT NULL CHECK (kind IN ('recall', 'diary')),
  notes      TEXT,
  days       TEXT NOT NULL CHECK (json_type(days) = 'array'),
  created_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX intakes_patient ON intakes (patient_id, created_at);
