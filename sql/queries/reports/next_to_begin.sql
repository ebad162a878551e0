-- When the next visit begins whose status says already what became of it: then rates change.
SELECT min(
  coalesce((SELECT min(v.visit_date) FROM visits v WHERE v.deleted_at IS NULL AND v.status = 'COMPLETED' AND v.visit_date >= :now), '~'),
  coalesce((SELECT min(v.visit_date) FROM visits v WHERE v.deleted_at IS NULL AND v.status = 'NO_SHOW' AND v.visit_date >= :now), '~')
) AS begins
