-- Whether a role reads clinical text at all is a permission of its own, which every role has as before.
INSERT INTO permissions (id, name, resource, action, created_at) VALUES
  ('00000000-0000-7000-9000-000000000104', 'visits.notes', 'visits', 'notes', '2026-01-01T00:00:00.000Z');
INSERT INTO role_permissions (role_id, permission_id, created_at)
SELECT r.id, '00000000-0000-7000-9000-000000000104', '2026-01-01T00:00:00.000Z'
FROM roles r JOIN role_permissions rp ON rp.role_id = r.id
JOIN permissions p ON p.id = rp.permission_id AND p.name = 'visits.read';
