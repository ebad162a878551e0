SELECT f.id
FROM foods_search x
CROSS JOIN foods f ON f.rowno = x.rowid
CROSS JOIN food_sources s ON s.rowno = f.source_no
WHERE foods_search MATCH ?1 AND s.state = 'active' AND f.is_archived = 0
ORDER BY s.family <> 'clinic', length(f.name), f.rowno
LIMIT ?2
