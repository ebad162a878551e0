SELECT m.weight_kg, m.bmi, m.height_used_cm, m.measured_at
FROM visit_measurements m JOIN visits v ON v.id = m.visit_id
WHERE m.patient_id = ?1 AND m.weight_kg IS NOT NULL AND m.deleted_at IS NULL AND v.deleted_at IS NULL
ORDER BY m.measured_at DESC, m.id DESC LIMIT 1
