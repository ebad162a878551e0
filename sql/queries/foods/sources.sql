SELECT s.id AS source_id, s.family AS source_family, s.name AS source_name, s.edition AS source_edition,
  s.licence AS source_licence, s.citation AS source_citation, s.url AS source_url, s.note AS source_note,
  s.state AS source_state, s.imported_at AS source_imported_at, s.foods, s.sha256, s.report
FROM food_sources s
WHERE s.state <> 'loading'
ORDER BY s.state <> 'active', s.family = 'clinic', s.family = 'starter', s.rowno DESC
