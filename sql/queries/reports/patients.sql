-- The patients registered in [:from, :to), by what the report counts.
SELECT p.is_active, p.gender, p.assigned_dietitian_id, count(*) AS count
FROM patients p
WHERE p.created_at >= :from AND p.created_at < :to
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
GROUP BY 1, 2, 3
