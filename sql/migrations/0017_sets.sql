-- What lists show. A row of the audit names up to 500 records; the sets of records are stored once
-- each, however many rows name them, and by patient, so that "who saw this file" finds the lists too.

CREATE TABLE audit_sets (
  id     INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE, -- the first 16 bytes of the SHA-256 of ids
  ids    BLOB NOT NULL         -- 16 bytes a record, ascending
) STRICT;

CREATE TABLE audit_set_patients (
  patient_id BLOB NOT NULL, -- 16 bytes
  set_id     INTEGER NOT NULL REFERENCES audit_sets (id) ON DELETE RESTRICT,
  PRIMARY KEY (patient_id, set_id)
) STRICT, WITHOUT ROWID;

-- The values of such a row are {"ids":[…]}: its body is null, and the set has them.
ALTER TABLE audit_values ADD COLUMN set_id INTEGER REFERENCES audit_sets (id) ON DELETE RESTRICT;

CREATE TRIGGER audit_sets_never_change BEFORE UPDATE ON audit_sets BEGIN
  SELECT RAISE(ABORT, 'audit rows are never changed');
END;
CREATE TRIGGER audit_sets_never_go BEFORE DELETE ON audit_sets BEGIN
  SELECT RAISE(ABORT, 'audit rows are never deleted');
END;
CREATE TRIGGER audit_sets_never_replaced BEFORE INSERT ON audit_sets
WHEN EXISTS (SELECT 1 FROM audit_sets WHERE id = new.id)
  OR EXISTS (SELECT 1 FROM audit_sets WHERE digest = new.digest) BEGIN
  SELECT RAISE(ABORT, 'audit rows are never replaced');
END;
CREATE TRIGGER audit_set_patients_never_change BEFORE UPDATE ON audit_set_patients BEGIN
  SELECT RAISE(ABORT, 'audit rows are never changed');
END;
CREATE TRIGGER audit_set_patients_never_go BEFORE DELETE ON audit_set_patients BEGIN
  SELECT RAISE(ABORT, 'audit rows are never deleted');
END;
CREATE TRIGGER audit_values_keep_their_set BEFORE UPDATE ON audit_values
WHEN new.set_id IS NOT old.set_id BEGIN
  SELECT RAISE(ABORT, 'audit values are never changed');
END;
