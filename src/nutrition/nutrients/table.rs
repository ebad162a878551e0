//! The nutrients themselves, in the order of display.

use super::Group::{Carbohydrates, Energy, Fats, Macronutrients, Minerals, Other, Vitamins};
use super::Nutrient;
use super::Unit::{G, Kcal, Kj, Mg, Ug};

macro_rules! nutrients {
    ($($tag:ident = $unit:ident, $decimals:literal, $group:ident, $english:literal, $french:literal;)+) => {
        /// The tag of a nutrient.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Tag { $($tag),+ }

        impl Tag {
            /// How many there are.
            pub const COUNT: usize = [$(stringify!($tag)),+].len();
        }

        /// Every nutrient.
        pub static NUTRIENTS: &[Nutrient] = &[$(Nutrient {
            tag: Tag::$tag,
            name: stringify!($tag),
            unit: $unit,
            decimals: $decimals,
            group: $group,
            english: $english,
            french: $french,
        }),+];
    };
}

nutrients! {
    ENERC_KCAL = Kcal, 0, Energy, "energy", "énergie";
    ENERC_KJ = Kj, 0, Energy, "energy (kJ)", "énergie (kJ)";
    ENERCJ_KCAL = Kcal, 0, Energy, "energy by Jones factors", "énergie, facteurs de Jones";
    ENERCJ_KJ = Kj, 0, Energy, "energy by Jones factors (kJ)", "énergie, facteurs de Jones (kJ)";
    ENERC_SPECIFIC = Kcal, 0, Energy, "energy, specific Atwater factors", "énergie, facteurs d’Atwater spécifiques";
    ENERC_GENERAL = Kcal, 0, Energy, "energy, general Atwater factors", "énergie, facteurs d’Atwater généraux";
    WATER = G, 1, Energy, "water", "eau";
    PROCNT = G, 1, Macronutrients, "protein", "protéines";
    PROT625 = G, 1, Macronutrients, "protein (N × 6.25)", "protéines (N × 6,25)";
    FAT = G, 1, Macronutrients, "fat", "lipides";
    CHOAVL = G, 1, Macronutrients, "carbohydrate, available", "glucides disponibles";
    CHOCDF = G, 1, Macronutrients, "carbohydrate by difference", "glucides par différence";
    FIBTG = G, 1, Macronutrients, "fibre", "fibres";
    FIB2011 = G, 1, Macronutrients, "fibre (AOAC 2011.25)", "fibres (AOAC 2011.25)";
    ALC = G, 1, Macronutrients, "alcohol", "alcool";
    ASH = G, 1, Macronutrients, "ash", "cendres";
    SUGAR = G, 1, Carbohydrates, "sugars", "sucres";
    FRUS = G, 1, Carbohydrates, "fructose", "fructose";
    GLUS = G, 1, Carbohydrates, "glucose", "glucose";
    GALS = G, 1, Carbohydrates, "galactose", "galactose";
    SUCS = G, 1, Carbohydrates, "sucrose", "saccharose";
    LACS = G, 1, Carbohydrates, "lactose", "lactose";
    MALS = G, 1, Carbohydrates, "maltose", "maltose";
    STARCH = G, 1, Carbohydrates, "starch", "amidon";
    POLYL = G, 1, Carbohydrates, "polyols", "polyols";
    OA = G, 1, Carbohydrates, "organic acids", "acides organiques";
    FASAT = G, 1, Fats, "saturated fatty acids", "acides gras saturés";
    FAMS = G, 1, Fats, "monounsaturated fatty acids", "acides gras mono-insaturés";
    FAPU = G, 1, Fats, "polyunsaturated fatty acids", "acides gras polyinsaturés";
    FATRN = G, 2, Fats, "trans fatty acids", "acides gras trans";
    F4D0 = G, 2, Fats, "butyric acid (4:0)", "acide butyrique (4:0)";
    F6D0 = G, 2, Fats, "caproic acid (6:0)", "acide caproïque (6:0)";
    F8D0 = G, 2, Fats, "caprylic acid (8:0)", "acide caprylique (8:0)";
    F10D0 = G, 2, Fats, "capric acid (10:0)", "acide caprique (10:0)";
    F12D0 = G, 2, Fats, "lauric acid (12:0)", "acide laurique (12:0)";
    F14D0 = G, 2, Fats, "myristic acid (14:0)", "acide myristique (14:0)";
    F16D0 = G, 2, Fats, "palmitic acid (16:0)", "acide palmitique (16:0)";
    F18D0 = G, 2, Fats, "stearic acid (18:0)", "acide stéarique (18:0)";
    F18D1CN9 = G, 2, Fats, "oleic acid (18:1 n-9)", "acide oléique (18:1 n-9)";
    F18D2CN6 = G, 2, Fats, "linoleic acid (18:2 n-6)", "acide linoléique (18:2 n-6)";
    F18D3CN3 = G, 2, Fats, "alpha-linolenic acid (18:3 n-3)", "acide alpha-linolénique (18:3 n-3)";
    F20D4CN6 = G, 3, Fats, "arachidonic acid (20:4 n-6)", "acide arachidonique (20:4 n-6)";
    F20D5CN3 = G, 3, Fats, "EPA (20:5 n-3)", "EPA (20:5 n-3)";
    F22D6CN3 = G, 3, Fats, "DHA (22:6 n-3)", "DHA (22:6 n-3)";
    CHOLE = Mg, 0, Fats, "cholesterol", "cholestérol";
    NACL = G, 2, Minerals, "salt", "sel";
    NA = Mg, 0, Minerals, "sodium", "sodium";
    K = Mg, 0, Minerals, "potassium", "potassium";
    CA = Mg, 0, Minerals, "calcium", "calcium";
    MG = Mg, 0, Minerals, "magnesium", "magnésium";
    P = Mg, 0, Minerals, "phosphorus", "phosphore";
    FE = Mg, 2, Minerals, "iron", "fer";
    ZN = Mg, 2, Minerals, "zinc", "zinc";
    CU = Mg, 2, Minerals, "copper", "cuivre";
    MN = Mg, 2, Minerals, "manganese", "manganèse";
    CLD = Mg, 0, Minerals, "chloride", "chlorure";
    ID = Ug, 1, Minerals, "iodine", "iode";
    SE = Ug, 1, Minerals, "selenium", "sélénium";
    FD = Ug, 1, Minerals, "fluoride", "fluor";
    MO = Ug, 1, Minerals, "molybdenum", "molybdène";
    VITA_RE = Ug, 0, Vitamins, "vitamin A (RE)", "vitamine A (ER)";
    VITA_RAE = Ug, 0, Vitamins, "vitamin A (RAE)", "vitamine A (EAR)";
    RETOL = Ug, 0, Vitamins, "retinol", "rétinol";
    CARTB = Ug, 0, Vitamins, "beta-carotene", "bêta-carotène";
    VITD = Ug, 1, Vitamins, "vitamin D", "vitamine D";
    ERGCAL = Ug, 1, Vitamins, "vitamin D2", "vitamine D2";
    CHOCAL = Ug, 1, Vitamins, "vitamin D3", "vitamine D3";
    VITE = Mg, 1, Vitamins, "vitamin E", "vitamine E";
    TOCPHA = Mg, 1, Vitamins, "alpha-tocopherol", "alpha-tocophérol";
    VITK1 = Ug, 1, Vitamins, "vitamin K1", "vitamine K1";
    VITK2 = Ug, 1, Vitamins, "vitamin K2", "vitamine K2";
    VITC = Mg, 1, Vitamins, "vitamin C", "vitamine C";
    THIA = Mg, 2, Vitamins, "thiamin (B1)", "thiamine (B1)";
    RIBF = Mg, 2, Vitamins, "riboflavin (B2)", "riboflavine (B2)";
    NIA = Mg, 2, Vitamins, "niacin (B3)", "niacine (B3)";
    PANTAC = Mg, 2, Vitamins, "pantothenic acid (B5)", "acide pantothénique (B5)";
    VITB6 = Mg, 2, Vitamins, "vitamin B6", "vitamine B6";
    NIAEQ = Mg, 1, Vitamins, "niacin equivalents", "équivalents niacine";
    FOL = Ug, 0, Vitamins, "folate, total", "folates totaux";
    FOLFD = Ug, 0, Vitamins, "food folate", "folates naturels";
    FOLAC = Ug, 0, Vitamins, "folic acid", "acide folique";
    FOLDFE = Ug, 0, Vitamins, "folate equivalents (DFE)", "équivalents folates alimentaires (EFA)";
    VITB12 = Ug, 2, Vitamins, "vitamin B12", "vitamine B12";
    BIOT = Ug, 1, Vitamins, "biotin", "biotine";
    CHOLN = Mg, 0, Vitamins, "choline", "choline";
    TRP = G, 3, Other, "tryptophan", "tryptophane";
    CAFFN = Mg, 0, Other, "caffeine", "caféine";
}
