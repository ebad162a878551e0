-- The visits that begin in [?1, ?2), of one dietitian's scope (?3) or of all.
SELECT v.visit_date, v.duration_minutes, v.visit_type, v.status,
       p.first_name || ' ' || p.last_name AS patient,
       u.first_name || ' ' || u.last_name AS dietitian
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users u ON u.id = v.dietitian_id
WHERE v.deleted_at IS NULL
  AND v.visit_date >= ?1 AND v.visit_date < ?2
  AND (?3 IS NULL OR v.dietitian_id = ?3 OR p.assigned_dietitian_id = ?3)
ORDER BY v.visit_date, v.id
