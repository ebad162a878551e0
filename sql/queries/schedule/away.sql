-- Who is away when dietitian ?1 would receive somebody in [?2, ?3): the dietitian, or (none) the clinic.
SELECT off.dietitian_id
FROM absences off
WHERE off.deleted_at IS NULL AND off.ends_at > ?2 AND off.begins_at < ?3
  AND (off.dietitian_id IS NULL OR off.dietitian_id = ?1)
ORDER BY off.dietitian_id IS NOT NULL
LIMIT 1
