FROM billing b
WHERE b.visit_id = ?1
ORDER BY b.invoice_date, b.id
