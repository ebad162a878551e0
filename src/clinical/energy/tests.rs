//! The equations against figures that were computed elsewhere, and against a grid computed in
//! another way: in integers of a ten-thousandth.

use super::*;

const MALE: Option<Sex> = Some(Sex::Male);
const FEMALE: Option<Sex> = Some(Sex::Female);

/// 70 kg 175 cm 30 y, 60/165/45, 90/180/65, 50/155/22.
const PERSONS: [(f64, f64, f64); 4] =
    [(70.0, 175.0, 30.0), (60.0, 165.0, 45.0), (90.0, 180.0, 65.0), (50.0, 155.0, 22.0)];

/// Equal to the last printed digit: half of it, and nothing for binary fractions.
#[track_caller]
fn equal(computed: Option<f64>, printed: f64, decimals: i32) {
    let computed = computed.unwrap();
    let most = 0.5 * 10f64.powi(-decimals) + 1e-9;
    assert!((computed - printed).abs() <= most, "{computed} against {printed}");
}

fn by_weight(sex: Option<Sex>, weight_kg: f64, age: f64) -> Body {
    Body { height_cm: None, ..Body::sized(sex, age, weight_kg, 0.0) }
}

#[test]
fn the_equations_for_four_persons_agree_with_their_vectors() {
    let vectors = [
        (
            Equation::MifflinStJeor,
            [1648.75, 1411.25, 1705.00, 1363.75],
            [1482.75, 1245.25, 1539.00, 1197.75],
        ),
        (
            Equation::HarrisBenedict1919,
            [1702.01, 1413.14, 1765.64, 1380.95],
            [1507.95, 1323.68, 1544.82, 1317.09],
        ),
        (
            Equation::HarrisBenedictRevised,
            [1695.67, 1428.55, 1788.91, 1377.16],
            [1507.13, 1318.73, 1556.01, 1294.87],
        ),
    ];
    for (equation, males, females) in vectors {
        for (at, (weight, height, age)) in PERSONS.into_iter().enumerate() {
            for (sex, expected) in [(MALE, males[at]), (FEMALE, females[at])] {
                equal(equation.bmr(&Body::sized(sex, age, weight, height)), expected, 2);
            }
        }
    }
    let black = |sex| Equation::Black.bmr(&Body::sized(sex, 30.0, 70.0, 175.0));
    equal(black(MALE), 1691.13, 2);
    equal(black(FEMALE), 1503.75, 2);
    for (lean, katch, cunningham) in [
        (56.0, 1579.60, 1732.0),
        (45.0, 1342.00, 1490.0),
        (70.0, 1882.00, 2040.0),
        (38.5, 1201.60, 1347.0),
    ] {
        let body = Body { lean_mass_kg: Some(lean), ..by_weight(None, 80.0, 40.0) };
        equal(Equation::KatchMcArdle.bmr(&body), katch, 2);
        equal(Equation::Cunningham.bmr(&body), cunningham, 2);
    }
    let boer = |sex| Body::sized(sex, 30.0, 70.0, 175.0).boer_lean_kg();
    equal(boer(MALE), 56.02, 2);
    equal(boer(FEMALE), 52.11, 2);
}

