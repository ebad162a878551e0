FROM billing b
WHERE b.visit_id IN (SELECT value FROM json_each(?1))
ORDER BY b.visit_id, b.invoice_date, b.id
