-- The four roles and what each may do. The ids are fixed: exports and imports agree on them.

INSERT INTO roles (id, name, description, created_at, updated_at) VALUES
  ('00000000-0000-7000-8000-000000000001', 'ADMIN',     'Runs the clinic and its records',           '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'),
  ('00000000-0000-7000-8000-000000000002', 'DIETITIAN', 'Treats the patients assigned to them',      '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'),
  ('00000000-0000-7000-8000-000000000003', 'ASSISTANT', 'Front desk: registers, books, takes money', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'),
  ('00000000-0000-7000-8000-000000000004', 'VIEWER',    'Reads patients, visits and invoices',       '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z');

WITH granted (resource, action, roles) AS (
  VALUES
    ('patients',   'create',        'ADMIN DIETITIAN ASSISTANT'),
    ('patients',   'read',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('patients',   'update',        'ADMIN DIETITIAN ASSISTANT'),
    ('patients',   'delete',        'ADMIN'),
    ('patients',   'list',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('visits',     'create',        'ADMIN DIETITIAN ASSISTANT'),
    ('visits',     'read',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('visits',     'update',        'ADMIN DIETITIAN ASSISTANT'),
    ('visits',     'delete',        'ADMIN DIETITIAN'),
    ('visits',     'list',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('visits',     'private_notes', 'ADMIN DIETITIAN'),
    ('billing',    'create',        'ADMIN DIETITIAN ASSISTANT'),
    ('billing',    'read',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('billing',    'update',        'ADMIN DIETITIAN ASSISTANT'),
    ('billing',    'delete',        'ADMIN'),
    ('billing',    'list',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('users',      'create',        'ADMIN'),
    ('users',      'read',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('users',      'update',        'ADMIN'),
    ('users',      'delete',        'ADMIN'),
    ('users',      'list',          'ADMIN'),
    ('users',      'manage',        'ADMIN'),
    ('roles',      'read',          'ADMIN'),
    ('roles',      'manage',        'ADMIN'),
    ('audit_logs', 'read',          'ADMIN'),
    ('audit_logs', 'list',          'ADMIN'),
    ('api_keys',   'create',        'ADMIN DIETITIAN'),
    ('api_keys',   'read',          'ADMIN DIETITIAN'),
    ('api_keys',   'delete',        'ADMIN DIETITIAN'),
    ('reports',    'read',          'ADMIN DIETITIAN'),
    ('reports',    'patients',      'ADMIN DIETITIAN'),
    ('reports',    'visits',        'ADMIN DIETITIAN'),
    ('reports',    'billing',       'ADMIN DIETITIAN'),
    ('reports',    'overview',      'ADMIN DIETITIAN'),
    ('documents',  'upload',        'ADMIN DIETITIAN ASSISTANT'),
    ('documents',  'read',          'ADMIN DIETITIAN ASSISTANT VIEWER'),
    ('documents',  'update',        'ADMIN DIETITIAN'),
    ('documents',  'delete',        'ADMIN DIETITIAN'),
    ('export',     'patients',      'ADMIN DIETITIAN'),
    ('export',     'visits',        'ADMIN DIETITIAN'),
    ('export',     'billing',       'ADMIN DIETITIAN'),
    ('system',     'read',          'ADMIN'),
    ('system',     'backup',        'ADMIN'),
    ('system',     'restore',       'ADMIN'),
    ('system',     'settings',      'ADMIN')
),
numbered AS (SELECT resource, action, roles, row_number() OVER () AS n FROM granted)
INSERT INTO permissions (id, name, resource, action, description, created_at)
SELECT printf('00000000-0000-7000-9000-%012d', n), resource || '.' || action, resource, action, roles, '2026-01-01T00:00:00.000Z'
FROM numbered;

INSERT INTO role_permissions (role_id, permission_id, created_at)
SELECT r.id, p.id, '2026-01-01T00:00:00.000Z'
FROM permissions p JOIN roles r ON instr(' ' || p.description || ' ', ' ' || r.name || ' ');

UPDATE permissions SET description = NULL;
