SELECT f.rowno, f.id, f.name, f.names, f.words, s.name AS source, t.is_favourite
FROM food_marks t
CROSS JOIN foods f ON f.rowno = t.food_no
CROSS JOIN food_sources s ON s.rowno = f.source_no
WHERE t.user_id = ?1 AND s.state = 'active' AND f.is_archived = 0 AND (?2 IS NULL OR s.id = ?2)
ORDER BY t.is_favourite DESC, t.used_at DESC
LIMIT ?3
