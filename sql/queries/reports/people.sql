-- The users of :ids (a JSON array) as reports name them, with how they stand.
SELECT u.id, u.username, u.first_name, u.last_name, u.is_active, r.name IN ('DIETITIAN', 'ADMIN') AS treats
FROM users u
JOIN roles r ON r.id = u.role_id
WHERE u.id IN (SELECT value FROM json_each(:ids))
