-- The body that was measured last, and whose it is.
SELECT p.date_of_birth, p.gender, p.equation_sex, CAST(m.weight_kg AS REAL) AS weight_kg,
  CAST(m.height_used_cm AS REAL) AS height_cm
FROM patients p
JOIN visit_measurements m ON m.patient_id = p.id AND m.weight_kg IS NOT NULL AND m.deleted_at IS NULL
JOIN visits v ON v.id = m.visit_id AND v.deleted_at IS NULL
WHERE p.id = ?1
ORDER BY m.measured_at DESC, m.id DESC LIMIT 1
