-- What can be read in a document: its text, found by the search. A row says that it was tried.
CREATE TABLE document_texts (
  rowno       INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL UNIQUE REFERENCES documents (id) ON DELETE CASCADE,
  text        TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE documents_search USING fts5 (
  text, content = 'document_texts', content_rowid = 'rowno', tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
);
CREATE TRIGGER documents_search_insert AFTER INSERT ON document_texts BEGIN
  INSERT INTO documents_search (rowid, text) VALUES (new.rowno, new.text);
END;
CREATE TRIGGER documents_search_update AFTER UPDATE OF text ON document_texts BEGIN
  INSERT INTO documents_search (documents_search, rowid, text) VALUES ('delete', old.rowno, old.text);
  INSERT INTO documents_search (rowid, text) VALUES (new.rowno, new.text);
END;
CREATE TRIGGER documents_search_delete AFTER DELETE ON document_texts BEGIN
  INSERT INTO documents_search (documents_search, rowid, text) VALUES ('delete', old.rowno, old.text);
END;

-- The language in which papers are printed for a patient.
ALTER TABLE patients ADD COLUMN language TEXT CHECK (language IN ('en', 'fr'));
