-- A credit note with its invoice and its lines, amounts in the currency's decimals.
SELECT json_object('id', n.id, 'number', n.number, 'date', n.note_date, 'currency', n.currency,
  'reason', n.reason, 'snapshot', json(n.snapshot), 'patient_id', b.patient_id,
  'billing_id', b.id, 'invoice_number', b.invoice_number, 'invoice_date', b.invoice_date,
  'amount', n.amount / minor_units(n.currency), 'tax_amount', n.tax_amount / minor_units(n.currency),
  'total_amount', n.total_amount / minor_units(n.currency),
  'lines', (
    SELECT json_group_array(json_object('description', c.description,
      'quantity', c.quantity_milli / 1000.0, 'unit_price', c.unit_price / minor_units(n.currency),
      'tax_rate', c.tax_rate_milli / 1000.0, 'second_tax_rate', c.second_tax_rate_milli / 1000.0,
      'amount', c.amount / minor_units(n.currency), 'tax_amount', c.tax_amount / minor_units(n.currency),
      'second_tax_amount', c.second_tax_amount / minor_units(n.currency)) ORDER BY c.position)
    FROM credit_note_lines c
    WHERE c.credit_note_id = n.id
  ))
FROM credit_notes n
JOIN billing b ON b.id = n.billing_id
JOIN patients p ON p.id = b.patient_id
WHERE n.id = :id AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
