-- The roles and what each may do.
SELECT
  r.id, r.name, r.description, r.version,
  (
    SELECT group_concat(p.name, ' ' ORDER BY p.name)
    FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
    WHERE rp.role_id = r.id
  ) AS permissions
FROM roles r
ORDER BY r.name
