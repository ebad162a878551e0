-- A visit of patient ?1 that begins in [?2, ?3) and takes place, other than ?4; and with whom.
SELECT v.visit_date, d.first_name || ' ' || d.last_name
FROM visits v
JOIN users d ON d.id = v.dietitian_id
WHERE v.patient_id = ?1 AND v.deleted_at IS NULL AND v.status IN ('SCHEDULED', 'COMPLETED')
  AND v.visit_date >= ?2 AND v.visit_date < ?3 AND v.id <> ?4
ORDER BY v.visit_date
LIMIT 1
