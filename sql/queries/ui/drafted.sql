-- Plans of patients that are not given yet, the last changed first; of one dietitian's patients
-- (:dietitian) or of all.
SELECT l.id, l.title, p.full_name AS patient
FROM plans l
JOIN patients p ON p.id = l.patient_id
WHERE l.status = 'draft' AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY l.updated_at DESC, l.id DESC
LIMIT :limit OFFSET :offset
