-- Patients who were not seen for long, of one dietitian's patients (:dietitian) or of all. The
-- longest ago first.
SELECT p.id, p.full_name, p.phone, p.assigned_dietitian_id,
  (SELECT max(v.visit_date) FROM visits v WHERE v.patient_id = p.id AND {held}) AS last_visit
FROM patients p
WHERE {unseen} AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY last_visit, p.created_at, p.id
LIMIT :limit OFFSET :offset
