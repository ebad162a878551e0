-- What is owed for invoices dated in [:from, :to], by currency and by days past due on :today.
SELECT b.currency,
  CASE
    WHEN julianday(:today) - julianday(b.due_date) <= 30 THEN 0
    WHEN julianday(:today) - julianday(b.due_date) <= 60 THEN 1
    WHEN julianday(:today) - julianday(b.due_date) <= 90 THEN 2
    ELSE 3
  END AS bucket,
  b.due_date < :today AS overdue, count(*) AS count, sum(b.balance) AS balance
FROM billing b
WHERE b.status IN ('PENDING', 'PARTIAL') AND b.invoice_date >= :from AND b.invoice_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2, 3
