-- A role is changed as every other record: by who knows its version, or by the last who writes.
ALTER TABLE roles ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
