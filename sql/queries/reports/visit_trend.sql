-- Each month of :months (a JSON array of [begin, end]) with the visits that begin in it: all, or
-- those of :status that have begun at :now.
SELECT (
  SELECT count(*)
  FROM visits v
  WHERE v.deleted_at IS NULL AND (:status IS NULL OR (v.status = :status AND v.visit_date < :now))
    AND v.visit_date >= month.value ->> 0 AND v.visit_date < month.value ->> 1
    AND (
      :dietitian IS NULL OR v.dietitian_id = :dietitian
      OR v.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
    )
) AS count
FROM json_each(:months) month
ORDER BY month.key
