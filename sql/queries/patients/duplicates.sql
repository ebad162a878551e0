-- ?1 birth date or null, ?2 and ?3 FTS5 expressions or null; ?4 last name without what parts its words,
-- ?5 e-mail or null, ?6 how many. Those who share most come first: of a day on which many were born, or of
-- a name that many have, nobody is left out who is the same person.
SELECT id, nullif(first_name, '') AS first_name, last_name, date_of_birth, email, phone, assigned_dietitian_id
FROM patients
WHERE rowno IN (
  SELECT rowno FROM patients WHERE date_of_birth = ?1
  UNION SELECT rowid FROM patients_lookup WHERE patients_lookup MATCH coalesce(?2, '""')
  UNION SELECT rowid FROM patients_search WHERE patients_search MATCH coalesce(?3, '""'))
ORDER BY date_of_birth = ?1 AND replace(replace(last_name_folded, ' ', ''), '-', '') = ?4 DESC,
  email = ?5 COLLATE NOCASE DESC, date_of_birth = ?1 DESC, rowno
LIMIT ?6
