-- How many rows a list has when nothing narrows it down. Counting them costs more with every year
-- of a clinic; triggers keep the figure in the transaction that changes it, whoever writes.

CREATE TABLE list_totals (
  list  TEXT PRIMARY KEY,
  total INTEGER NOT NULL CONSTRAINT a_total_is_not_negative CHECK (total >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO list_totals VALUES
  ('patients', (SELECT count(*) FROM patients)),
  ('visits', (SELECT count(*) FROM visits WHERE deleted_at IS NULL)),
  ('billing', (SELECT count(*) FROM billing));

CREATE TRIGGER patients_total_grows AFTER INSERT ON patients BEGIN
  UPDATE list_totals SET total = total + 1 WHERE list = 'patients';
END;
CREATE TRIGGER patients_total_shrinks AFTER DELETE ON patients BEGIN
  UPDATE list_totals SET total = total - 1 WHERE list = 'patients';
END;

CREATE TRIGGER visits_total_grows AFTER INSERT ON visits WHEN new.deleted_at IS NULL BEGIN
  UPDATE list_totals SET total = total + 1 WHERE list = 'visits';
END;
CREATE TRIGGER visits_total_changes AFTER UPDATE OF deleted_at ON visits
WHEN (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  UPDATE list_totals SET total = total + iif(new.deleted_at IS NULL, 1, -1) WHERE list = 'visits';
END;
CREATE TRIGGER visits_total_shrinks AFTER DELETE ON visits WHEN old.deleted_at IS NULL BEGIN
  UPDATE list_totals SET total = total - 1 WHERE list = 'visits';
END;

CREATE TRIGGER billing_total_grows AFTER INSERT ON billing BEGIN
  UPDATE list_totals SET total = total + 1 WHERE list = 'billing';
END;
CREATE TRIGGER billing_total_shrinks AFTER DELETE ON billing BEGIN
  UPDATE list_totals SET total = total - 1 WHERE list = 'billing';
END;
