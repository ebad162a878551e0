SELECT r.name, r.is_archived, r.created_by, r.updated_by, r.created_at, r.updated_at, r.version,
  v.servings, v.yield_g, v.steps
FROM recipes r JOIN recipe_versions v ON v.recipe_id = r.id AND v.version = r.version
WHERE r.id = ?1
