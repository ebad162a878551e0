-- Goals of a patient: a measure on its way from a start to a target, or a habit. Reached is what a
-- person says so of.

CREATE TABLE goals (
  rowno         INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  patient_id    TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  kind          TEXT NOT NULL CHECK (kind IN ('measure', 'habit')),
  measure       TEXT CHECK (measure IN ('weight_kg', 'waist_circumference_cm', 'hip_circumference_cm',
                  'body_fat_percentage', 'blood_pressure_systolic', 'blood_pressure_diastolic')),
  title         TEXT NOT NULL,
  start_value   REAL,
  start_date    TEXT,
  target_value  REAL,
  target_date   TEXT,
  current_value REAL, -- of a habit: how far it is, as somebody noted
  state         TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'reached', 'ended')),
  decided_by    TEXT REFERENCES users (id) ON DELETE RESTRICT,
  decided_at    TEXT,
  deleted_at    TEXT,
  deleted_by    TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by    TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by    TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  version       INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT goal_of_a_measure_names_it CHECK ((kind = 'measure') = (measure IS NOT NULL)),
  CONSTRAINT goal_decided_by_somebody CHECK ((state = 'open') = (decided_at IS NULL))
) STRICT;
CREATE INDEX goals_of_patient ON goals (patient_id, created_at);
