-- What a receipt brought in: each share with its invoice, or none for a deposit, and the day on which
-- it was taken back.
SELECT y.id, y.amount, b.id AS invoice, b.invoice_number, b.invoice_date,
  (SELECT l.description FROM billing_lines l WHERE l.billing_id = b.id ORDER BY l.position LIMIT 1) AS what,
  (SELECT count(*) - 1 FROM billing_lines l WHERE l.billing_id = b.id) AS others,
  (SELECT r.payment_date FROM payments r WHERE r.reverses_id = y.id LIMIT 1) AS taken_back
FROM payments y
LEFT JOIN billing b ON b.id = y.billing_id
WHERE y.receipt_id = ?1
ORDER BY y.rowno
