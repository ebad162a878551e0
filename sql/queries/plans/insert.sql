INSERT INTO plans (id, patient_id, title, from_date, to_date, notes, targets, energy, days, created_by, updated_by,
  created_at, updated_at)
VALUES (:id, :patient_id, :title, :from_date, :to_date, :notes, :targets, :energy, :days, :by, :by, :now, :now)
