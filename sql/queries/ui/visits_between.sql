-- The visits that begin in [?1, ?2) or last into it, of one dietitian's scope (?3) or of all; with
-- ?4 those who come to that dietitian. Whatever lasts into it begins after ?5. Whoever stands in for
-- a colleague has no phone.
SELECT v.id, v.visit_date, v.duration_minutes, v.visit_type, v.status, v.dietitian_id, v.arrived_at,
       v.started_at, v.chief_complaint, p.full_name AS patient, p.first_name, p.last_name,
       p.date_of_birth, u.first_name || ' ' || u.last_name AS dietitian_name,
       CASE WHEN ?3 IS NULL OR p.assigned_dietitian_id = ?3 THEN p.phone END AS phone
FROM visits v
JOIN patients p ON p.id = v.patient_id
JOIN users u ON u.id = v.dietitian_id
WHERE v.deleted_at IS NULL
  AND v.visit_date >= ?5 AND v.visit_date < ?2 AND (v.visit_date >= ?1 OR v.ends_at > ?1)
  AND (?3 IS NULL OR v.dietitian_id = ?3 OR p.assigned_dietitian_id = ?3)
  AND (?4 IS NULL OR v.dietitian_id = ?4)
ORDER BY v.visit_date, v.id
