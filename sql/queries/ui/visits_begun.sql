-- When the visits of [?1, ?2) begin that take their time, of one dietitian's scope (?3) or of all;
-- with ?4 those who come to that dietitian.
SELECT v.visit_date
FROM visits v
WHERE v.deleted_at IS NULL AND v.status IN ('SCHEDULED', 'COMPLETED')
  AND v.visit_date >= ?1 AND v.visit_date < ?2
  AND (?3 IS NULL OR v.dietitian_id = ?3
       OR EXISTS (SELECT 1 FROM patients p WHERE p.id = v.patient_id AND p.assigned_dietitian_id = ?3))
  AND (?4 IS NULL OR v.dietitian_id = ?4)
