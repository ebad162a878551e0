-- Completed visits in [:from, :to) of which no ADIME section is written, the latest first; of one
-- dietitian's scope (:dietitian) or of all.
SELECT v.id, v.visit_date, v.visit_type, v.dietitian_id, p.full_name AS patient,
       u.first_name || ' ' || u.last_name AS dietitian
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users u ON u.id = v.dietitian_id
WHERE v.deleted_at IS NULL AND v.status = 'COMPLETED' AND v.visit_date >= :from AND v.visit_date < :to
  AND v.assessment IS NULL AND v.nutrition_diagnosis IS NULL AND v.intervention IS NULL
  AND v.monitoring_evaluation IS NULL
  AND (:dietitian IS NULL OR v.dietitian_id = :dietitian OR p.assigned_dietitian_id = :dietitian)
ORDER BY v.visit_date DESC, v.id DESC
LIMIT :limit OFFSET :offset
