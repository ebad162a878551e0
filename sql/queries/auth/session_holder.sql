-- Who holds this access token, with the rights of their role: the one query of a request whose
-- token is not remembered.
SELECT
  s.id AS credential_id, min(t.expires_at, s.expires_at) AS expires_at, s.last_seen_at,
  u.id, u.username, u.must_change_password, r.name AS role,
  (
    SELECT group_concat(p.name, ' ')
    FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
    WHERE rp.role_id = r.id
  ) AS permissions
FROM session_tokens t
JOIN sessions s ON s.id = t.session_id
JOIN users u ON u.id = s.user_id
JOIN roles r ON r.id = u.role_id
WHERE t.hash = ?1 AND t.kind = 'ACCESS' AND s.kind = ?2 AND s.revoked_at IS NULL AND u.is_active = 1
