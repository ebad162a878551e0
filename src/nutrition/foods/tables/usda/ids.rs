//! Nutrients of FoodData Central by their id, or by the number that they had before.

use crate::nutrition::nutrients::{Tag, Unit};

/// Id, number, our nutrient and its unit there.
const IDS: [(u32, &str, Tag); 66] = [
    (1008, "208", Tag::ENERC_KCAL),
    (2047, "957", Tag::ENERC_GENERAL),
    (2048, "958", Tag::ENERC_SPECIFIC),
    (1062, "268", Tag::ENERC_KJ),
    (1051, "255", Tag::WATER),
    (1003, "203", Tag::PROCNT),
    (1004, "204", Tag::FAT),
    (1005, "205", Tag::CHOCDF),
    (1079, "291", Tag::FIBTG),
    (2033, "293", Tag::FIB2011),
    (2000, "269", Tag::SUGAR),
    (1012, "212", Tag::FRUS),
    (1011, "211", Tag::GLUS),
    (1075, "287", Tag::GALS),
    (1010, "210", Tag::SUCS),
    (1013, "213", Tag::LACS),
    (1014, "214", Tag::MALS),
    (1009, "209", Tag::STARCH),
    (1007, "207", Tag::ASH),
    (1018, "221", Tag::ALC),
    (1258, "606", Tag::FASAT),
    (1292, "645", Tag::FAMS),
    (1293, "646", Tag::FAPU),
    (1257, "605", Tag::FATRN),
    (1259, "607", Tag::F4D0),
    (1260, "608", Tag::F6D0),
    (1261, "609", Tag::F8D0),
    (1262, "610", Tag::F10D0),
    (1263, "611", Tag::F12D0),
    (1264, "612", Tag::F14D0),
    (1265, "613", Tag::F16D0),
    (1266, "614", Tag::F18D0),
    (1316, "675", Tag::F18D2CN6),
    (1404, "851", Tag::F18D3CN3),
    (1271, "620", Tag::F20D4CN6),
    (1278, "629", Tag::F20D5CN3),
    (1272, "621", Tag::F22D6CN3),
    (1253, "601", Tag::CHOLE),
    (1093, "307", Tag::NA),
    (1092, "306", Tag::K),
    (1087, "301", Tag::CA),
    (1090, "304", Tag::MG),
    (1091, "305", Tag::P),
    (1089, "303", Tag::FE),
    (1095, "309", Tag::ZN),
    (1098, "312", Tag::CU),
    (1101, "315", Tag::MN),
    (1100, "314", Tag::ID),
    (1103, "317", Tag::SE),
    (1099, "313", Tag::FD),
    (1102, "316", Tag::MO),
    (1106, "320", Tag::VITA_RAE),
    (1105, "319", Tag::RETOL),
    (1107, "321", Tag::CARTB),
    (1114, "328", Tag::VITD),
    (1109, "323", Tag::TOCPHA),
    (1185, "430", Tag::VITK1),
    (1183, "428", Tag::VITK2),
    (1162, "401", Tag::VITC),
    (1165, "404", Tag::THIA),
    (1166, "405", Tag::RIBF),
    (1167, "406", Tag::NIA),
    (1170, "410", Tag::PANTAC),
    (1175, "415", Tag::VITB6),
    (1177, "417", Tag::FOL),
    (1178, "418", Tag::VITB12),
];
const MORE: [(u32, &str, Tag); 7] = [
    (1187, "432", Tag::FOLFD),
    (1186, "431", Tag::FOLAC),
    (1190, "435", Tag::FOLDFE),
    (1176, "416", Tag::BIOT),
    (1180, "421", Tag::CHOLN),
    (1057, "262", Tag::CAFFN),
    (1210, "501", Tag::TRP),
];

/// What stands in where the first has no value, and how that is marked.
const SUBSTITUTES: [(u32, &str, Tag, &str); 3] = [
    (1269, "618", Tag::F18D2CN6, "18:2 not differentiated (618)"),
    (1270, "619", Tag::F18D3CN3, "18:3 not differentiated (619)"),
    (1063, "269.3", Tag::SUGAR, "sugars by NLEA (269.3)"),
];

/// What a nutrient of theirs is here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meaning {
    pub tag: Tag,
    /// How it is marked, where it only stands in for another.
    pub rule: Option<&'static str>,
}

/// What the nutrient of that id is.
pub fn of_id(id: u32) -> Option<Meaning> {
    let own = IDS.iter().chain(&MORE).find(|(known, ..)| *known == id);
    let instead = || SUBSTITUTES.iter().find(|(known, ..)| *known == id);
    own.map(|(.., tag)| Meaning { tag: *tag, rule: None })
        .or_else(|| instead().map(|(_, _, tag, rule)| Meaning { tag: *tag, rule: Some(rule) }))
}

/// What the nutrient of that number is.
pub fn of_number(number: &str) -> Option<Meaning> {
    let own = IDS.iter().chain(&MORE).find(|(_, known, _)| *known == number);
    let instead = || SUBSTITUTES.iter().find(|(_, known, ..)| *known == number);
    own.map(|(.., tag)| Meaning { tag: *tag, rule: None })
        .or_else(|| instead().map(|(_, _, tag, rule)| Meaning { tag: *tag, rule: Some(rule) }))
}

/// Whether values in that unit are of this nutrient: vitamin D in IU is another one.
pub fn unit_of(tag: Tag, written: &str) -> Option<Unit> {
    let unit = Unit::written(written)?;
    unit.convert(1.0, tag.nutrient().unit).map(|_| unit)
}
