-- The visits before ?2 of patient ?1 that took place, other than ?3, the latest first: what stands
-- beside the note.
SELECT v.id
FROM visits v
WHERE v.patient_id = ?1 AND v.deleted_at IS NULL AND v.visit_date <= ?2 AND v.id <> ?3
  AND v.status = 'COMPLETED'
ORDER BY v.visit_date DESC, v.id DESC
LIMIT 200
