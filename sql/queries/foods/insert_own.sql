INSERT INTO foods
  (rowno, id, source_no, code, name, names, scientific_name, group_path, edible_share, density,
   carbohydrate_basis, is_archived, derived_from, words, sorted_en, sorted_fr, created_by, updated_by,
   created_at, updated_at)
SELECT
  (SELECT coalesce(max(rowno), :first) + 1 FROM foods WHERE rowno > :first), :id, s.rowno,
  (SELECT CAST(count(*) + 1 AS TEXT) FROM foods WHERE source_no = s.rowno), :name, :names, :scientific,
  :group, :edible, :density, :basis, :archived, (SELECT rowno FROM foods WHERE id = :derived), :words, :en,
  :fr, :by, :by, :now, :now
FROM food_sources s WHERE s.family = :family AND s.state = 'active'
