-- How many patients have a completed visit since :since: of those registered in [:from, :to), of one
-- dietitian's or of all. The visits' index holds every column; patients are looked at only where
-- something narrows them down.
SELECT count(*)
FROM (
  SELECT v.patient_id
  FROM visits v INDEXED BY idx_visits_report
  WHERE {held} AND v.visit_date >= :since
  GROUP BY 1
) s
WHERE (:dietitian IS NULL AND :from = '' AND :to = '~')
  OR EXISTS (
    SELECT 1 FROM patients p
    WHERE p.id = s.patient_id AND p.created_at >= :from AND p.created_at < :to
      AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
  )
