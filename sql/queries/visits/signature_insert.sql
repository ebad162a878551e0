INSERT INTO visit_signatures (visit_id, edition, chief_complaint, assessment, nutrition_diagnosis, intervention,
  monitoring_evaluation, recommendations, private_notes, figures, digest, signed_by, signed_at)
VALUES (:visit_id, :edition, :chief_complaint, :assessment, :nutrition_diagnosis, :intervention,
  :monitoring_evaluation, :recommendations, :private_notes, :figures, :digest, :by, :now)
