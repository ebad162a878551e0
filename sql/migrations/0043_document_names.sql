-- What a document is called, found by the beginnings of its words: a search reads those that are called
-- so, not the names of all. Numbered by a column of its own, which a copy of the file keeps.
CREATE TABLE document_names (
  rowno       INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL UNIQUE REFERENCES documents (id) ON DELETE CASCADE,
  title       TEXT NOT NULL,
  file        TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE documents_named USING fts5 (
  title, file, content = 'document_names', content_rowid = 'rowno',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
);

CREATE TRIGGER document_names_insert AFTER INSERT ON documents BEGIN
  INSERT INTO document_names (document_id, title, file)
  VALUES (new.id, coalesce(new.title, ''), new.original_filename);
END;
CREATE TRIGGER document_names_update AFTER UPDATE OF title, original_filename ON documents BEGIN
  UPDATE document_names SET title = coalesce(new.title, ''), file = new.original_filename
  WHERE document_id = new.id;
END;

CREATE TRIGGER documents_named_insert AFTER INSERT ON document_names BEGIN
  INSERT INTO documents_named (rowid, title, file) VALUES (new.rowno, new.title, new.file);
END;
CREATE TRIGGER documents_named_update AFTER UPDATE ON document_names BEGIN
  INSERT INTO documents_named (documents_named, rowid, title, file)
  VALUES ('delete', old.rowno, old.title, old.file);
  INSERT INTO documents_named (rowid, title, file) VALUES (new.rowno, new.title, new.file);
END;
CREATE TRIGGER documents_named_delete AFTER DELETE ON document_names BEGIN
  INSERT INTO documents_named (documents_named, rowid, title, file)
  VALUES ('delete', old.rowno, old.title, old.file);
END;

INSERT INTO document_names (document_id, title, file)
SELECT id, coalesce(title, ''), original_filename FROM documents ORDER BY created_at, id;
