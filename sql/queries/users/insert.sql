INSERT INTO users (
  id, username, username_folded, email, email_folded, password_hash, password_changed_at,
  must_change_password, first_name, last_name, last_name_folded, search_folded, registration_number, role_id, locale,
  created_by, updated_by, created_at, updated_at
) VALUES (
  :id, :username, :username_folded, :email, :email_folded, :password_hash, :now,
  :must_change_password, :first_name, :last_name, :last_name_folded, :search_folded,
  :registration_number, :role_id, :locale, :actor, :actor, :now, :now
)
