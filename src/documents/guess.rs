//! What a file is for, by its name and kind, where nobody has said it.

use crate::text::fold;

/// Beginnings of words in the names of files, folded, in both languages; the first that is found decides.
const NAMED: &[(&str, &[&str])] = &[
    ("consent_form", &["consent"]),
    ("insurance_card", &["insurance", "mutuelle", "vitale", "assurance"]),
    ("prescription", &["prescription", "ordonnance", "rezept"]),
    (
        "lab_result",
        &["lab", "blood", "analyse", "bilan", "sang", "resultat", "biolog", "hba1c", "results"],
    ),
    ("meal_plan", &["meal", "menu", "repas"]),
    ("diet_plan", &["diet", "regime", "plan"]),
    ("profile_photo", &["profile", "portrait", "profil"]),
    ("medical_record", &["medical", "letter", "report", "rapport", "courrier", "compte"]),
];
/// What cameras call their pictures.
const CAMERAS: &[&str] = &["img", "dsc", "dscn", "pxl", "photo", "image", "p"];

/// The type of document that a name and a MIME type suggest.
pub(super) fn document_type(name: &str, mime: &str) -> &'static str {
    let folded = fold(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let mut words = folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let is_picture = mime.starts_with("image/");
    let named = words.clone().find_map(|word| {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|one| word.starts_with(one));
        NAMED.iter().find(|(_, beginnings)| begins(beginnings)).map(|(kind, _)| *kind)
    });
    match named {
        Some(kind) => kind,
        None if is_picture && words.next().is_none_or(|word| CAMERAS.contains(&word)) => {
            "progress_photo"
        }
        None => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::document_type;

    #[test]
    fn a_file_is_taken_for_what_its_name_says() {
        for (name, mime, kind) in [
            ("Bilan sanguin 2026-03.pdf", "application/pdf", "lab_result"),
            ("blood_test.pdf", "application/pdf", "lab_result"),
            ("Résultats_HbA1c.pdf", "application/pdf", "lab_result"),
            ("Ordonnance Dr Roux.jpg", "image/jpeg", "prescription"),
            ("IMG_2041.jpg", "image/jpeg", "progress_photo"),
            ("20260301_101500.jpg", "image/jpeg", "progress_photo"),
            ("PXL_20260301.heic", "image/heif", "progress_photo"),
            ("fridge.jpg", "image/jpeg", "other"),
            ("consentement signé.pdf", "application/pdf", "consent_form"),
            ("carte mutuelle.png", "image/png", "insurance_card"),
            ("notes.txt", "text/plain", "other"),
        ] {
            assert_eq!(document_type(name, mime), kind, "{name}");
        }
    }
}
