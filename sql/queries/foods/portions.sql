SELECT f.id AS food_id, p.id, p.names, p.grams, p.is_default
FROM json_each(?1) asked
CROSS JOIN foods f ON f.id = asked.value
CROSS JOIN food_portions p ON p.food_no = f.rowno
ORDER BY p.position, p.rowno
