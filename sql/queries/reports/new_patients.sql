-- The patients whose first completed visit lies in [:from, :to): when it began.
SELECT n.begins
FROM (
  SELECT v.patient_id, min(v.visit_date) AS begins
  FROM visits v INDEXED BY idx_visits_report
  WHERE {held} AND v.visit_date >= :from AND v.visit_date < :to
  GROUP BY 1
) n
JOIN patients p ON p.id = n.patient_id
WHERE (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
  AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.patient_id = n.patient_id AND {held} AND v.visit_date < :from)
