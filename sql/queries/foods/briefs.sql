SELECT f.id, s.id AS source_id, f.name, f.names, f.group_path, f.edible_share, f.density, f.carbohydrate_basis
FROM json_each(?1) asked
CROSS JOIN foods f ON f.id = asked.value
CROSS JOIN food_sources s ON s.rowno = f.source_no
