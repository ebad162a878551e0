-- Signed notes: what a visit's note said when somebody put their name to it, and what was measured
-- then. A signed note never changes, whoever asks and by whatever statement; the way on is an
-- amendment with its reason, after which it is signed again.

CREATE TABLE visit_signatures (
  rowno                 INTEGER PRIMARY KEY,
  visit_id              TEXT NOT NULL REFERENCES visits (id) ON DELETE RESTRICT,
  edition               INTEGER NOT NULL CHECK (edition > 0),
  chief_complaint       TEXT,
  assessment            TEXT,
  nutrition_diagnosis   TEXT,
  intervention          TEXT,
  monitoring_evaluation TEXT,
  recommendations       TEXT,
  private_notes         TEXT,
  figures               TEXT NOT NULL, -- JSON: the measurements as they stood
  digest                TEXT NOT NULL, -- SHA-256 of all of it, which the audit's chain covers
  signed_by             TEXT NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  signed_at             TEXT NOT NULL,
  CONSTRAINT signed_once UNIQUE (visit_id, edition)
) STRICT;

-- Why an edition was opened again.
CREATE TABLE visit_amendments (
  rowno     INTEGER PRIMARY KEY,
  visit_id  TEXT NOT NULL REFERENCES visits (id) ON DELETE RESTRICT,
  edition   INTEGER NOT NULL, -- the one that is amended
  reason    TEXT NOT NULL,
  opened_by TEXT NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  opened_at TEXT NOT NULL,
  CONSTRAINT amended_once UNIQUE (visit_id, edition),
  FOREIGN KEY (visit_id, edition) REFERENCES visit_signatures (visit_id, edition) ON DELETE RESTRICT
) STRICT;

ALTER TABLE visits ADD COLUMN signed_at TEXT;
ALTER TABLE visits ADD COLUMN edition INTEGER NOT NULL DEFAULT 0; -- how often it was signed

CREATE TRIGGER visits_signed_never_change BEFORE UPDATE ON visits
WHEN old.signed_at IS NOT NULL AND (
  old.id IS NOT new.id OR old.rowno IS NOT new.rowno OR old.patient_id IS NOT new.patient_id
  OR old.chief_complaint IS NOT new.chief_complaint OR old.assessment IS NOT new.assessment
  OR old.nutrition_diagnosis IS NOT new.nutrition_diagnosis OR old.intervention IS NOT new.intervention
  OR old.monitoring_evaluation IS NOT new.monitoring_evaluation
  OR old.recommendations IS NOT new.recommendations OR old.private_notes IS NOT new.private_notes) BEGIN
  SELECT RAISE(ABORT, 'SIGNED: a signed note does not change');
END;
CREATE TRIGGER visits_signed_never_hide BEFORE UPDATE OF deleted_at ON visits
WHEN old.edition > 0 AND new.deleted_at IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'SIGNED: a visit with a signed note is not deleted');
END;
CREATE TRIGGER visits_signed_never_go BEFORE DELETE ON visits
WHEN old.edition > 0 BEGIN
  SELECT RAISE(ABORT, 'SIGNED: a visit with a signed note is not deleted');
END;
CREATE TRIGGER visits_signed_never_replaced BEFORE INSERT ON visits
WHEN new.signed_at IS NOT NULL OR new.edition <> 0
  OR EXISTS (SELECT 1 FROM visits WHERE id = new.id AND edition > 0)
  OR EXISTS (SELECT 1 FROM visits WHERE rowno = new.rowno AND edition > 0) BEGIN
  SELECT RAISE(ABORT, 'SIGNED: a signed note is not replaced, and no visit begins signed');
END;
-- Signed by its signature alone, open by its amendment alone.
CREATE TRIGGER visits_signed_by_signature BEFORE UPDATE OF signed_at, edition ON visits
WHEN (old.signed_at IS NOT new.signed_at OR old.edition IS NOT new.edition) AND NOT (
  old.signed_at IS NULL AND new.edition = old.edition + 1 AND EXISTS (
    SELECT 1 FROM visit_signatures s
    WHERE s.visit_id = new.id AND s.edition = new.edition AND s.signed_at = new.signed_at)
  OR new.signed_at IS NULL AND new.edition = old.edition AND EXISTS (
    SELECT 1 FROM visit_amendments a WHERE a.visit_id = new.id AND a.edition = old.edition)) BEGIN
  SELECT RAISE(ABORT, 'SIGNED: a note is signed by its signature and opened by its amendment');
END;

CREATE TRIGGER visit_signatures_never_change BEFORE UPDATE ON visit_signatures BEGIN
  SELECT RAISE(ABORT, 'signatures never change');
END;
CREATE TRIGGER visit_signatures_never_go BEFORE DELETE ON visit_signatures BEGIN
  SELECT RAISE(ABORT, 'signatures are never deleted');
END;
CREATE TRIGGER visit_signatures_never_replaced BEFORE INSERT ON visit_signatures
WHEN EXISTS (SELECT 1 FROM visit_signatures WHERE rowno = new.rowno)
  OR EXISTS (SELECT 1 FROM visit_signatures WHERE visit_id = new.visit_id AND edition = new.edition) BEGIN
  SELECT RAISE(ABORT, 'signatures are never replaced');
END;
CREATE TRIGGER visit_amendments_never_change BEFORE UPDATE ON visit_amendments BEGIN
  SELECT RAISE(ABORT, 'amendments never change');
END;
CREATE TRIGGER visit_amendments_never_go BEFORE DELETE ON visit_amendments BEGIN
  SELECT RAISE(ABORT, 'amendments are never deleted');
END;
CREATE TRIGGER visit_amendments_never_replaced BEFORE INSERT ON visit_amendments
WHEN EXISTS (SELECT 1 FROM visit_amendments WHERE rowno = new.rowno)
  OR EXISTS (SELECT 1 FROM visit_amendments WHERE visit_id = new.visit_id AND edition = new.edition) BEGIN
  SELECT RAISE(ABORT, 'amendments are never replaced');
END;

-- Since when notes are to be signed; none: signing is offered.
ALTER TABLE settings ADD COLUMN signing_required_since TEXT;
