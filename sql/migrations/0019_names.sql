-- People with one name keep it as their last name, and the first is then empty. Former names are
-- found by a search. How names and numbers are folded for searches is the program's to say: where it
-- folds otherwise than it did (search_rules), a start folds all patients anew.

ALTER TABLE patients ADD COLUMN former_names TEXT;
ALTER TABLE patients ADD COLUMN full_name TEXT
  GENERATED ALWAYS AS (ltrim(first_name || ' ' || last_name)) VIRTUAL;

-- What a mistyped word may have meant: the words of all names, each once.
CREATE TABLE name_terms (
  term TEXT PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE search_rules (
  version INTEGER NOT NULL
) STRICT;
INSERT INTO search_rules (version) VALUES (0);
