-- Deposits that were used for an invoice in [:from, :to), and credit that became a deposit again. What
-- moves from invoice to invoice stays on one account. CROSS JOIN keeps SQLite on the days.
SELECT a.created_at, a.amount, a.currency, a.from_receipt_id IS NOT NULL AS is_use,
  coalesce(t.invoice_number, f.invoice_number) AS document,
  trim(coalesce(p.first_name, '') || ' ' || p.last_name) AS patient, p.id AS patient_id
FROM allocations a
CROSS JOIN patients p ON p.id = a.patient_id
LEFT JOIN billing f ON f.id = a.from_billing_id
LEFT JOIN billing t ON t.id = a.to_billing_id
WHERE a.created_at >= :from AND a.created_at < :to
  AND (a.from_receipt_id IS NULL) <> (a.to_receipt_id IS NULL)
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY a.created_at, a.rowno
