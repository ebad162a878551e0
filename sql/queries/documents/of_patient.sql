-- ?1 patient, ?2 whether clinical documents show: what hangs on the patient, and what hangs on one of their visits.
SELECT o.id, o.resource_type, o.resource_id, o.document_type, o.original_filename, o.mime_type, o.file_size,
  o.sha256, o.title, o.description, o.created_by, o.updated_by, o.created_at, o.updated_at, o.version
FROM (SELECT 'patient' AS type, ?1 AS id UNION ALL
      SELECT 'visit', w.id FROM visits w WHERE w.patient_id = ?1 AND w.deleted_at IS NULL) owner
CROSS JOIN documents o ON o.resource_type = owner.type AND o.resource_id = owner.id
WHERE o.deleted_at IS NULL AND (?2 OR o.document_type IN ('insurance_card', 'consent_form'))
ORDER BY o.created_at DESC, o.id DESC
