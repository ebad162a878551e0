//! A patient's body over time: plausible at every age, and the same patient at every visit.

use super::random::Random;

/// Height at 1 to 18 years in hundredths of the adult height (medians of the WHO growth
/// reference, rounded).
const GROWTH: [f64; 18] = [
    44.0, 50.0, 55.0, 59.0, 63.0, 67.0, 70.0, 73.0, 76.0, 79.0, 82.0, 86.0, 90.0, 94.0, 97.0, 98.5,
    99.5, 100.0,
];
/// The median body mass index at 1 to 18 years (the same source, rounded).
const MEDIAN_BMI: [f64; 18] = [
    17.0, 16.0, 15.6, 15.3, 15.2, 15.3, 15.5, 15.7, 16.1, 16.5, 17.0, 17.6, 18.2, 19.0, 19.7, 20.4,
    20.9, 21.4,
];
const ADULT_BMI: f64 = 22.5;
const DAYS_A_YEAR: f64 = 365.25;

/// What does not change about a body.
pub struct Body {
    is_male: bool,
    adult_height_cm: f64,
    /// Body mass index as a multiple of the median at that age.
    build: f64,
    /// The share of the weight that goes in the end; negative when it comes.
    loss: f64,
}

/// One set of measurements; what was not measured is none.
pub struct Figures {
    pub weight_kg: f64,
    pub height_cm: Option<f64>,
    pub waist_cm: Option<f64>,
    pub hip_cm: Option<f64>,
    pub body_fat: Option<f64>,
    pub systolic: Option<i64>,
    pub diastolic: Option<i64>,
    pub height_used_cm: f64,
    pub bmi: f64,
    pub whr: Option<f64>,
    pub whtr: Option<f64>,
}

impl Body {
    /// A body; `is_child` keeps its build nearer to the median.
    pub fn new(random: &mut Random, is_male: bool, is_child: bool) -> Self {
        let (mean, spread) = if is_male { (176.5, 16.0) } else { (163.5, 14.5) };
        let build = match (is_child, random.below(100)) {
            (true, _) => 1.08 + 0.24 * random.bell(),
            (false, 0..8) => 0.82 + 0.06 * random.bell(),
            (false, 8..85) => 1.24 + 0.26 * random.bell(),
            (false, _) => 1.62 + 0.22 * random.bell(),
        };
        let loss = if build < 0.95 { -0.04 } else { 0.05 } + 0.09 * random.bell();
        Self { is_male, adult_height_cm: mean + spread * random.bell(), build, loss }
    }

    /// What the scales and the tape say, `age_days` after birth and `course_days` after the first
    /// visit. An adult's height carries over from `known_height_cm` most of the time.
    pub fn measure(
        &self,
        random: &mut Random,
        age_days: i64,
        course_days: i64,
        known_height_cm: Option<f64>,
    ) -> Figures {
        let age = age_days as f64 / DAYS_A_YEAR;
        let is_adult = age >= 18.0;
        let grown_cm = tenth(self.adult_height_cm * at_age(&GROWTH, 100.0, age) / 100.0);
        let (height_cm, height_used_cm) = match known_height_cm {
            Some(known) if is_adult && random.percent(70) => (None, known),
            _ => (Some(grown_cm), grown_cm),
        };
        let metres = grown_cm / 100.0;
        let months = course_days as f64 / 30.4;
        let progress = months / (months + 6.0);
        let median = at_age(&MEDIAN_BMI, ADULT_BMI, age);
        let lean = median * self.build * (1.0 - self.loss * progress);
        let weight_kg = tenth((lean * metres * metres * (1.0 + 0.008 * random.bell())).max(5.0));
        let bmi = hundredth(weight_kg / (height_used_cm / 100.0 * height_used_cm / 100.0));

        let relative = lean / median * ADULT_BMI;
        let waist = grown_cm * (0.47 + 0.0145 * (relative - 23.0) + 0.03 * random.bell());
        let ratio = if self.is_male { 0.92 } else { 0.82 } + 0.06 * random.bell();
        let tape = random.percent(60).then(|| (half(waist), half(waist / ratio)));
        let pressure =
            (age >= 12.0 && random.percent(45)).then(|| self.pressure(random, age, relative));
        Figures {
            weight_kg,
            height_cm,
            waist_cm: tape.map(|(waist, _)| waist),
            hip_cm: tape.map(|(_, hip)| hip),
            body_fat: (is_adult && random.percent(50)).then(|| self.body_fat(random, age, bmi)),
            systolic: pressure.map(|(systolic, _)| systolic),
            diastolic: pressure.map(|(_, diastolic)| diastolic),
            height_used_cm,
            bmi,
            whr: tape.map(|(waist, hip)| hundredth(waist / hip)),
            whtr: tape.map(|(waist, _)| hundredth(waist / height_used_cm)),
        }
    }

    /// Deurenberg, Weststrate, Seidell, "Body mass index as a measure of body fatness", 1991.
    fn body_fat(&self, random: &mut Random, age: f64, bmi: f64) -> f64 {
        let male = if self.is_male { 10.8 } else { 0.0 };
        let percentage = 1.2 * bmi + 0.23 * age - male - 5.4 + 2.0 * random.bell();
        tenth(percentage.clamp(5.0, 65.0))
    }

    fn pressure(&self, random: &mut Random, age: f64, relative: f64) -> (i64, i64) {
        let systolic = 96.0 + 0.35 * age + 0.7 * (relative - 18.0) + 14.0 * random.bell();
        let diastolic = systolic * 0.62 + 6.0 * random.bell();
        (systolic.clamp(85.0, 195.0) as i64, diastolic.clamp(45.0, 115.0) as i64)
    }
}

/// The table's value between two birthdays, and the last one after the eighteenth.
fn at_age(table: &[f64; 18], grown: f64, age: f64) -> f64 {
    if age >= 18.0 {
        return grown;
    }
    let since_first = (age - 1.0).max(0.0);
    let year = since_first as usize;
    let next = table.get(year + 1).copied().unwrap_or(grown);
    table[year] + (next - table[year]) * since_first.fract()
}

fn half(value: f64) -> f64 {
    (value * 2.0).round() / 2.0
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_every_age_are_within_what_the_records_accept() {
        let mut random = Random::of(3, "bodies");
        for age_years in 1..=95 {
            for male in [true, false] {
                let body = Body::new(&mut random, male, age_years < 18);
                let figures = body.measure(&mut random, age_years * 366, 200, None);
                let height = figures.height_used_cm;
                assert!((60.0..205.0).contains(&height), "{age_years} years: {height} cm");
                assert!((5.0..220.0).contains(&figures.weight_kg), "{}", figures.weight_kg);
                assert!((11.0..50.0).contains(&figures.bmi), "{age_years} years: {}", figures.bmi);
                assert!(figures.waist_cm.is_none_or(|cm| (10.0..300.0).contains(&cm)));
                assert!(figures.hip_cm.is_none_or(|cm| (10.0..300.0).contains(&cm)));
            }
        }
    }

    #[test]
    fn the_ratios_are_those_of_the_figures() {
        let mut random = Random::of(4, "ratios");
        let body = Body::new(&mut random, false, false);
        let figures = body.measure(&mut random, 40 * 366, 0, Some(170.0));
        let metres = figures.height_used_cm / 100.0;
        assert!((figures.bmi - figures.weight_kg / (metres * metres)).abs() <= 0.005_001);
    }
}
