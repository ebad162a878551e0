-- The clinic's letterhead: its logo, its account, its terms; who practises under which number; why a
-- service bears no tax. A logo is kept by its hash: a document names the one that it was issued with.

CREATE TABLE logos (
  sha256     TEXT PRIMARY KEY NOT NULL CHECK (length(sha256) = 64),
  mime_type  TEXT NOT NULL CHECK (mime_type IN ('image/png', 'image/jpeg')),
  width      INTEGER NOT NULL CHECK (width > 0),
  height     INTEGER NOT NULL CHECK (height > 0),
  content    BLOB NOT NULL CHECK (length(content) BETWEEN 1 AND 524288),
  created_by TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at TEXT NOT NULL
) STRICT;

ALTER TABLE settings ADD COLUMN logo_sha256 TEXT REFERENCES logos (sha256) ON DELETE RESTRICT;
ALTER TABLE settings ADD COLUMN iban TEXT;
ALTER TABLE settings ADD COLUMN payment_terms TEXT;
ALTER TABLE users ADD COLUMN registration_number TEXT;
ALTER TABLE services ADD COLUMN exemption_reason TEXT;
