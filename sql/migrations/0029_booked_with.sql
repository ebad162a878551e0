-- The consultation at whose end an appointment was booked: taking that end back takes it back too.

ALTER TABLE visits ADD COLUMN booked_with TEXT REFERENCES visits (id) ON DELETE RESTRICT;
