-- A document that was deleted by mistake can be brought back: it is hidden, not destroyed.

ALTER TABLE documents ADD COLUMN deleted_at TEXT;
ALTER TABLE documents ADD COLUMN deleted_by TEXT REFERENCES users (id) ON DELETE RESTRICT;
