-- Who has it within an e-mail or a file number with letters, by stretches of five characters
-- (contact_parts): three characters are in so many contacts that where nobody has them all together,
-- long lists were read to the end to find that out. The column is the program's to say; the next start
-- writes it, and fills this index.
ALTER TABLE patients ADD COLUMN contact_parts TEXT NOT NULL DEFAULT '';
CREATE VIRTUAL TABLE patients_contacts USING fts5 (
  contact_parts, content = 'patients', content_rowid = 'rowno', detail = 'none', columnsize = 0,
  prefix = '3 4', tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[\]^_`{|}~'"
);
CREATE TRIGGER patients_contacts_insert AFTER INSERT ON patients BEGIN
  INSERT INTO patients_contacts (rowid, contact_parts) VALUES (new.rowno, new.contact_parts);
END;
CREATE TRIGGER patients_contacts_update AFTER UPDATE OF contact_parts ON patients
WHEN old.contact_parts IS NOT new.contact_parts BEGIN
  INSERT INTO patients_contacts (patients_contacts, rowid, contact_parts)
  VALUES ('delete', old.rowno, old.contact_parts);
  INSERT INTO patients_contacts (rowid, contact_parts) VALUES (new.rowno, new.contact_parts);
END;
CREATE TRIGGER patients_contacts_delete AFTER DELETE ON patients BEGIN
  INSERT INTO patients_contacts (patients_contacts, rowid, contact_parts)
  VALUES ('delete', old.rowno, old.contact_parts);
END;
