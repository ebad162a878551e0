FROM visits v
WHERE v.patient_id IN (SELECT value FROM json_each(?1)) AND v.deleted_at IS NULL
ORDER BY v.patient_id, v.visit_date DESC, v.id DESC
