//! Who a patient is, and what the front desk writes down.

use jiff::civil::Date;

use super::model::{ADMIN, ASSISTANT, Course};
use super::people::{self, People};
use super::random::Random;
use super::{Scene, notes};
use crate::clock::Moment;
use crate::text;

/// Prefixes that the French authority keeps free for fiction; ten thousand numbers behind each.
const FICTIONAL_PHONES: [&str; 6] =
    ["1 99 00", "2 61 91", "3 53 01", "4 65 71", "5 36 49", "6 39 98"];
/// Whoever has not come for so long may have left for good.
const GONE_AFTER_MINUTES: i64 = 150 * 1440;

/// Who somebody is, whatever the clinic writes down.
pub struct Person {
    pub people: &'static People,
    pub is_male: bool,
    pub is_child: bool,
    pub born: Date,
    first_name: String,
    last_name: String,
    phone: String,
}

impl Person {
    /// Somebody of at least one year on the day of registration.
    pub fn any(scene: &Scene<'_>, random: &mut Random, place: usize, registered: Moment) -> Self {
        let people = people::any(random);
        let is_male = random.percent(40);
        let first_names = if is_male { people.men } else { people.women };
        let mut last_name = random.pick(people.families).to_owned();
        if random.percent(4) {
            last_name = format!("{last_name}-{}", random.pick(people.families));
        }
        let years = match random.below(100) {
            0..12 => random.between(1, 17),
            12..72 => random.between(18, 59),
            _ => random.between(60, 94),
        };
        let lived = years * 365 + years / 4 + random.between(0, 364);
        let calendar = scene.calendar;
        let youngest = calendar.moved(calendar.day_of(registered), -400);
        Self {
            people,
            is_male,
            is_child: years < 18,
            born: calendar.moved(calendar.today, -lived).min(youngest),
            first_name: random.pick(first_names).to_owned(),
            last_name,
            phone: phone(random, place),
        }
    }

    /// The same person, entered again by somebody in a hurry.
    pub fn again(self) -> Self {
        Self { last_name: self.last_name.to_uppercase(), ..self }
    }

    fn email(&self, random: &mut Random, place: usize) -> String {
        let plain = |name: &str| {
            let folded = text::fold(name);
            folded.chars().filter(char::is_ascii_alphanumeric).collect::<String>()
        };
        let (first, last) = (plain(&self.first_name), plain(&self.last_name));
        let domain = random.pick(&["example.com", "example.org", "example.net"]);
        if first.is_empty() || last.is_empty() {
            return format!("contact{place}@{domain}");
        }
        match random.below(3) {
            0 => format!("{first}.{last}@{domain}"),
            1 => format!("{first}.{last}{}@{domain}", place % 100),
            _ => format!("{last}{place}@{domain}"),
        }
    }
}

/// A number of its own for each of the first sixty thousand, written in one of the usual ways.
pub(super) fn phone(random: &mut Random, place: usize) -> String {
    let scattered = place * 7919 % 60_000;
    let (prefix, number) = (FICTIONAL_PHONES[scattered / 10_000], scattered % 10_000);
    let (high, low) = (number / 100, number % 100);
    match random.below(3) {
        0 => format!("+33 {prefix} {high:02} {low:02}"),
        1 => format!("0{prefix} {high:02} {low:02}"),
        _ => format!("0{prefix} {high:02} {low:02}").replace(' ', "."),
    }
}

/// A patient's row as the front desk filled it: the optional fields are often left out.
pub struct Form {
    pub file_number: Option<String>,
    pub first_name: String,
    pub last_name: String,
    pub gender: Option<&'static str>,
    pub equation_sex: Option<&'static str>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub city: Option<&'static str>,
    pub postal_code: Option<&'static str>,
    pub country: Option<&'static str>,
    pub emergency_name: Option<String>,
    pub emergency_phone: Option<String>,
    pub medical_notes: Option<String>,
    pub diet: Option<&'static str>,
    pub allergies: Option<&'static str>,
    pub is_active: bool,
    /// The place among the staff of who filled it in.
    pub clerk: usize,
    pub updated_at: Moment,
}

impl Form {
    /// Writes a person down; `place` is the person's among all, in order of registration.
    pub fn fill(
        scene: &Scene<'_>,
        random: &mut Random,
        person: &Person,
        place: usize,
        course: &Course,
        registered: Moment,
    ) -> Self {
        let home = if random.percent(45) { person.people } else { people::local() };
        let (city, postal_code) = home.places[random.below(home.places.len())];
        let has_home = random.percent(93);
        let street = random.pick(home.streets);
        let (gender, equation_sex) = gender(random, person.is_male);
        let relative =
            random.pick(if person.is_male { person.people.women } else { person.people.men });
        let texts = person.people.texts;
        let clerk = match (random.below(10), course.dietitian) {
            (0, _) => ADMIN,
            (1..4, Some(dietitian)) => dietitian,
            _ => ASSISTANT,
        };
        let long_ago = scene.calendar.midnight.plus_minutes(-GONE_AFTER_MINUTES);
        let is_gone = course.last.unwrap_or(registered) < long_ago && random.percent(35);
        let updated = registered.plus_minutes(random.between(0, 200) * 720);
        let mut some = |percent: usize| random.percent(percent);
        let (has_file, has_email, has_phone) = (some(6), some(80), some(92));
        let (has_relative, is_known) = (some(35), some(60));
        let (has_diet, has_allergy) = (some(45), some(40));
        Self {
            file_number: has_file.then(|| format!("NV-{:05}", place + 1)),
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            gender,
            equation_sex,
            email: has_email.then(|| person.email(random, place)),
            phone: has_phone.then(|| person.phone.clone()),
            address: has_home.then(|| format!("{}, {street}", random.between(1, 180))),
            city: has_home.then_some(city),
            postal_code: has_home.then_some(postal_code),
            country: has_home.then_some(home.country),
            emergency_name: has_relative.then(|| format!("{relative} {}", person.last_name)),
            emergency_phone: has_relative.then(|| phone(random, place + 30_000)),
            medical_notes: is_known.then(|| notes::passage(random, texts.medical)),
            diet: has_diet.then(|| random.pick(texts.diets)),
            allergies: has_allergy.then(|| random.pick(texts.allergies)),
            is_active: !is_gone,
            clerk,
            updated_at: scene.calendar.recorded(updated),
        }
    }

    /// Name, address and day of birth as JSON, as an invoice freezes them.
    pub fn identity(&self, born: Date) -> String {
        serde_json::json!({
            "first_name": self.first_name,
            "last_name": self.last_name,
            "address": self.address,
            "postal_code": self.postal_code,
            "city": self.city,
            "country": self.country,
            "date_of_birth": born.to_string(),
            "file_number": self.file_number,
        })
        .to_string()
    }
}

/// The gender as told, and the sex for formulas where the gender does not say it.
fn gender(random: &mut Random, is_male: bool) -> (Option<&'static str>, Option<&'static str>) {
    let sex = if is_male { "MALE" } else { "FEMALE" };
    match random.below(100) {
        0 => (Some("OTHER"), Some(sex)),
        1 => (Some("PREFER_NOT_TO_SAY"), Some(sex)),
        2 => (None, None),
        _ => (Some(sex), None),
    }
}
