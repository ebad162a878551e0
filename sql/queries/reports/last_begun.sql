-- When the latest visit began that has begun at :now: as long as no other does, all counts of what has
-- begun are the same.
SELECT max(v.visit_date) AS begins FROM visits v WHERE v.deleted_at IS NULL AND v.visit_date < :now
