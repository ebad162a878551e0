-- The invoices dated in [:from, :to], by currency, status on the day :today and way of payment.
SELECT b.currency,
  CASE WHEN b.status IN ('PENDING', 'PARTIAL') AND b.due_date < :today THEN 'OVERDUE' ELSE b.status END AS status,
  b.payment_method, count(*) AS count, sum(b.amount) AS amount, sum(b.tax_amount) AS tax_amount,
  sum(b.balance) AS balance
FROM billing b
WHERE b.invoice_date >= :from AND b.invoice_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2, 3
