SELECT f.rowno, f.id, w.tag, w.state, w.amount, w.upper
FROM json_each(?1) asked
CROSS JOIN foods f ON f.id = asked.value
LEFT JOIN food_values w ON w.food_no = f.rowno
