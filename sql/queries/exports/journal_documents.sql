-- What was issued and credited on days in [:from, :to], by document and rate; of credit notes the
-- sums are negative. CROSS JOIN and the plus keep SQLite on the days, of which there are few.
SELECT b.invoice_date AS day, 'INVOICE' AS kind, b.id AS id, b.invoice_number AS document, NULL AS reference,
  trim(coalesce(p.first_name, '') || ' ' || p.last_name) AS patient, p.id AS patient_id, b.currency AS currency,
  l.tax_rate_milli AS rate, l.second_tax_rate_milli AS second_rate, sum(l.amount) AS net,
  sum(l.tax_amount - l.second_tax_amount) AS tax, sum(l.second_tax_amount) AS second_tax
FROM billing b
CROSS JOIN billing_lines l ON l.billing_id = b.id
CROSS JOIN patients p ON p.id = b.patient_id
WHERE b.invoice_date >= :from AND b.invoice_date <= :to AND {issued}
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
GROUP BY +b.id, l.tax_rate_milli, l.second_tax_rate_milli
UNION ALL
SELECT n.note_date, 'CREDIT_NOTE', n.id, n.number, b.invoice_number,
  trim(coalesce(p.first_name, '') || ' ' || p.last_name), p.id, n.currency,
  c.tax_rate_milli, c.second_tax_rate_milli, -sum(c.amount),
  -sum(c.tax_amount - c.second_tax_amount), -sum(c.second_tax_amount)
FROM credit_notes n
CROSS JOIN credit_note_lines c ON c.credit_note_id = n.id
CROSS JOIN billing b ON b.id = n.billing_id
CROSS JOIN patients p ON p.id = b.patient_id
WHERE n.note_date >= :from AND n.note_date <= :to
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
GROUP BY +n.id, c.tax_rate_milli, c.second_tax_rate_milli
ORDER BY 1, 2, 4, 9, 10
