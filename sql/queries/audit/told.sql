-- Rows of the trail (?1: their ids as JSON, in order) with the people whom they tell of. Patients whom
-- dietitian ?2 may not see have no name.
SELECT l.id, l.timestamp, l.action, l.resource_type, l.status, l.ip_address,
  coalesce(u.first_name || ' ' || u.last_name, l.username) AS who,
  p.id AS patient_id, p.full_name AS patient, o.first_name || ' ' || o.last_name AS owner,
  coalesce(p.id IS NULL AND o.id = l.user_id, 0) AS is_of_oneself,
  (SELECT length(s.ids) / 16 FROM audit_sets s WHERE s.id = v.set_id) AS named,
  CASE WHEN json_valid(v.body) AND l.action IN ('EXPORT', 'FAILED_LOGIN') THEN
    CAST(coalesce(v.body ->> '$.rows.new', v.body ->> '$.attempts.new') AS INTEGER) END AS counted,
  coalesce(json_valid(v.body) AND v.body -> '$.duplicates_asked_by' IS NOT NULL, 0) AS is_asked
FROM json_each(?1) asked
CROSS JOIN audit_logs l ON l.id = asked.value
LEFT JOIN audit_values v ON v.seq = l.seq
LEFT JOIN users u ON u.id = l.user_id
LEFT JOIN patients p ON p.id = l.patient_id AND (?2 IS NULL OR p.assigned_dietitian_id = ?2)
LEFT JOIN users o ON o.id = CASE l.resource_type
  WHEN 'user' THEN l.resource_id
  WHEN 'auth' THEN l.resource_id
  WHEN 'session' THEN (SELECT s.user_id FROM sessions s WHERE s.id = l.resource_id)
  WHEN 'api_key' THEN (SELECT k.user_id FROM api_keys k WHERE k.id = l.resource_id) END
ORDER BY asked.key
