-- Net and tax by rate: lines of what was issued in [:from, :to], less lines of credit notes of
-- that time, and how many of those invoices have a line of the rate: the first one of each counts.
-- A rate is null where only the amounts are known; a second tax has a row of its own, beside the
-- same net.
WITH lines AS (
  SELECT b.currency, l.tax_rate_milli AS rate, l.second_tax_rate_milli AS second_rate, l.amount AS net,
    l.tax_amount AS tax, l.second_tax_amount AS second_tax,
    NOT EXISTS (
      SELECT 1 FROM billing_lines e
      WHERE e.billing_id = l.billing_id AND e.position < l.position AND e.tax_rate_milli IS l.tax_rate_milli
    ) AS is_first,
    l.second_tax_rate_milli IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM billing_lines e
      WHERE e.billing_id = l.billing_id AND e.position < l.position
        AND e.second_tax_rate_milli = l.second_tax_rate_milli
    ) AS is_second_first
  FROM billing b
  JOIN billing_lines l ON l.billing_id = b.id
  WHERE b.invoice_date >= :from AND b.invoice_date <= :to AND {issued}
    AND (
      :dietitian IS NULL
      OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
    )
  UNION ALL
  SELECT n.currency, c.tax_rate_milli, c.second_tax_rate_milli, -c.amount, -c.tax_amount, -c.second_tax_amount,
    0, 0
  FROM credit_notes n
  CROSS JOIN credit_note_lines c ON c.credit_note_id = n.id
  CROSS JOIN billing b ON b.id = n.billing_id
  WHERE n.note_date >= :from AND n.note_date <= :to
    AND (
      :dietitian IS NULL
      OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
    )
),
sums AS (
  SELECT currency, rate, second_rate, sum(net) AS net, sum(tax) AS tax, sum(second_tax) AS second_tax,
    sum(is_first) AS invoices, sum(is_second_first) AS second_invoices
  FROM lines
  GROUP BY 1, 2, 3
)
SELECT currency, rate, 0 AS is_second, sum(net) AS net, sum(tax - second_tax) AS tax, sum(invoices) AS count
FROM sums
GROUP BY 1, 2
HAVING sum(net) <> 0 OR sum(tax - second_tax) <> 0
UNION ALL
SELECT currency, second_rate, 1, sum(net), sum(second_tax), sum(second_invoices)
FROM sums
WHERE second_rate IS NOT NULL
GROUP BY 1, 2
HAVING sum(net) <> 0 OR sum(second_tax) <> 0
