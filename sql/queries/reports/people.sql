-- The users of :ids (a JSON array) as reports name them.
SELECT u.id, u.username, u.first_name, u.last_name
FROM users u
WHERE u.id IN (SELECT value FROM json_each(:ids))
