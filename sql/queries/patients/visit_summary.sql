-- ?1 patient, ?2 now. The third is when the clock alone moves a visit from next to last.
SELECT
  max(visit_date) FILTER (WHERE status = 'COMPLETED' AND visit_date < ?2) AS last,
  min(visit_date) FILTER (WHERE status = 'SCHEDULED' AND visit_date >= ?2) AS next,
  min(visit_date) FILTER (WHERE status IN ('SCHEDULED', 'COMPLETED') AND visit_date >= ?2) AS until,
  count(*) AS count
FROM visits
WHERE patient_id = ?1 AND deleted_at IS NULL
