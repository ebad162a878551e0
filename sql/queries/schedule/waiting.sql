-- Who waits: for dietitian ?1 (or anybody), on day ?2, for at most ?3 minutes; in the scope of ?4, whose colleagues' patients have no phone; with ?6 none of those.
-- The list is short: it leads, whatever is believed of the sizes (CROSS JOIN keeps the order).
SELECT t.id, t.patient_id, t.dietitian_id, t.not_before, t.not_after, t.minutes, t.note, t.created_by,
  t.created_at, nullif(p.first_name, '') AS first_name, p.last_name, p.date_of_birth,
  CASE WHEN ?4 IS NULL OR p.assigned_dietitian_id = ?4 THEN p.phone END AS phone,
  p.assigned_dietitian_id
FROM waiting_list t
CROSS JOIN patients p ON p.id = t.patient_id
WHERE t.deleted_at IS NULL
  AND (?1 IS NULL OR t.dietitian_id IS NULL OR t.dietitian_id = ?1)
  AND (?2 IS NULL OR ((t.not_before IS NULL OR t.not_before <= ?2) AND (t.not_after IS NULL OR t.not_after >= ?2)))
  AND (?3 IS NULL OR t.minutes <= ?3)
  AND (?4 IS NULL OR (t.dietitian_id = ?4 AND NOT ?6) OR p.assigned_dietitian_id = ?4)
ORDER BY t.created_at, t.id
LIMIT ?5
