SELECT f.rowno, f.code, f.name, w.tag, w.state, w.amount, w.upper
FROM (
  SELECT rowno, code, name FROM foods WHERE source_no = ?1 AND rowno > ?2 ORDER BY rowno LIMIT ?3
) f
LEFT JOIN food_values w ON w.food_no = f.rowno
ORDER BY f.rowno
