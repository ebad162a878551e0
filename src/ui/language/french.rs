//! The French catalogue: what the pages say, and what the rules say of a field.

/// English and French, by the English.
pub(super) const CATALOGUE: &[(&str, &str)] = &[
    ("is required", "est obligatoire"),
    ("must be from {} to {}", "doit être compris entre {} et {}"),
];
