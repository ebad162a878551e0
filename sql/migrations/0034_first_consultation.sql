-- The first consultation: what is asked once and kept, section by section; what the staff see when they
-- book; whom else to turn to; and what energy is prescribed.

ALTER TABLE patients ADD COLUMN alerts TEXT; -- one a line; seen by everybody who books
ALTER TABLE patients ADD COLUMN diagnoses TEXT;
ALTER TABLE patients ADD COLUMN medicines TEXT;
ALTER TABLE patients ADD COLUMN supplements TEXT;
ALTER TABLE patients ADD COLUMN surgery TEXT;
ALTER TABLE patients ADD COLUMN family_history TEXT;
ALTER TABLE patients ADD COLUMN bowel TEXT;
ALTER TABLE patients ADD COLUMN sleep TEXT;
ALTER TABLE patients ADD COLUMN physical_activity TEXT;
ALTER TABLE patients ADD COLUMN occupation TEXT;
ALTER TABLE patients ADD COLUMN household TEXT;
ALTER TABLE patients ADD COLUMN habits TEXT;
ALTER TABLE patients ADD COLUMN motivation TEXT;

CREATE TABLE patient_contacts (
  rowno        INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  patient_id   TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  role         TEXT NOT NULL CHECK (role IN ('REFERRING_DOCTOR', 'FAMILY_DOCTOR', 'SPECIALIST', 'THERAPIST',
                 'RELATIVE', 'GUARDIAN', 'CAREGIVER', 'OTHER_CONTACT')),
  name         TEXT NOT NULL,
  organisation TEXT,
  phone        TEXT,
  email        TEXT,
  address      TEXT,
  deleted_at   TEXT,
  deleted_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX patient_contacts_of_patient ON patient_contacts (patient_id, created_at);

-- Energy prescriptions: what a patient is to eat a day, with everything that it was worked out from. One is
-- never rewritten: the next takes its place.

CREATE TABLE energy_prescriptions (
  rowno             INTEGER PRIMARY KEY,
  id                TEXT NOT NULL UNIQUE,
  patient_id        TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  energy            TEXT NOT NULL CHECK (json_valid(energy)), -- equation, inputs, result, source
  needed_kcal       REAL NOT NULL, -- of a whole day, unrounded
  adjustment_kcal   REAL NOT NULL, -- below zero a deficit
  kcal              REAL NOT NULL, -- whole: what is prescribed
  protein_g_per_kg  REAL,
  protein_weight_kg REAL,
  protein_g         REAL,
  note              TEXT,
  deleted_at        TEXT,
  deleted_by        TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by        TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at        TEXT NOT NULL,
  CONSTRAINT protein_with_its_inputs CHECK ((protein_g_per_kg IS NULL) = (protein_g IS NULL)
    AND (protein_g IS NULL) = (protein_weight_kg IS NULL))
) STRICT;
CREATE INDEX energy_prescriptions_of_patient ON energy_prescriptions (patient_id, created_at);
CREATE TRIGGER energy_prescriptions_never_change
BEFORE UPDATE OF rowno, id, patient_id, energy, needed_kcal, adjustment_kcal, kcal, protein_g_per_kg,
  protein_weight_kg, protein_g, note, created_by, created_at ON energy_prescriptions BEGIN
  SELECT RAISE(ABORT, 'a prescription is never rewritten: write the next one');
END;
