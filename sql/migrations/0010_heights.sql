-- A height that was measured later is not used for an earlier day, and a child's height lasts for six
-- months: what was derived by other rules is derived anew. The program keeps it so from here on.

UPDATE visit_measurements SET height_used_cm = coalesce(height_cm, (
  SELECT h.height_cm
  FROM visit_measurements h JOIN visits v ON v.id = h.visit_id JOIN patients p ON p.id = h.patient_id
  WHERE h.patient_id = visit_measurements.patient_id AND h.height_cm IS NOT NULL
    AND h.measured_at <= visit_measurements.measured_at
    AND h.deleted_at IS NULL AND v.deleted_at IS NULL
    AND (date(p.date_of_birth, '+19 years') <= date(visit_measurements.measured_at)
      OR date(h.measured_at, '+6 months') >= date(visit_measurements.measured_at))
  ORDER BY h.measured_at DESC, h.id DESC LIMIT 1
));
UPDATE visit_measurements SET
  height_used_cm = CASE WHEN weight_kg IS NOT NULL OR waist_circumference_cm IS NOT NULL THEN height_used_cm END,
  bmi = round(weight_kg / (height_used_cm / 100.0 * (height_used_cm / 100.0)), 2),
  whtr = round(waist_circumference_cm / height_used_cm, 2);