#[test]
fn the_bands_of_age_begin_on_the_birthday() {
    for (weight, age, male, female) in [
        (10.0, 2.0, 564.72, 552.07),
        (25.0, 8.0, 1071.95, 993.78),
        (55.0, 15.0, 1630.93, 1428.72),
        (70.0, 18.0, 1746.19, 1523.86),
        (70.0, 30.0, 1676.14, 1414.42),
        (70.0, 60.0, 1407.47, 1294.24),
    ] {
        equal(Equation::Schofield.bmr(&by_weight(MALE, weight, age)), male, 2);
        equal(Equation::Schofield.bmr(&by_weight(FEMALE, weight, age)), female, 2);
    }
    for (weight, age, male, female) in [
        (70.0, 25.0, 1665.0, 1475.0),
        (70.0, 45.0, 1587.0, 1375.8),
        (70.0, 65.0, 1477.0, 1286.0),
        (70.0, 75.0, 1440.0, 1277.0),
        (10.0, 2.0, 576.3, 565.9),
        (25.0, 8.0, 1096.5, 1009.5),
        (55.0, 15.0, 1593.0, 1371.5),
    ] {
        equal(Equation::Henry.bmr(&by_weight(MALE, weight, age)), male, 1);
        equal(Equation::Henry.bmr(&by_weight(FEMALE, weight, age)), female, 1);
    }
    for (age, male, female) in
        [(25.0, 1668.75, 1522.25), (45.0, 1607.75, 1439.5), (70.0, 1488.75, 1343.85)]
    {
        equal(Equation::Henry.bmr(&Body::sized(MALE, age, 70.0, 175.0)), male, 2);
        equal(Equation::Henry.bmr(&Body::sized(FEMALE, age, 70.0, 175.0)), female, 2);
    }
    // The children's form with the height is not used.
    let child = Body::sized(MALE, 8.0, 25.0, 128.0);
    equal(Equation::Henry.bmr(&child), 1096.5, 1);
    assert!(!Equation::Henry.uses_height(&child));
}

#[test]
fn the_requirement_of_a_day_agrees_with_its_vectors() {
    let day = |sex, age, height, weight, exertion, life| {
        let body = Body { exertion, life, ..Body::sized(sex, age, weight, height) };
        Equation::Nasem.bmr(&body)
    };
    for (sex, age, height, weight, by_class) in [
        (MALE, 30.0, 175.0, 70.0, [2552.67, 2754.87, 2934.62, 3226.67]),
        (FEMALE, 30.0, 175.0, 70.0, [2195.30, 2370.27, 2508.25, 2767.98]),
        (MALE, 72.0, 170.0, 85.0, [2276.81, 2482.61, 2685.81, 2980.41]),
        (FEMALE, 72.0, 170.0, 85.0, [2047.93, 2224.95, 2366.23, 2616.61]),
        (MALE, 5.0, 110.0, 18.5, [1260.26, 1375.90, 1416.32, 1483.58]),
        (FEMALE, 10.0, 140.0, 33.0, [1606.60, 1783.85, 1866.77, 2118.96]),
        (MALE, 16.0, 168.0, 60.0, [2606.05, 2762.96, 3045.17, 3385.97]),
    ] {
        for (exertion, expected) in Exertion::ALL.into_iter().zip(by_class) {
            equal(day(sex, age, height, weight, Some(exertion), Life::Usual), expected, 2);
        }
    }
    for (sex, age, height, weight, expected) in [
        (MALE, 2.0, 86.0, 12.0, 1014.79),
        (FEMALE, 2.0, 86.0, 12.0, 983.55),
        (MALE, 0.4, 66.0, 7.0, 614.69),
        (FEMALE, 0.4, 66.0, 7.0, 576.80),
    ] {
        equal(day(sex, age, height, weight, None, Life::Usual), expected, 2);
    }
    let mother = |life| day(FEMALE, 30.0, 165.0, 65.0, Some(Exertion::LowActive), life);
    for (week, bmi_before, expected) in [
        (20.0, 23.9, 2623.80),
        (30.0, 23.9, 2715.40),
        (30.0, 17.0, 2815.40),
        (30.0, 27.0, 2665.40),
        (30.0, 33.0, 2465.40),
    ] {
        equal(mother(Life::Pregnant { week, bmi_before }), expected, 2);
    }
    equal(mother(Life::Lactating { months: 3.0 }), 2643.57, 2);
    equal(mother(Life::Lactating { months: 8.0 }), 2623.57, 2);
    assert_eq!(mother(Life::Pregnant { week: 13.0, bmi_before: 22.0 }), mother(Life::Usual));
    assert_eq!(Exertion::of_level(1.53, 30.0), Exertion::LowActive);
    assert_eq!(Exertion::of_level(1.52, 30.0), Exertion::Inactive);
    assert_eq!(Exertion::of_level(1.60, 8.0), Exertion::VeryActive);
}

