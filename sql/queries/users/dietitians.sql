-- Who may be given a visit or a patient, and whoever has one although they no longer may. Those who
-- may come first: dietitians, then administrators.
SELECT u.id, u.username, u.first_name, u.last_name, u.is_active, r.name IN ('DIETITIAN', 'ADMIN') AS treats,
       r.name = 'DIETITIAN' AS is_dietitian
FROM users u
JOIN roles r ON r.id = u.role_id
WHERE (u.is_active = 1 AND r.name IN ('DIETITIAN', 'ADMIN'))
  OR EXISTS (SELECT 1 FROM visits v WHERE v.dietitian_id = u.id AND v.deleted_at IS NULL)
  OR EXISTS (SELECT 1 FROM patients p WHERE p.assigned_dietitian_id = u.id)
ORDER BY (u.is_active = 1 AND treats) DESC, r.name = 'DIETITIAN' DESC, u.last_name_folded, u.first_name, u.id
