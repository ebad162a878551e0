-- How many patients were not seen for long, of one dietitian's patients (:dietitian) or of all; no
-- more than :limit are counted.
SELECT count(*)
FROM (
  SELECT 1
  FROM patients p
  WHERE {unseen} AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
  LIMIT :limit
)
