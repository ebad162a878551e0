-- ?1 birth date or null, ?2 FTS5 expression or null, ?3 first and ?4 last name, folded or empty.
SELECT id, first_name, last_name, first_name_folded, last_name_folded, date_of_birth, email, phone,
  assigned_dietitian_id
FROM patients
WHERE rowno IN (
  SELECT rowno FROM patients WHERE date_of_birth = ?1
  UNION SELECT rowid FROM patients_search WHERE patients_search MATCH coalesce(?2, '""')
  UNION SELECT rowno FROM patients WHERE last_name_folded = ?4 AND first_name_folded = ?3
  UNION SELECT rowno FROM patients WHERE last_name_folded = ?3 AND first_name_folded = ?4)
