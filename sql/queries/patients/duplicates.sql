-- ?1 birth date or null, ?2 and ?3 FTS5 expressions or null.
SELECT id, nullif(first_name, '') AS first_name, last_name, date_of_birth, email, phone, assigned_dietitian_id
FROM patients
WHERE rowno IN (
  SELECT rowno FROM patients WHERE date_of_birth = ?1
  UNION SELECT rowid FROM patients_lookup WHERE patients_lookup MATCH coalesce(?2, '""')
  UNION SELECT rowid FROM patients_search WHERE patients_search MATCH coalesce(?3, '""'))
