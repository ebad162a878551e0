UPDATE visit_measurements SET measured_at = :measured_at, weight_kg = :weight_kg, height_cm = :height_cm,
  waist_circumference_cm = :waist_circumference_cm, hip_circumference_cm = :hip_circumference_cm,
  body_fat_percentage = :body_fat_percentage, blood_pressure_systolic = :blood_pressure_systolic,
  blood_pressure_diastolic = :blood_pressure_diastolic, notes = :notes,
  updated_by = :by, updated_at = :now, version = version + 1
WHERE id = :id AND visit_id = :visit_id AND patient_id = :patient_id
