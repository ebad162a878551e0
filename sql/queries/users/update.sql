UPDATE users SET
  username = :username, username_folded = :username_folded,
  email = :email, email_folded = :email_folded,
  first_name = :first_name, last_name = :last_name, last_name_folded = :last_name_folded,
  search_folded = :search_folded, registration_number = :registration_number, role_id = :role_id, locale = :locale,
  updated_by = :actor, updated_at = :now, version = version + 1
WHERE id = :id
