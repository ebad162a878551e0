-- The invoices dated in [:from, :to], by currency and status on the day :today.
SELECT b.currency, {status} AS status, count(*) AS count, sum(b.amount) AS amount,
  sum(b.tax_amount) AS tax_amount
FROM billing b
WHERE b.invoice_date >= :from AND b.invoice_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2
