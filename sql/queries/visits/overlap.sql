-- The first visit of dietitian ?1 that takes time between ?2 and ?3, other than ?5. It begins after ?4.
SELECT v.id, v.visit_date, v.ends_at, p.full_name AS patient, p.assigned_dietitian_id,
  d.first_name || ' ' || d.last_name AS dietitian
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users d ON d.id = v.dietitian_id
WHERE v.dietitian_id = ?1 AND v.deleted_at IS NULL AND v.status IN ('SCHEDULED', 'COMPLETED')
  AND v.visit_date > ?4 AND v.visit_date < ?3 AND v.ends_at > ?2 AND v.id <> ?5
ORDER BY v.visit_date
LIMIT 1
