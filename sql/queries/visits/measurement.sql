SELECT m.weight_kg, m.height_cm, m.waist_circumference_cm, m.hip_circumference_cm, m.body_fat_percentage,
  m.blood_pressure_systolic, m.blood_pressure_diastolic, m.notes, m.measured_at, m.version
FROM visit_measurements m
WHERE m.id = ?1 AND m.visit_id = ?2 AND m.deleted_at IS NULL
