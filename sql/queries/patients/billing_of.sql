FROM billing b
WHERE b.patient_id IN (SELECT value FROM json_each(?1))
ORDER BY b.patient_id, b.invoice_date DESC, b.id DESC
