-- What is paid and credited by now, and the last payment that still stands.
UPDATE billing SET amount_paid = :paid, amount_credited = :credited, balance = :balance, status = :status,
  (payment_method, payment_date) = (
    SELECT y.method, y.payment_date
    FROM payments y
    WHERE y.billing_id = :id AND y.kind = 'PAYMENT'
      AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.reverses_id = y.id)
    ORDER BY y.rowno DESC
    LIMIT 1
  ),
  updated_by = :by, updated_at = :now, version = version + 1
WHERE id = :id
