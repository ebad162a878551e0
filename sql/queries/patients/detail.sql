SELECT p.id, p.file_number, nullif(p.first_name, '') AS first_name, p.last_name, p.former_names, p.date_of_birth, p.gender, p.equation_sex, {shown texts}p.is_active, p.assigned_dietitian_id, p.created_by, p.updated_by, p.created_at,
  p.updated_at, p.version,
  d.id AS dietitian_id, d.username AS dietitian_username, d.email AS dietitian_email,
  d.first_name AS dietitian_first_name, d.last_name AS dietitian_last_name,
  c.id AS creator_id, c.username AS creator_username, NULL AS creator_email,
  c.first_name AS creator_first_name, c.last_name AS creator_last_name
FROM patients p
LEFT JOIN users d ON d.id = p.assigned_dietitian_id
LEFT JOIN users c ON c.id = p.created_by
WHERE p.id = ?1
