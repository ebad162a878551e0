INSERT INTO payments (id, billing_id, receipt_id, kind, amount, method, payment_date, reference, reverses_id,
  created_by, created_at)
VALUES (:id, :billing_id, :receipt_id, :kind, :amount, :method, :payment_date, :reference, :reverses_id, :by, :now)
