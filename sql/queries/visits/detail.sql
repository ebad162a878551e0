-- One visit with its patient, its dietitian and who wrote it down; ?2 looks among the deleted ones.
SELECT v.id, v.patient_id, v.dietitian_id, v.visit_date, v.duration_minutes, v.visit_type, v.status, v.arrived_at, v.started_at, v.series_id,
  v.chief_complaint, v.assessment, v.nutrition_diagnosis, v.intervention, v.monitoring_evaluation, v.recommendations,
  v.private_notes, v.next_visit_date, v.created_by, v.updated_by, v.created_at, v.updated_at, v.version,
  v.signed_at, v.edition,
  nullif(p.first_name, '') AS patient_first_name, p.last_name AS patient_last_name,
  p.date_of_birth AS patient_date_of_birth, p.assigned_dietitian_id AS patient_assigned_dietitian_id,
  d.username AS dietitian_username, d.first_name AS dietitian_first_name, d.last_name AS dietitian_last_name,
  c.id AS creator_id, c.username AS creator_username, c.first_name AS creator_first_name, c.last_name AS creator_last_name
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users d ON d.id = v.dietitian_id
LEFT JOIN users c ON c.id = v.created_by
WHERE v.id = ?1 AND (v.deleted_at IS NOT NULL) = ?2
