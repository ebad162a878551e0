-- Patient ?1's last ?2 weights and the first one, the latest first, each with its visit.
SELECT weight_kg, measured_at, visit_id FROM (
  SELECT m.weight_kg, m.measured_at, m.visit_id, m.id,
    row_number() OVER (ORDER BY m.measured_at DESC, m.id DESC) AS last,
    row_number() OVER (ORDER BY m.measured_at, m.id) AS first
  FROM visit_measurements m JOIN visits v ON v.id = m.visit_id
  WHERE m.patient_id = ?1 AND m.weight_kg IS NOT NULL AND m.deleted_at IS NULL AND v.deleted_at IS NULL
) WHERE last <= ?2 OR first = 1
ORDER BY measured_at DESC, id DESC
