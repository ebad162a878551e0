SELECT f.rowno, f.id, f.code, f.name, f.names, f.scientific_name, f.group_path, f.edible_share, f.density,
  f.carbohydrate_basis, f.is_average, f.is_archived, f.created_at, f.updated_at, f.version,
  (SELECT original.id FROM foods original WHERE original.rowno = f.derived_from) AS derived_from_id,
  s.id AS source_id, s.family AS source_family, s.name AS source_name, s.edition AS source_edition,
  s.licence AS source_licence, s.citation AS source_citation, s.url AS source_url, s.note AS source_note,
  s.state AS source_state, s.imported_at AS source_imported_at
FROM foods f JOIN food_sources s ON s.rowno = f.source_no
WHERE f.id = ?1 AND s.state <> 'loading'
