-- The patients who were billed most in [:from, :to], ten of each currency.
SELECT t.currency, t.patient_id, p.first_name, p.last_name, t.count, t.billed
FROM (
  SELECT b.currency, b.patient_id, count(*) AS count, sum(b.total_amount - b.amount_credited) AS billed,
    row_number() OVER (PARTITION BY b.currency ORDER BY sum(b.total_amount - b.amount_credited) DESC, b.patient_id) AS place
  FROM billing b
  WHERE b.invoice_date >= :from AND b.invoice_date <= :to AND b.status NOT IN ('DRAFT', 'CANCELLED', 'REFUNDED')
    AND (
      :dietitian IS NULL
      OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
    )
  GROUP BY b.currency, b.patient_id
) t
JOIN patients p ON p.id = t.patient_id
WHERE t.place <= 10
ORDER BY t.currency, t.place
