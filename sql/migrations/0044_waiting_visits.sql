-- The visit that an entry of the waiting list was booked as: when it is cancelled, whoever waited waits again.
ALTER TABLE waiting_list ADD COLUMN visit_id TEXT REFERENCES visits (id) ON DELETE SET NULL;
