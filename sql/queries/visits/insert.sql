INSERT INTO visits (id, patient_id, dietitian_id, visit_date, ends_at, duration_minutes, visit_type, status, arrived_at, started_at, series_id,
  chief_complaint, assessment, nutrition_diagnosis, intervention, monitoring_evaluation, recommendations, private_notes,
  next_visit_date, created_by, updated_by, created_at, updated_at)
VALUES (:id, :patient_id, :dietitian_id, :visit_date, :ends_at, :duration_minutes, :visit_type, :status, :arrived_at, :started_at, :series_id,
  :chief_complaint, :assessment, :nutrition_diagnosis, :intervention, :monitoring_evaluation, :recommendations,
  :private_notes, :next_visit_date, :by, :by, :now, :now)
