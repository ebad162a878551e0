-- What was written at the last ?2 consultations of patient ?1, the latest first: the beginning of each
-- text, ?3 letters of it, and whether the note is signed.
SELECT id, visit_date, visit_type, substr(chief_complaint, 1, ?3), substr(assessment, 1, ?3),
  substr(intervention, 1, ?3), substr(recommendations, 1, ?3), signed_at IS NOT NULL
FROM visits
WHERE patient_id = ?1 AND deleted_at IS NULL AND status = 'COMPLETED'
ORDER BY visit_date DESC, id DESC
LIMIT ?2
