-- Signed editions of a visit's note on a leaf, the newest first.
SELECT s.chief_complaint, s.assessment, s.nutrition_diagnosis, s.intervention, s.monitoring_evaluation,
  s.recommendations, s.private_notes, s.figures,
  s.edition, s.signed_at, s.digest, u.id AS signer_id, u.username AS signer_username,
  u.first_name AS signer_first_name, u.last_name AS signer_last_name,
  a.reason, a.opened_at, o.id AS opener_id, o.username AS opener_username,
  o.first_name AS opener_first_name, o.last_name AS opener_last_name
FROM visit_signatures s
JOIN users u ON u.id = s.signed_by
LEFT JOIN visit_amendments a ON a.visit_id = s.visit_id AND a.edition = s.edition
LEFT JOIN users o ON o.id = a.opened_by
WHERE s.visit_id = ?1 AND s.edition < ?2 AND s.edition >= ?3
ORDER BY s.edition DESC
