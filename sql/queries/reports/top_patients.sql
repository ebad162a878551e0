-- The patients who were billed most in [:from, :to], ten of each currency: what was issued for them
-- less their credit notes, each by its own date.
SELECT t.currency, t.patient_id, nullif(p.first_name, ''), p.last_name, t.count, t.billed
FROM (
  SELECT c.currency, c.patient_id, sum(c.count) AS count, sum(c.billed) AS billed,
    row_number() OVER (PARTITION BY c.currency ORDER BY sum(c.billed) DESC, c.patient_id) AS place
  FROM (
    SELECT b.currency, b.patient_id, count(*) AS count, sum(b.total_amount) AS billed
    FROM billing b
    WHERE b.invoice_date >= :from AND b.invoice_date <= :to AND {issued}
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
    GROUP BY b.currency, b.patient_id
    UNION ALL
    SELECT n.currency, b.patient_id, 0, -n.total_amount
    FROM credit_notes n
    CROSS JOIN billing b ON b.id = n.billing_id
    WHERE n.note_date >= :from AND n.note_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
  ) c
  GROUP BY c.currency, c.patient_id
) t
JOIN patients p ON p.id = t.patient_id
WHERE t.place <= 10 AND t.billed > 0
ORDER BY t.currency, t.place
