-- Patients who missed a visit in [:from, :to) and had no other since that took place, is to come or
-- was missed too, the last first; of one dietitian's own patients (:dietitian), whom alone they
-- may call, or of all.
SELECT v.id, v.visit_date, v.visit_type, v.duration_minutes, v.dietitian_id, v.patient_id,
  p.full_name AS patient, p.phone, u.first_name || ' ' || u.last_name AS dietitian
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users u ON u.id = v.dietitian_id
WHERE v.deleted_at IS NULL AND v.status = 'NO_SHOW' AND v.visit_date >= :from AND v.visit_date < :to
  AND p.is_active = 1
  AND NOT EXISTS (
    SELECT 1 FROM visits w
    WHERE w.patient_id = v.patient_id AND w.deleted_at IS NULL AND w.status <> 'CANCELLED'
      AND (w.visit_date > v.visit_date OR (w.visit_date = v.visit_date AND w.id > v.id)))
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY v.visit_date DESC, v.id DESC
LIMIT :limit OFFSET :offset
