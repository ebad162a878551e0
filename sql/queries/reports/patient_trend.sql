-- Each month of :months (a JSON array of [begin, end]) with the patients registered in it.
SELECT (
  SELECT count(*)
  FROM patients p
  WHERE p.created_at >= month.value ->> 0 AND p.created_at < month.value ->> 1
    AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
) AS count
FROM json_each(:months) month
ORDER BY month.key
