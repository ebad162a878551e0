UPDATE plans SET title = :title, from_date = :from_date, to_date = :to_date, notes = :notes, targets = :targets,
  energy = :energy, days = :days, updated_by = :by, updated_at = :now, version = version + 1
WHERE id = :id
