-- Whether the patients' rows lie in the order of their list, by created_at and then id. What a
-- search finds is then read backwards off its index, twenty of a thousand matches, instead of being
-- fetched and sorted whole. Clinics write in that order, unless a clock goes back.

ALTER TABLE list_totals ADD COLUMN is_in_order INTEGER NOT NULL DEFAULT 0
  CHECK (is_in_order IN (0, 1));

UPDATE list_totals SET is_in_order = NOT EXISTS (
  SELECT 1 FROM (
    SELECT created_at, id, lag(created_at) OVER written AS created_before, lag(id) OVER written AS id_before
    FROM patients WINDOW written AS (ORDER BY rowno)
  ) WHERE (created_before, id_before) > (created_at, id)
) WHERE list = 'patients';

CREATE TRIGGER patients_come_in_order AFTER INSERT ON patients
WHEN EXISTS (SELECT 1 FROM patients WHERE rowno > new.rowno)
  OR (SELECT (p.created_at, p.id) > (new.created_at, new.id)
      FROM patients p WHERE p.rowno < new.rowno ORDER BY p.rowno DESC LIMIT 1)
BEGIN
  UPDATE list_totals SET is_in_order = 0 WHERE list = 'patients';
END;
CREATE TRIGGER patients_stay_in_order AFTER UPDATE OF rowno, id, created_at ON patients
WHEN (old.rowno, old.id, old.created_at) IS NOT (new.rowno, new.id, new.created_at)
BEGIN
  UPDATE list_totals SET is_in_order = 0 WHERE list = 'patients';
END;

-- Two letters of an e-mail or a number are looked for by the trigrams that begin with them. Two ends
-- of a line behind the contacts let even the last letter begin one.
CREATE VIRTUAL TABLE patients_terms USING fts5vocab ('patients_search', 'row');
UPDATE patients SET contact_folded = contact_folded || char(10, 10) WHERE contact_folded <> '';
