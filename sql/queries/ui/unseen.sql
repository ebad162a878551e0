-- Patients who were last seen in [:from, :to) and have no visit since, nor one to come; of one
-- dietitian's patients (:dietitian) or of all. The longest ago first: a patient's last visit is one
-- row, so the index of the days is walked and left at the limit.
SELECT p.id, p.first_name, p.last_name, p.phone, v.visit_date AS last_visit,
       u.first_name || ' ' || u.last_name AS dietitian
FROM visits v
CROSS JOIN patients p ON p.id = v.patient_id
LEFT JOIN users u ON u.id = p.assigned_dietitian_id
WHERE v.deleted_at IS NULL AND v.status = 'COMPLETED'
  AND v.visit_date >= :from AND v.visit_date < :to
  AND p.is_active = 1
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
  AND NOT EXISTS (
    SELECT 1 FROM visits w
    WHERE w.patient_id = v.patient_id AND w.deleted_at IS NULL
      AND (w.visit_date, w.id) > (v.visit_date, v.id)
      AND w.status IN ('COMPLETED', 'SCHEDULED')
  )
ORDER BY v.visit_date, v.id
LIMIT :limit
