UPDATE patients SET file_number = :file_number, first_name = :first_name, last_name = :last_name, former_names = :former_names,
  first_name_folded = :first_name_folded, last_name_folded = :last_name_folded, name_words = :name_words,
  contact_folded = :contact_folded, number_parts = :number_parts, contact_parts = :contact_parts, date_of_birth = :date_of_birth, gender = :gender, equation_sex = :equation_sex,
  {changes of texts}
  assigned_dietitian_id = :assigned_dietitian_id, updated_by = :by, updated_at = :now, version = version + 1
WHERE id = :id
