-- When patients are received. A timetable is the clinic's (it holds for every dietitian without one)
-- or one dietitian's own; until there is one, Monday to Friday from 8 to 19 hold. Hours are minutes
-- of the wall clock from midnight, so that they stay what they are when the clock is changed.

CREATE TABLE timetables (
  id           TEXT PRIMARY KEY NOT NULL,
  dietitian_id TEXT REFERENCES users (id) ON DELETE RESTRICT, -- none: the clinic's
  updated_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_at   TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT a_timetable_is_the_clinics_or_somebodys CHECK (id = ifnull(dietitian_id, 'clinic'))
) STRICT;

CREATE TABLE opening_hours (
  timetable_id TEXT NOT NULL REFERENCES timetables (id) ON DELETE CASCADE,
  weekday      INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- Monday is 1
  from_minute  INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute    INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
  PRIMARY KEY (timetable_id, weekday, from_minute),
  CONSTRAINT hours_end_after_they_begin CHECK (to_minute > from_minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE absences (
  rowno        INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  dietitian_id TEXT REFERENCES users (id) ON DELETE RESTRICT, -- none: the clinic is closed
  begins_at    TEXT NOT NULL,
  ends_at      TEXT NOT NULL,
  reason       TEXT,
  deleted_at   TEXT,
  deleted_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL,
  CONSTRAINT an_absence_ends_after_it_begins CHECK (ends_at > begins_at)
) STRICT;
