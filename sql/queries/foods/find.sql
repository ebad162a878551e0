SELECT f.rowno, f.id, f.name, f.names, f.words, s.name AS source
FROM foods_search x
CROSS JOIN foods f ON f.rowno = x.rowid
CROSS JOIN food_sources s ON s.rowno = f.source_no
WHERE x.foods_search MATCH ?1 AND x.rowid BETWEEN ?2 AND ?3 AND f.is_archived = 0
ORDER BY x.rowid
LIMIT ?4
