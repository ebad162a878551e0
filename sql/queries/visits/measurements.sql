FROM visit_measurements m
WHERE m.visit_id = ?1 AND m.deleted_at IS NULL
ORDER BY m.measured_at, m.id
