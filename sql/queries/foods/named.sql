SELECT f.id, f.name, f.names, f.words, s.language, s.family,
  EXISTS (SELECT 1 FROM food_marks t WHERE t.user_id = ?2 AND t.food_no = f.rowno) AS is_marked
FROM foods_search x
CROSS JOIN foods f ON f.rowno = x.rowid
CROSS JOIN food_sources s ON s.rowno = f.source_no
WHERE foods_search MATCH ?1 AND s.state = 'active' AND f.is_archived = 0
ORDER BY (s.family = 'clinic' OR is_marked) DESC, length(f.name), f.rowno
LIMIT ?3
