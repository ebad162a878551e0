-- Patient ?1's measurements with what is derived from them, in the order of their instants.
SELECT m.rowno, m.measured_at, m.weight_kg, m.height_cm, m.waist_circumference_cm, m.hip_circumference_cm,
  m.height_used_cm, m.bmi, m.whr, m.whtr
FROM visit_measurements m JOIN visits v ON v.id = m.visit_id
WHERE m.patient_id = ?1 AND m.deleted_at IS NULL AND v.deleted_at IS NULL
ORDER BY m.measured_at, m.id
