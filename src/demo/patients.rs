//! The demo clinic's patients.

use super::body::Body;
use super::diary::{Appointment, Panel};
use super::model::{Course, Patient};
use super::person::{Form, Person};
use super::random::Random;
use super::scene::Scene;
use super::store;
use crate::clock::Moment;
use crate::error::Result;

/// Of so many patients one is entered twice.
const DUPLICATE_EVERY: usize = 150;
/// Of so many patients one still waits for a dietitian.
const WAITING_EVERY: usize = 40;
/// How the patients fall to the dietitians: `dietitian` treats the most.
const CASELOADS: [usize; 13] = [22, 11, 9, 8, 8, 7, 6, 6, 5, 5, 4, 4, 2];

/// Shares the patients out, by number, to the dietitians in these places among the staff: everybody gets some.
pub fn assign(random: &mut Random, dietitians: &[usize], patients: usize) -> Vec<Panel> {
    let mut panels: Vec<Panel> =
        dietitians.iter().map(|place| Panel { dietitian: *place, patients: Vec::new() }).collect();
    for number in 0..patients {
        if number < panels.len() {
            panels[number].patients.push(number);
        } else if number % WAITING_EVERY != WAITING_EVERY / 2 {
            panels[random.weighted(&CASELOADS)].patients.push(number);
        }
    }
    panels
}

/// Registers everybody, each before the first visit, in the order in which they came. The answer
/// is in order of the patients' numbers.
///
/// # Errors
/// What SQLite says.
pub fn register(
    scene: &Scene<'_>,
    random: &mut Random,
    panels: &[Panel],
    diary: &[Appointment],
    count: usize,
) -> Result<Vec<Patient>> {
    let mut arrivals: Vec<(Moment, usize, Course)> = Vec::with_capacity(count);
    for (number, course) in courses(count, panels, diary).into_iter().enumerate() {
        arrivals.push((registration(scene, random, course.first), number, course));
    }
    arrivals.sort_by_key(|(registered, number, _)| (*registered, *number));

    let mut patients: Vec<(usize, Patient)> = Vec::with_capacity(count);
    let mut previous: Option<Person> = None;
    let mut last = Moment::from_ms(0);
    for (place, (registered, number, course)) in arrivals.into_iter().enumerate() {
        // One after the other, as at a real desk: rows then lie in the order of their list.
        let registered = registered.max(last.plus_ms(1));
        last = registered;
        let is_entered_twice = place % DUPLICATE_EVERY == DUPLICATE_EVERY / 4;
        let person = match previous.take() {
            Some(person) if is_entered_twice => person.again(),
            _ => Person::any(scene, random, place, registered),
        };
        let form = Form::fill(scene, random, &person, place, &course, registered);
        let patient = Patient {
            id: random.id(registered),
            people: person.people,
            born: person.born,
            body: Body::new(random, person.is_male, person.is_child),
            registered,
            dietitian: course.dietitian,
            clerk: form.clerk,
            identity: form.identity(person.born),
        };
        store::insert_patient(scene, &patient, &form)?;
        scene.progress.step();
        patients.push((number, patient));
        previous = Some(person);
    }
    patients.sort_by_key(|(number, _)| *number);
    Ok(patients.into_iter().map(|(_, patient)| patient).collect())
}

fn courses(patients: usize, panels: &[Panel], diary: &[Appointment]) -> Vec<Course> {
    let mut courses = vec![Course { dietitian: None, first: None, last: None }; patients];
    for panel in panels {
        for number in &panel.patients {
            courses[*number].dietitian = Some(panel.dietitian);
        }
    }
    for appointment in diary {
        let course = &mut courses[appointment.patient];
        course.first = course.first.or(Some(appointment.begins));
        course.last = Some(appointment.begins);
    }
    courses
}

fn registration(scene: &Scene<'_>, random: &mut Random, first_visit: Option<Moment>) -> Moment {
    let calendar = scene.calendar;
    let Some(begins) = first_visit else {
        let days = (calendar.midnight.ms() - scene.opened.ms()) / 86_400_000;
        let day = calendar.moved(calendar.today, -random.between(1, days.max(1)));
        return calendar.in_hours(calendar.open_day(day), random);
    };
    let lead = random.between(1, 18) * 1440 + random.between(-40, 20);
    let latest = calendar.midnight.plus_minutes(900 - lead);
    calendar.open_hour(begins.plus_minutes(-lead).min(latest))
}
