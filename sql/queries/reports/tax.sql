-- Net and tax by rate: lines of what was issued in [:from, :to], less lines of credit notes of
-- that time. A rate is null where only the amounts are known.
SELECT currency, rate, sum(net) AS net, sum(tax) AS tax
FROM (
  SELECT b.currency, l.tax_rate_milli AS rate, l.amount AS net, l.tax_amount AS tax
  FROM billing b
  JOIN billing_lines l ON l.billing_id = b.id
  WHERE b.invoice_date >= :from AND b.invoice_date <= :to AND {issued}
    AND (
      :dietitian IS NULL
      OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
    )
  UNION ALL
  SELECT n.currency, c.tax_rate_milli, -c.amount, -c.tax_amount
  FROM credit_notes n
  CROSS JOIN credit_note_lines c ON c.credit_note_id = n.id
  CROSS JOIN billing b ON b.id = n.billing_id
  WHERE n.note_date >= :from AND n.note_date <= :to
    AND (
      :dietitian IS NULL
      OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
    )
)
GROUP BY currency, rate
HAVING sum(net) <> 0 OR sum(tax) <> 0
