SELECT (SELECT min(f.rowno) FROM foods f WHERE f.source_no = s.rowno) AS first,
  (SELECT max(f.rowno) FROM foods f WHERE f.source_no = s.rowno) AS last
FROM food_sources s
WHERE s.state = 'active' AND (?2 IS NULL OR s.id = ?2)
  AND EXISTS (SELECT 1 FROM foods f WHERE f.source_no = s.rowno)
ORDER BY s.family <> 'clinic', s.family = 'starter', s.language <> ?1, s.rowno DESC
