-- Who is called so, by whole words: a few letters at the desk find their few hundred nearest as fast
-- among a million names as among a thousand. An index of trigrams reads every name that has them; in
-- this one the beginnings of words, up to eight letters, are terms themselves. The day of birth,
-- whose patient it is and whether the file is archived are terms too, so that nothing is read to be
-- left out. A name's words come as searches have them (name_words); the bar behind them parts words.
-- The numbers' parts (number_parts) are the program's to say, as are the other folded columns: the
-- next start writes them, and fills this index.
ALTER TABLE patients ADD COLUMN number_parts TEXT NOT NULL DEFAULT '';
CREATE VIRTUAL TABLE patients_lookup USING fts5 (
  name_words, number_parts, date_of_birth, assigned_dietitian_id, is_active,
  content = 'patients', content_rowid = 'rowno', detail = 'column', columnsize = 0,
  prefix = '1 2 3 4 5 6 7 8',
  tokenize = "ascii tokenchars '!#$%&*+-<=>?@[\]^_{}~'"
);
CREATE TRIGGER patients_lookup_insert AFTER INSERT ON patients BEGIN
  INSERT INTO patients_lookup (rowid, name_words, number_parts, date_of_birth, assigned_dietitian_id, is_active)
  VALUES (new.rowno, new.name_words, new.number_parts, new.date_of_birth, new.assigned_dietitian_id, new.is_active);
END;
CREATE TRIGGER patients_lookup_update
AFTER UPDATE OF name_words, number_parts, date_of_birth, assigned_dietitian_id, is_active ON patients
WHEN (old.name_words, old.number_parts, old.date_of_birth, old.assigned_dietitian_id, old.is_active)
  IS NOT (new.name_words, new.number_parts, new.date_of_birth, new.assigned_dietitian_id, new.is_active) BEGIN
  INSERT INTO patients_lookup
    (patients_lookup, rowid, name_words, number_parts, date_of_birth, assigned_dietitian_id, is_active)
  VALUES ('delete', old.rowno, old.name_words, old.number_parts, old.date_of_birth, old.assigned_dietitian_id, old.is_active);
  INSERT INTO patients_lookup (rowid, name_words, number_parts, date_of_birth, assigned_dietitian_id, is_active)
  VALUES (new.rowno, new.name_words, new.number_parts, new.date_of_birth, new.assigned_dietitian_id, new.is_active);
END;
CREATE TRIGGER patients_lookup_delete AFTER DELETE ON patients BEGIN
  INSERT INTO patients_lookup
    (patients_lookup, rowid, name_words, number_parts, date_of_birth, assigned_dietitian_id, is_active)
  VALUES ('delete', old.rowno, old.name_words, old.number_parts, old.date_of_birth, old.assigned_dietitian_id, old.is_active);
END;
