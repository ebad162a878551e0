INSERT INTO patients (id, file_number, first_name, last_name, former_names, first_name_folded, last_name_folded, name_words,
  contact_folded, number_parts, contact_parts, date_of_birth, gender, equation_sex, {texts}
  assigned_dietitian_id, created_by, updated_by, created_at, updated_at)
VALUES (:id, :file_number, :first_name, :last_name, :former_names, :first_name_folded, :last_name_folded, :name_words,
  :contact_folded, :number_parts, :contact_parts, :date_of_birth, :gender, :equation_sex, {values of texts}
  :assigned_dietitian_id, :by, :by, :now, :now)
