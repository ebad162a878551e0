-- Whose API key this is, with the rights of their role.
SELECT
  k.id AS credential_id, k.expires_at, coalesce(k.last_used_at, k.created_at) AS last_seen_at,
  u.id, u.username, u.must_change_password, r.name AS role,
  (
    SELECT group_concat(p.name, ' ')
    FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
    WHERE rp.role_id = r.id
  ) AS permissions
FROM api_keys k
JOIN users u ON u.id = k.user_id
JOIN roles r ON r.id = u.role_id
WHERE k.key_hash = ?1 AND k.revoked_at IS NULL AND u.is_active = 1
