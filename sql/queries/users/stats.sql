-- How many users each role has, and how many of them are active; roles without users too.
SELECT r.name AS role, count(u.id) AS count, coalesce(sum(u.is_active), 0) AS active
FROM roles r LEFT JOIN users u ON u.role_id = r.id
GROUP BY r.id
ORDER BY r.name
