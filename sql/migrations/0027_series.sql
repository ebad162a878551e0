-- When a consultation began; visits that were booked together; and who waits for an earlier time.

ALTER TABLE visits ADD COLUMN started_at TEXT;
ALTER TABLE visits ADD COLUMN series_id TEXT;

CREATE TABLE waiting_list (
  rowno        INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  patient_id   TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  dietitian_id TEXT REFERENCES users (id) ON DELETE RESTRICT, -- none: with anybody
  not_before   TEXT,                                          -- civil days; none: any
  not_after    TEXT,
  minutes      INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 480),
  note         TEXT,
  deleted_at   TEXT,
  deleted_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL,
  CONSTRAINT waits_for_days_in_order CHECK (not_before IS NULL OR not_after IS NULL OR not_after >= not_before)
) STRICT;
