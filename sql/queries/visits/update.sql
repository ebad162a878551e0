UPDATE visits SET dietitian_id = :dietitian_id, visit_date = :visit_date, ends_at = :ends_at,
  duration_minutes = :duration_minutes, visit_type = :visit_type, status = :status, arrived_at = :arrived_at,
  started_at = :started_at, series_id = :series_id,
  chief_complaint = :chief_complaint, assessment = :assessment, nutrition_diagnosis = :nutrition_diagnosis,
  intervention = :intervention, monitoring_evaluation = :monitoring_evaluation, recommendations = :recommendations,
  private_notes = :private_notes, next_visit_date = :next_visit_date, updated_by = :by, updated_at = :now,
  version = version + 1
WHERE id = :id AND patient_id = :patient_id
