-- What takes dietitian ?1's time in [?2, ?3): visits (which begin after ?4), absences, closures.
SELECT v.visit_date, v.ends_at
FROM visits v
WHERE v.dietitian_id = ?1 AND v.deleted_at IS NULL AND v.status IN ('SCHEDULED', 'COMPLETED')
  AND v.visit_date > ?4 AND v.visit_date < ?3 AND v.ends_at > ?2
UNION ALL
SELECT off.begins_at, off.ends_at
FROM absences off
WHERE off.deleted_at IS NULL AND off.ends_at > ?2 AND off.begins_at < ?3
  AND (off.dietitian_id IS NULL OR off.dietitian_id = ?1)
