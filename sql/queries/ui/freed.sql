-- Cancelled visits that begin in [:from, :to) and whose time nothing else takes (what lasts into it
-- begins after :earliest), of one dietitian (:dietitian) or of all, the next first.
SELECT v.id, v.patient_id, v.visit_date, v.duration_minutes, v.dietitian_id
FROM visits v
WHERE v.deleted_at IS NULL AND v.status = 'CANCELLED' AND v.visit_date >= :from AND v.visit_date < :to
  AND (:dietitian IS NULL OR v.dietitian_id = :dietitian)
  AND NOT EXISTS (
    SELECT 1 FROM visits w
    WHERE w.dietitian_id = v.dietitian_id AND w.deleted_at IS NULL
      AND w.status IN ('SCHEDULED', 'COMPLETED')
      AND w.visit_date > :earliest AND w.visit_date < v.ends_at AND w.ends_at > v.visit_date)
  AND NOT EXISTS (
    SELECT 1 FROM absences off
    WHERE off.deleted_at IS NULL AND off.begins_at < v.ends_at AND off.ends_at > v.visit_date
      AND (off.dietitian_id IS NULL OR off.dietitian_id = v.dietitian_id))
ORDER BY v.visit_date, v.id
LIMIT :limit
