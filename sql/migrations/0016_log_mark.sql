-- Which write-ahead log belongs to the file. Every change draws a new mark and keeps the one before
-- it, so that the marks in a log are a chain which begins in its own file, and in no other.

CREATE TABLE log_mark (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  mark     BLOB NOT NULL CHECK (length(mark) = 16),
  -- Zeros in the first one.
  previous BLOB NOT NULL CHECK (length(previous) = 16)
) STRICT;
INSERT INTO log_mark (id, mark, previous) VALUES (1, randomblob(16), zeroblob(16));
