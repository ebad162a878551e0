-- A user with their role and its permissions, in one row.
SELECT
  u.id, u.username, u.email, u.first_name, u.last_name, u.registration_number, u.role_id, u.is_active, u.locale,
  u.must_change_password, u.last_login_at, u.created_by, u.updated_by, u.created_at, u.updated_at,
  u.version,
  r.name AS role_name,
  r.description AS role_description,
  (
    SELECT group_concat(p.name, ' ' ORDER BY p.name)
    FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
    WHERE rp.role_id = r.id
  ) AS permissions
FROM users u JOIN roles r ON r.id = u.role_id
WHERE u.id = ?1
