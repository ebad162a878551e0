INSERT INTO food_marks (user_id, food_no, is_favourite, used_at)
SELECT m.user_id, newer.rowno, m.is_favourite, m.used_at
FROM foods older
CROSS JOIN food_marks m ON m.food_no = older.rowno
CROSS JOIN foods newer ON newer.source_no = ?2 AND newer.code = older.code
WHERE older.source_no = ?1
ON CONFLICT (user_id, food_no) DO UPDATE SET
  is_favourite = max(is_favourite, excluded.is_favourite), used_at = max(used_at, excluded.used_at)