/// A straight line in ten-thousandths of a kilocalorie, of tenths of kg, cm and years.
fn in_integers(base: i64, kg: i64, cm: i64, year: i64, body: (i64, i64, i64)) -> f64 {
    let sum = base * 10 + kg * body.0 + cm * body.1 + year * body.2;
    sum as f64 / 100_000.0
}

#[test]
fn a_grid_of_bodies_has_the_figures_of_integer_arithmetic() {
    let lines = [
        (Equation::MifflinStJeor, MALE, (50_000, 100_000, 62_500, -50_000)),
        (Equation::MifflinStJeor, FEMALE, (-1_610_000, 100_000, 62_500, -50_000)),
        (Equation::HarrisBenedict1919, MALE, (664_730, 137_516, 50_033, -67_550)),
        (Equation::HarrisBenedict1919, FEMALE, (6_550_955, 95_634, 18_496, -46_756)),
        (Equation::HarrisBenedictRevised, MALE, (883_620, 133_970, 47_990, -56_770)),
        (Equation::HarrisBenedictRevised, FEMALE, (4_475_930, 92_470, 30_980, -43_300)),
    ];
    let mut compared = 0;
    for kg in (400..2000).step_by(173) {
        for cm in (1400..2100).step_by(97) {
            for year in (180..900).step_by(61) {
                for (equation, sex, (base, per_kg, per_cm, per_year)) in lines {
                    let [weight, height, age] = [kg, cm, year].map(|tenths| tenths as f64 / 10.0);
                    let expected = in_integers(base, per_kg, per_cm, per_year, (kg, cm, year));
                    let computed = equation.bmr(&Body::sized(sex, age, weight, height)).unwrap();
                    assert_eq!(computed, without_noise(expected), "{equation:?} {kg} {cm} {year}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 5_000, "{compared}");
}

#[test]
fn no_sex_no_share_of_fat_and_no_activity_are_guessed() {
    let unknown = Body::sized(None, 30.0, 70.0, 175.0);
    assert!(Equation::ALL.iter().all(|equation| equation.bmr(&unknown).is_none()));
    assert!(Equation::ALL.iter().all(|equation| !equation.lacks(&unknown).is_empty()));
    assert_eq!(Sex::of(None, Some("OTHER")), None);
    assert_eq!(Sex::of(Some("FEMALE"), Some("OTHER")), Some(Sex::Female));
    assert_eq!(Sex::of(None, Some("MALE")), Some(Sex::Male));
    let known = Body::sized(MALE, 30.0, 70.0, 175.0);
    assert_eq!(Equation::Nasem.lacks(&known), [Input::Exertion]);
}

#[test]
fn an_equation_holds_for_whom_it_was_made() {
    let of = |age| Body::sized(FEMALE, age, 60.0, 165.0);
    let pregnant = Life::Pregnant { week: 20.0, bmi_before: 22.0 };
    for equation in Equation::ALL {
        let mother = Body { life: pregnant, exertion: Some(Exertion::Active), ..of(30.0) };
        assert_eq!(equation.holds(&mother), equation == Equation::Nasem, "{equation:?}");
        let for_children =
            matches!(equation, Equation::Nasem | Equation::Schofield | Equation::Henry);
        assert_eq!(equation.holds(&of(17.9)), for_children, "{equation:?}");
        assert!(equation.holds(&of(18.0)), "{equation:?}");
        assert_eq!(Equation::of_code(equation.code()), Some(equation));
    }
}

#[test]
fn activity_multiplies_the_rate_at_rest() {
    assert_eq!(Activity::Sedentary.tdee(1648.75), 2556.0);
    assert!(Activity::ALL.windows(2).all(|two| two[0].level() < two[1].level()));
    assert!(!holds_for(18) && holds_for(19));
}
