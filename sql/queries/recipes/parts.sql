SELECT v.recipe_id AS id, v.version, v.name, v.servings, v.yield_g, i.food_id, i.inner_id,
  i.inner_version, i.grams
FROM json_each(?1) asked
CROSS JOIN recipe_versions v
  ON v.recipe_id = json_extract(asked.value, '$[0]') AND v.version = json_extract(asked.value, '$[1]')
LEFT JOIN recipe_items i ON i.recipe_id = v.recipe_id AND i.version = v.version
ORDER BY asked.key, i.position
