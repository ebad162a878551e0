SELECT l.id, l.patient_id, nullif(p.first_name, '') AS first_name, p.last_name, p.date_of_birth, p.allergies, p.language,
  l.title, l.from_date, l.to_date, l.status, l.notes, l.targets, l.energy, l.days, l.pantry, l.given_at,
  l.given_by, l.ended_at, l.created_by, l.updated_by, l.created_at, l.updated_at, l.version
FROM plans l LEFT JOIN patients p ON p.id = l.patient_id
WHERE l.id = ?1
