-- The accounts that the journal books to, where they are not the usual ones: a JSON object of numbers.
ALTER TABLE settings ADD COLUMN accounts TEXT CHECK (accounts IS NULL OR json_valid(accounts));
