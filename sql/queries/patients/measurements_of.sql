FROM visit_measurements m JOIN visits v ON v.id = m.visit_id
WHERE m.patient_id IN (SELECT value FROM json_each(?1))
  AND m.deleted_at IS NULL AND v.deleted_at IS NULL
ORDER BY m.patient_id, m.measured_at, m.id
