//! What CIQUAL measures: code, name, unit, and what it is here.

use crate::nutrition::nutrients::{Tag, Unit};

/// Those of 2025; 2020 has all but seven of them.
const CONSTITUENTS: [(u32, &str, Unit, Tag); 74] = [
    (327, "Energie, Règlement UE N° 1169/2011", Unit::Kj, Tag::ENERC_KJ),
    (328, "Energie, Règlement UE N° 1169/2011", Unit::Kcal, Tag::ENERC_KCAL),
    (332, "Energie, N x facteur Jones, avec fibres", Unit::Kj, Tag::ENERCJ_KJ),
    (333, "Energie, N x facteur Jones, avec fibres", Unit::Kcal, Tag::ENERCJ_KCAL),
    (400, "Eau", Unit::G, Tag::WATER),
    (10000, "Cendres", Unit::G, Tag::ASH),
    (10004, "Sel chlorure de sodium", Unit::G, Tag::NACL),
    (10110, "Sodium", Unit::Mg, Tag::NA),
    (10120, "Magnésium", Unit::Mg, Tag::MG),
    (10150, "Phosphore", Unit::Mg, Tag::P),
    (10170, "Chlorure", Unit::Mg, Tag::CLD),
    (10190, "Potassium", Unit::Mg, Tag::K),
    (10200, "Calcium", Unit::Mg, Tag::CA),
    (10251, "Manganèse", Unit::Mg, Tag::MN),
    (10260, "Fer", Unit::Mg, Tag::FE),
    (10290, "Cuivre", Unit::Mg, Tag::CU),
    (10300, "Zinc", Unit::Mg, Tag::ZN),
    (10340, "Sélénium", Unit::Ug, Tag::SE),
    (10530, "Iode", Unit::Ug, Tag::ID),
    (25000, "Protéines, N x facteur de Jones", Unit::G, Tag::PROCNT),
    (25003, "Protéines, N x 6.25", Unit::G, Tag::PROT625),
    (31000, "Glucides", Unit::G, Tag::CHOAVL),
    (32000, "Sucres", Unit::G, Tag::SUGAR),
    (32210, "Fructose", Unit::G, Tag::FRUS),
    (32220, "Galactose", Unit::G, Tag::GALS),
    (32250, "Glucose", Unit::G, Tag::GLUS),
    (32410, "Lactose", Unit::G, Tag::LACS),
    (32430, "Maltose", Unit::G, Tag::MALS),
    (32480, "Saccharose", Unit::G, Tag::SUCS),
    (33110, "Amidon", Unit::G, Tag::STARCH),
    (34000, "Polyols totaux", Unit::G, Tag::POLYL),
    (34100, "Fibres alimentaires", Unit::G, Tag::FIBTG),
    (40000, "Lipides", Unit::G, Tag::FAT),
    (40302, "AG saturés", Unit::G, Tag::FASAT),
    (40303, "AG monoinsaturés", Unit::G, Tag::FAMS),
    (40304, "AG polyinsaturés", Unit::G, Tag::FAPU),
    (40400, "AG 4:0, butyrique", Unit::G, Tag::F4D0),
    (40600, "AG 6:0, caproïque", Unit::G, Tag::F6D0),
    (40800, "AG 8:0, caprylique", Unit::G, Tag::F8D0),
    (41000, "AG 10:0, caprique", Unit::G, Tag::F10D0),
    (41200, "AG 12:0, laurique", Unit::G, Tag::F12D0),
    (41400, "AG 14:0, myristique", Unit::G, Tag::F14D0),
    (41600, "AG 16:0, palmitique", Unit::G, Tag::F16D0),
    (41800, "AG 18:0, stéarique", Unit::G, Tag::F18D0),
    (41819, "AG 18:1 9c (n-9), oléique", Unit::G, Tag::F18D1CN9),
    (41826, "AG 18:2 9c,12c (n-6), linoléique", Unit::G, Tag::F18D2CN6),
    (41833, "AG 18:3 c9,c12,c15 (n-3), alpha-linolénique", Unit::G, Tag::F18D3CN3),
    (42046, "AG 20:4 5c,8c,11c,14c (n-6), arachidonique", Unit::G, Tag::F20D4CN6),
    (42053, "AG 20:5 5c,8c,11c,14c,17c (n-3) EPA", Unit::G, Tag::F20D5CN3),
    (42263, "AG 22:6 4c,7c,10c,13c,16c,19c (n-3) DHA", Unit::G, Tag::F22D6CN3),
    (51104, "Activité vitaminique A, équivalents rétinol", Unit::Ug, Tag::VITA_RE),
    (51200, "Rétinol", Unit::Ug, Tag::RETOL),
    (51330, "Beta-Carotène", Unit::Ug, Tag::CARTB),
    (52100, "Vitamine D", Unit::Ug, Tag::VITD),
    (52200, "Vitamine D2 (ergocalciférol)", Unit::Ug, Tag::ERGCAL),
    (52300, "Vitamine D3 (cholécalciférol)", Unit::Ug, Tag::CHOCAL),
    (53100, "Vitamine E", Unit::Mg, Tag::VITE),
    (54101, "Vitamine K1", Unit::Ug, Tag::VITK1),
    (54104, "Vitamine K2", Unit::Ug, Tag::VITK2),
    (55100, "Vitamine C", Unit::Mg, Tag::VITC),
    (56100, "Vitamine B1 ou Thiamine", Unit::Mg, Tag::THIA),
    (56200, "Vitamine B2 ou Riboflavine", Unit::Mg, Tag::RIBF),
    (56310, "Vitamine B3 ou PP ou Niacine", Unit::Mg, Tag::NIA),
    (56400, "Vitamine B5 ou Acide pantothénique", Unit::Mg, Tag::PANTAC),
    (56500, "Vitamine B6", Unit::Mg, Tag::VITB6),
    (56600, "Vitamine B12", Unit::Ug, Tag::VITB12),
    (56700, "Vitamine B9 ou Folates totaux", Unit::Ug, Tag::FOL),
    (
        56702,
        "Vitamine B9 ou Folates totaux, équivalents folates alimentaires, DFE",
        Unit::Ug,
        Tag::FOLDFE,
    ),
    (56704, "Folates intrinsèques", Unit::Ug, Tag::FOLFD),
    (56708, "Acide folique (enrichissement)", Unit::Ug, Tag::FOLAC),
    (60000, "Alcool (éthanol)", Unit::G, Tag::ALC),
    (65000, "Acides organiques", Unit::G, Tag::OA),
    (71010, "Alpha-tocophérol (vitamine E)", Unit::Mg, Tag::TOCPHA),
    (75100, "Cholestérol", Unit::Mg, Tag::CHOLE),
];

