FROM visit_measurements m JOIN visits v ON v.id = m.visit_id
WHERE m.patient_id = ?1 AND m.measured_at >= ?2 AND m.measured_at < ?3
  AND m.deleted_at IS NULL AND v.deleted_at IS NULL
ORDER BY m.measured_at, m.id
