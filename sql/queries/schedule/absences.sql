-- The absences and closures that touch [?1, ?2), with ?3 those of one dietitian and of the clinic.
SELECT off.id, off.dietitian_id, off.begins_at, off.ends_at, off.reason, off.created_by, off.created_at
FROM absences off
WHERE off.deleted_at IS NULL AND off.ends_at > ?1 AND off.begins_at < ?2
  AND (?3 IS NULL OR off.dietitian_id IS NULL OR off.dietitian_id = ?3)
ORDER BY off.begins_at, off.id
LIMIT ?4
