INSERT INTO visit_measurements (id, visit_id, patient_id, measured_at, weight_kg, height_cm, waist_circumference_cm,
  hip_circumference_cm, body_fat_percentage, blood_pressure_systolic, blood_pressure_diastolic, notes,
  created_by, updated_by, created_at, updated_at)
VALUES (:id, :visit_id, :patient_id, :measured_at, :weight_kg, :height_cm, :waist_circumference_cm,
  :hip_circumference_cm, :body_fat_percentage, :blood_pressure_systolic, :blood_pressure_diastolic, :notes,
  :by, :by, :now, :now)
