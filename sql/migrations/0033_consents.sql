-- Consents: the texts that patients agree to, each in its languages and editions, and who agreed to which
-- of them when. An edition never changes: a new one takes its place; and what was given stays what it was.

CREATE TABLE consent_texts (
  rowno      INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  code       TEXT NOT NULL, -- what it is about, the same in every language and edition
  language   TEXT NOT NULL CHECK (language IN ('en', 'fr')),
  edition    INTEGER NOT NULL CHECK (edition > 0),
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  retired_at TEXT, -- no longer asked for
  created_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at TEXT NOT NULL,
  CONSTRAINT consent_edition_once UNIQUE (code, language, edition)
) STRICT;
CREATE TRIGGER consent_texts_never_change
BEFORE UPDATE OF rowno, id, code, language, edition, title, body, created_by, created_at ON consent_texts BEGIN
  SELECT RAISE(ABORT, 'a text that people agree to does not change: write a new edition');
END;
CREATE TRIGGER consent_texts_never_go BEFORE DELETE ON consent_texts BEGIN
  SELECT RAISE(ABORT, 'a text that people agree to is never deleted');
END;
CREATE TRIGGER consent_texts_never_replaced BEFORE INSERT ON consent_texts
WHEN EXISTS (SELECT 1 FROM consent_texts WHERE rowno = new.rowno)
  OR EXISTS (SELECT 1 FROM consent_texts WHERE id = new.id)
  OR EXISTS (SELECT 1 FROM consent_texts
             WHERE code = new.code AND language = new.language AND edition = new.edition) BEGIN
  SELECT RAISE(ABORT, 'a text that people agree to is never replaced: write a new edition');
END;

CREATE TABLE consents (
  rowno        INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  patient_id   TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  text_id      TEXT NOT NULL REFERENCES consent_texts (id) ON DELETE RESTRICT,
  given_at     TEXT NOT NULL,
  given_by     TEXT, -- who agreed for the patient: a parent, a guardian
  witness      TEXT,
  document_id  TEXT REFERENCES documents (id) ON DELETE RESTRICT, -- the signed paper, scanned
  withdrawn_at TEXT,
  deleted_at   TEXT, -- written down by mistake
  deleted_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT withdrawn_after_given CHECK (withdrawn_at IS NULL OR withdrawn_at >= given_at)
) STRICT;
CREATE INDEX consents_of_patient ON consents (patient_id, given_at);
CREATE TRIGGER consents_stay_with_their_text
BEFORE UPDATE OF rowno, id, patient_id, text_id, given_at ON consents BEGIN
  SELECT RAISE(ABORT, 'a consent stays with the edition, the person and the day it was given to, by and on');
END;
