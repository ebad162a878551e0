-- The first and the last day on which anything was issued, credited, paid or used as credit.
SELECT min(day) AS first, max(day) AS last FROM (
  SELECT min(b.invoice_date) AS day FROM billing b WHERE {issued}
  UNION ALL SELECT max(b.invoice_date) FROM billing b WHERE {issued}
  UNION ALL SELECT min(note_date) FROM credit_notes
  UNION ALL SELECT max(note_date) FROM credit_notes
  UNION ALL SELECT min(payment_date) FROM payments
  UNION ALL SELECT max(payment_date) FROM payments
)
