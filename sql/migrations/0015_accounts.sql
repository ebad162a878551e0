-- A search for a colleague must not tell their e-mail address: the text that is searched holds the
-- names alone. Whoever may see addresses searches them in their own column.
UPDATE users SET search_folded = (
  WITH RECURSIVE words (rest, word) AS (
    SELECT search_folded || ' ', ''
    UNION ALL
    SELECT substr(rest, instr(rest, ' ') + 1), substr(rest, 1, instr(rest, ' ') - 1)
    FROM words WHERE rest <> ''
  )
  SELECT coalesce(group_concat('  ' || word, ''), '') FROM words
  WHERE word <> '' AND word <> email_folded
    AND NOT (instr(word, '.') > 0 AND substr(email_folded, -length(word)) = word)
);

-- When somebody confirmed the clinic's name, zone and currency; until then an administrator is
-- asked for them. Who has changed them before has seen them.
ALTER TABLE settings ADD COLUMN confirmed_at TEXT;
UPDATE settings SET confirmed_at = updated_at WHERE version > 1;
