-- A patient counts as active who was seen in so many last months.
ALTER TABLE settings ADD COLUMN active_months INTEGER NOT NULL DEFAULT 12 CHECK (active_months BETWEEN 1 AND 120);
