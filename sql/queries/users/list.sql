-- Everybody, for the command line.
SELECT u.username, u.email, u.first_name, u.last_name, r.name AS role, u.is_active, u.last_login_at
FROM users u JOIN roles r ON r.id = u.role_id
ORDER BY u.username_folded
