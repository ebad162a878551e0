-- ?1 patient, (?2, ?3) the place before which entries lie, ?4 how many, ?5 the clinic's day,
-- ?6 whether clinical text shows, ?7 visits and what belongs to them, ?8 invoices and payments, ?9 documents.
-- Each branch stops at ?4 rows of its own before the merge.
SELECT * FROM (
  SELECT 'visit' AS type, v.id AS id, v.visit_date AS at,
    json_object('status', v.status, 'visit_type', v.visit_type, 'duration_minutes', v.duration_minutes,
      'chief_complaint', v.chief_complaint,
      'dietitian', (SELECT json_object('id', d.id, 'username', d.username, 'first_name', d.first_name,
                                       'last_name', d.last_name) FROM users d WHERE d.id = v.dietitian_id)) AS fields,
    NULL AS currency, NULL AS amount, NULL AS balance
  FROM visits v
  WHERE ?7 AND v.patient_id = ?1 AND v.deleted_at IS NULL AND (v.visit_date, v.id) < (?2, ?3)
  ORDER BY v.visit_date DESC, v.id DESC LIMIT ?4)
UNION ALL
SELECT * FROM (
  SELECT 'measurement', m.id, m.measured_at,
    json_object('visit_id', m.visit_id, 'weight_kg', m.weight_kg, 'height_cm', m.height_cm,
      'waist_circumference_cm', m.waist_circumference_cm, 'hip_circumference_cm', m.hip_circumference_cm,
      'body_fat_percentage', m.body_fat_percentage, 'blood_pressure_systolic', m.blood_pressure_systolic,
      'blood_pressure_diastolic', m.blood_pressure_diastolic, 'bmi', m.bmi, 'whr', m.whr, 'whtr', m.whtr),
    NULL, NULL, NULL
  FROM visit_measurements m JOIN visits v ON v.id = m.visit_id
  WHERE ?6 AND ?7 AND m.patient_id = ?1 AND m.deleted_at IS NULL AND v.deleted_at IS NULL AND (m.measured_at, m.id) < (?2, ?3)
  ORDER BY m.measured_at DESC, m.id DESC LIMIT ?4)
UNION ALL
SELECT * FROM (
  SELECT 'invoice', b.id, b.invoice_date,
    json_object('invoice_number', b.invoice_number, 'visit_id', b.visit_id, 'due_date', b.due_date,
      'status', {status},
      'currency', b.currency),
    b.currency, b.total_amount, b.balance
  FROM billing b
  WHERE ?8 AND b.patient_id = ?1 AND (b.invoice_date, b.id) < (?2, ?3)
  ORDER BY b.invoice_date DESC, b.id DESC LIMIT ?4)
UNION ALL
SELECT * FROM (
  SELECT 'payment', y.id, y.payment_date,
    json_object('billing_id', y.billing_id, 'invoice_number', b.invoice_number, 'kind', y.kind, 'method', y.method,
      'reference', y.reference, 'currency', y.currency),
    y.currency, y.amount, NULL
  FROM payments y LEFT JOIN billing b ON b.id = y.billing_id
  WHERE ?8 AND y.patient_id = ?1 AND (y.payment_date, y.id) < (?2, ?3)
  ORDER BY y.payment_date DESC, y.id DESC LIMIT ?4)
UNION ALL
SELECT * FROM (
  SELECT 'document', o.id, o.created_at,
    json_object('document_type', o.document_type, 'title', o.title, 'original_filename', o.original_filename,
      'mime_type', o.mime_type, 'file_size', o.file_size, 'resource_type', o.resource_type, 'resource_id', o.resource_id),
    NULL, NULL, NULL
  FROM (SELECT 'patient' AS type, ?1 AS id UNION ALL
        SELECT 'visit', w.id FROM visits w WHERE ?7 AND w.patient_id = ?1 AND w.deleted_at IS NULL) owner
  CROSS JOIN documents o ON o.resource_type = owner.type AND o.resource_id = owner.id
  WHERE ?9 AND o.deleted_at IS NULL AND (?6 OR o.document_type IN ('insurance_card', 'consent_form'))
    AND (o.created_at, o.id) < (?2, ?3)
  ORDER BY o.created_at DESC, o.id DESC LIMIT ?4)
ORDER BY at DESC, id DESC LIMIT ?4
