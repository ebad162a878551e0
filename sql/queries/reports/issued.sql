-- What was issued on days in [:from, :to] and not cancelled, by currency and month.
SELECT b.currency, substr(b.invoice_date, 1, 7) AS month, count(*) AS count,
  sum(b.total_amount) AS total
FROM billing b
WHERE b.invoice_date >= :from AND b.invoice_date <= :to AND {issued}
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2
