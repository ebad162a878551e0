-- The visits that begin in [:from, :to) or last into it, in order. Whatever lasts into it begins
-- after :earliest.
SELECT v.id, v.visit_date, v.duration_minutes, v.visit_type, v.status, v.arrived_at, v.started_at, v.patient_id,
  nullif(p.first_name, '') AS first_name, p.last_name, v.dietitian_id, u.first_name AS dietitian_first_name, u.last_name AS dietitian_last_name
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users u ON u.id = v.dietitian_id
WHERE v.deleted_at IS NULL
  AND v.visit_date >= :earliest AND v.visit_date < :to AND (v.visit_date >= :from OR v.ends_at > :from)
  AND (:dietitian IS NULL OR v.dietitian_id = :dietitian OR p.assigned_dietitian_id = :dietitian)
ORDER BY v.visit_date, v.id
