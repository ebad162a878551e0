-- The editions of a visit's note with the bytes of what was signed, the newest first.
SELECT edition,
  coalesce(octet_length(chief_complaint), 0) + coalesce(octet_length(assessment), 0)
  + coalesce(octet_length(nutrition_diagnosis), 0) + coalesce(octet_length(intervention), 0)
  + coalesce(octet_length(monitoring_evaluation), 0) + coalesce(octet_length(recommendations), 0)
  + coalesce(octet_length(private_notes), 0) + octet_length(figures)
FROM visit_signatures
WHERE visit_id = ?1 AND edition < ?2
ORDER BY edition DESC
LIMIT ?3
