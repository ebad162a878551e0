-- The height of patient ?1 nearest before ?2, else nearest after it; not that of measurement ?3.
SELECT m.height_cm
FROM visit_measurements m JOIN visits v ON v.id = m.visit_id
WHERE m.patient_id = ?1 AND m.height_cm IS NOT NULL AND m.id <> ?3
  AND m.deleted_at IS NULL AND v.deleted_at IS NULL
ORDER BY m.measured_at > ?2, CASE WHEN m.measured_at > ?2 THEN m.measured_at END, m.measured_at DESC, m.id DESC
LIMIT 1
