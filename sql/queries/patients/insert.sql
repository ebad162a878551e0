INSERT INTO patients (id, file_number, first_name, last_name, former_names, first_name_folded, last_name_folded, name_words,
  contact_folded, number_parts, date_of_birth, gender, equation_sex, email, phone, address, city, postal_code, country,
  emergency_contact_name, emergency_contact_phone, medical_notes, dietary_preferences, allergies,
  assigned_dietitian_id, created_by, updated_by, created_at, updated_at)
VALUES (:id, :file_number, :first_name, :last_name, :former_names, :first_name_folded, :last_name_folded, :name_words,
  :contact_folded, :number_parts, :date_of_birth, :gender, :equation_sex, :email, :phone, :address, :city, :postal_code, :country,
  :emergency_contact_name, :emergency_contact_phone, :medical_notes, :dietary_preferences, :allergies,
  :assigned_dietitian_id, :by, :by, :now, :now)
