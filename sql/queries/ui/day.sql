-- The visits that begin in [:from, :to) or last into it (what does begins after :earliest), of one
-- dietitian's scope (:dietitian) or of all, with :with those who come to that dietitian; each with
-- the last invoice of it, as it stands on :today. Whoever stands in for a colleague has no phone.
SELECT v.id, v.visit_date, v.duration_minutes, v.visit_type, v.status, v.arrived_at, v.started_at,
  v.patient_id, p.full_name AS patient, p.date_of_birth, p.file_number,
  CASE WHEN :dietitian IS NULL OR p.assigned_dietitian_id = :dietitian THEN p.phone END AS phone,
  p.assigned_dietitian_id, v.dietitian_id, u.first_name || ' ' || u.last_name AS dietitian,
  b.id AS invoice_id, {status} AS invoice_status
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users u ON u.id = v.dietitian_id
LEFT JOIN billing b ON b.id = (
  SELECT i.id FROM billing i WHERE i.visit_id = v.id AND i.status <> 'CANCELLED'
  ORDER BY i.created_at DESC, i.id DESC LIMIT 1)
WHERE v.deleted_at IS NULL
  AND v.visit_date >= :earliest AND v.visit_date < :to AND (v.visit_date >= :from OR v.ends_at > :from)
  AND (:dietitian IS NULL OR v.dietitian_id = :dietitian OR p.assigned_dietitian_id = :dietitian)
  AND (:with IS NULL OR v.dietitian_id = :with)
ORDER BY v.visit_date, v.id
