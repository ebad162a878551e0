-- Completed visits in [:from, :to) whose note is written and not signed, the latest first; of one
-- dietitian's scope (:dietitian) or of all.
SELECT v.id, v.visit_date, v.visit_type, v.dietitian_id, p.full_name AS patient,
       u.first_name || ' ' || u.last_name AS dietitian
FROM visits v INDEXED BY idx_visits_unsigned
JOIN patients p ON p.id = v.patient_id
JOIN users u ON u.id = v.dietitian_id
WHERE v.deleted_at IS NULL AND v.status = 'COMPLETED' AND v.visit_date >= :from AND v.visit_date < :to
  AND v.signed_at IS NULL
  AND coalesce(v.chief_complaint, v.assessment, v.nutrition_diagnosis, v.intervention,
    v.monitoring_evaluation, v.recommendations, v.private_notes) IS NOT NULL
  AND (:dietitian IS NULL OR v.dietitian_id = :dietitian OR p.assigned_dietitian_id = :dietitian)
ORDER BY v.visit_date DESC, v.id DESC
LIMIT :limit OFFSET :offset
