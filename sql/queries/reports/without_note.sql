-- How many completed visits since :from have none of their ADIME sections written.
SELECT count(*) AS count
FROM visits v
WHERE v.deleted_at IS NULL AND v.status = 'COMPLETED' AND v.visit_date >= :from AND v.visit_date < :to
  AND v.assessment IS NULL AND v.nutrition_diagnosis IS NULL AND v.intervention IS NULL
  AND v.monitoring_evaluation IS NULL
  AND (
    :dietitian IS NULL OR v.dietitian_id = :dietitian
    OR v.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