/// Names of 2020 that 2025 has changed.
const EARLIER: [(&str, Tag); 1] = [("Alcool", Tag::ALC)];

/// Seen in 2025 only.
pub const NEW_IN_2025: [Tag; 7] =
    [Tag::VITA_RE, Tag::ERGCAL, Tag::CHOCAL, Tag::TOCPHA, Tag::FOLDFE, Tag::FOLFD, Tag::FOLAC];

/// The nutrient of a constituent's code, and its unit there.
pub fn of_code(code: &str) -> Option<(Tag, Unit)> {
    let code: u32 = code.trim().parse().ok()?;
    CONSTITUENTS.iter().find(|(known, ..)| *known == code).map(|(_, _, unit, tag)| (*tag, *unit))
}

/// The nutrient of a column's head, and the unit of its last brackets. Letters and digits count alone:
/// editions break the lines of their heads and lose signs.
pub fn of_head(head: &str) -> Option<(Tag, Unit)> {
    let (name, bracket) = head.rsplit_once('(')?;
    let unit = bracket.trim_end().trim_end_matches(')');
    let unit = Unit::written(unit.split(|c: char| c == '/' || c.is_whitespace()).next()?)?;
    let name = bare(name);
    let fits = |known: &&(u32, &str, Unit, Tag)| {
        bare(known.1) == name && known.2.convert(1.0, unit).is_some()
    };
    // Energy has a column a unit; everything else has one name.
    let exact = CONSTITUENTS.iter().filter(fits).find(|known| known.2 == unit);
    let known = exact.or_else(|| CONSTITUENTS.iter().find(fits)).map(|(.., tag)| *tag);
    let earlier = || EARLIER.iter().find(|known| bare(known.0) == name).map(|(_, tag)| *tag);
    known.or_else(earlier).map(|tag| (tag, unit))
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_every_edition_are_known_by_their_letters() {
        for (head, expected) in [
            (
                "Energie, N x facteur Jones, avec fibres  (kcal/100 g)",
                Some((Tag::ENERCJ_KCAL, Unit::Kcal)),
            ),
            ("Energie,\nRèglement\nUE N°\n1169\n2011 (kJ\n100 g)", Some((Tag::ENERC_KJ, Unit::Kj))),
            ("AG 18:2 9c,12c (n-6), linoléique (g/100 g)", Some((Tag::F18D2CN6, Unit::G))),
            ("Sélénium (mg/100 g)", Some((Tag::SE, Unit::Mg))),
            ("Sélénium", None),
            ("Facteur de Jones", None),
        ] {
            assert_eq!(of_head(head), expected, "{head}");
        }
        let (tag, unit) = of_code(" 10300 ").unwrap();
        assert_eq!((tag, unit), (Tag::ZN, tag.nutrient().unit));
    }
}
