SELECT f.id AS food_id, w.tag, w.state, w.amount, w.upper, w.least, w.most, w.confidence, w.rule, w.source
FROM json_each(?1) asked
CROSS JOIN foods f ON f.id = asked.value
CROSS JOIN food_values w ON w.food_no = f.rowno
