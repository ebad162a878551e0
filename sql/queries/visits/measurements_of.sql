FROM visit_measurements m
WHERE m.visit_id IN (SELECT value FROM json_each(?1)) AND m.deleted_at IS NULL
ORDER BY m.visit_id, m.measured_at, m.id
