//! Filters that cannot be taken: the page that was asked for asks them back, as it does with forms. It
//! keeps all that was typed, marks the field that is meant, and shows no row that nobody asked for.

use super::entries::{encoded, with};
use super::page::{Field, Form, of_class, questions};
use super::{LANGUAGES, Office};
use crate::rooms::TABLE;
use crate::wire::Answer;

/// What is no day, no age, no number and no choice.
const ENTRIES: [&str; 3] = ["abc", "31/02/2026", "-1"];

/// Chooses what is shown beside what, and narrows nothing: an unknown choice is none.
const CHOICE: &str = "/photos";

impl Office {
    /// A page with what a form asks of it.
    fn answer(&self, form: &Form, language: &str) -> Answer {
        let address = format!("{}?{}", form.action, encoded(form));
        self.ask("GET", &address, language, &self.admin, "")
    }

    /// The forms of that page that narrow what it shows.
    fn filters_of(&self, page: &str, language: &str) -> Vec<Form> {
        let answer = self.ask("GET", page, language, &self.admin, "");
        assert_eq!(answer.status, 200, "{page}: {}", answer.text);
        let is_own = |form: &Form| form.action != "/search" || page == "/search";
        questions(&answer.text).into_iter().filter(is_own).collect()
    }

    /// All pages that have such a form.
    fn filtered_pages(&self) -> Vec<String> {
        let is_page = |row: &&crate::rooms::Row| {
            let is_file = ["/export", "<format>", "download", ".crt", "mobileconfig", "<_path"]
                .iter()
                .any(|part| row.1.contains(part));
            row.0 == "GET" && row.3[1] == 200 && !is_file
        };
        let pages = TABLE.iter().filter(is_page).map(|row| self.cast.address(row.2));
        pages.filter(|page| !page.ends_with(CHOICE)).collect()
    }
}

/// What a page is called, before its day and its clinic.
fn title(html: &str) -> String {
    let from = html.find("<title>").expect("a title") + "<title>".len();
    let title = &html[from..];
    title.split([',', '\u{b7}', '<']).next().unwrap_or_default().trim().to_owned()
}

/// The label of a field.
fn label(html: &str, name: &str) -> String {
    let from = html.find(&format!("for=\"{name}\"")).expect("a label");
    let text = &html[from..];
    let text = &text[text.find('>').expect("the end of a tag") + 1..];
    text.split('<').next().unwrap_or_default().replace("&#38;", "&").replace("&#39;", "'")
}

/// Whether a browser or a hand can bring anything into it that it does not take.
fn is_bounded(field: &Field) -> bool {
    ["date", "datetime-local", "number", "select"].contains(&field.kind.as_str())
}

/// The fields of a form that end what others begin, each with both ends and what is the wrong way round.
fn ranges(form: &Form) -> Vec<(String, String, [&'static str; 2])> {
    let ends = [("_gte", "_lte"), ("_min", "_max"), ("from_date", "to_date")];
    let mut found = Vec::new();
    for field in &form.fields {
        for (from, to) in ends {
            let Some(stem) = field.name.strip_suffix(from) else { continue };
            let end = format!("{stem}{to}");
            if form.holds(&end).is_some() {
                let backwards = match field.kind.as_str() {
                    "date" => ["2026-05-02", "2026-05-01"],
                    _ => ["40", "20"],
                };
                found.push((field.name.clone(), end, backwards));
            }
        }
    }
    found
}

/// Holds the answer against what was sent: the same page asks that field back, and has the rest.
fn is_asked_back(office: &mut Office, page: &str, sent: &Form, name: &str, language: &str) {
    let whole = office.ask("GET", page, language, &office.admin, "");
    let answer = office.answer(sent, language);
    let place = format!("{} {language} {name}={}", sent.action, sent.holds(name).unwrap());
    let page = &answer.text;
    // A choice among texts that others may add to finds nothing, and says so.
    let is_choice = sent.fields.iter().any(|field| field.name == name && field.kind == "select");
    let finds_nothing = answer.status == 200 && is_choice && !page.contains("<tbody");
    assert!(answer.status == 400 || finds_nothing, "{place}: {} {page}", answer.status);
    assert_eq!(title(page), title(&whole.text), "{place}");
    let again = questions(page).into_iter().find(|form| form.action == sent.action);
    let again = again.unwrap_or_else(|| panic!("{place}: the filters are gone"));
    for field in &sent.fields {
        assert_eq!(again.holds(&field.name), Some(field.value.as_str()), "{place}: {}", field.name);
    }
    if finds_nothing {
        return;
    }
    let asked = format!("aria-describedby=\"{name}-about\"");
    assert!(page.contains("aria-invalid=\"true\"") && page.contains(&asked), "{place}: {page}");
    assert!(page.contains(&format!("id=\"{name}-about\"")), "{place}: {page}");
    let label = label(&whole.text, name);
    let said = of_class(page, &["wrong"]);
    assert!(said.iter().any(|text| text.contains(&label)), "{place}: {label:?} in {said:?}");
    assert!(!page.contains("<tbody"), "{place} shows rows: {page}");
    for other in ["Nothing was saved", "Rien n\u{2019}a \u{e9}t\u{e9} enregistr\u{e9}"] {
        assert!(!page.contains(other), "{place}: {other}");
    }
    office.reader.read_words(&place, language, &answer);
}

#[test]
fn every_filter_of_every_page_is_asked_back_on_the_page_that_has_it() {
    let mut office = Office::open();
    let (mut fields, mut stretches) = (0, 0);
    for page in office.filtered_pages() {
        for language in LANGUAGES {
            for mut form in office.filters_of(&page, language) {
                // What else was asked stays.
                let text = form.fields.iter_mut().find(|field| field.kind == "search");
                if let Some(search) = text {
                    search.value = "Mar".to_owned();
                }
                let bounded: Vec<Field> =
                    form.fields.iter().filter(|field| is_bounded(field)).cloned().collect();
                for field in bounded {
                    for entry in ENTRIES {
                        fields += 1;
                        let sent = with(&form, &field.name, entry);
                        is_asked_back(&mut office, &page, &sent, &field.name, language);
                    }
                }
                for (from, to, [later, earlier]) in ranges(&form) {
                    stretches += 1;
                    let sent = with(&with(&form, &from, later), &to, earlier);
                    is_asked_back(&mut office, &page, &sent, &to, language);
                }
            }
        }
    }
    assert!(fields > 150 && stretches > 15, "{fields} {stretches}");
    office.reader.finish();
}

#[test]
fn a_filter_that_a_page_does_not_know_is_named_there() {
    let mut office = Office::open();
    for page in office.filtered_pages() {
        // A patient's file has none of its own, and says nothing of others.
        let forms = office.filters_of(&page, "en").into_iter();
        for form in forms.filter(|form| !form.action.starts_with("/patients/")) {
            let address = format!("{}?bananas=1", form.action);
            for language in LANGUAGES {
                let answer = office.ask("GET", &address, language, &office.admin, "");
                assert_eq!(answer.status, 400, "{address}: {}", answer.text);
                let said = of_class(&answer.text, &["problem"]).join(" ");
                assert!(said.contains("bananas"), "{address}: {said}");
                office.reader.read_words(&address, language, &answer);
            }
        }
    }
    office.reader.finish();
}

#[test]
fn filters_that_stand_in_an_address_alone_are_read_as_people_write_them() {
    let mut office = Office::open();
    let access = office.cast.address("/patients/{patient}/access");
    // With what the refusal calls the filter; nothing where it is taken.
    for (language, address, named) in [
        ("fr", "/invoices?total_amount_gte=1%20200,50", ""),
        ("fr", "/invoices?total_amount_gte=12,5", ""),
        ("en", "/invoices?total_amount_gte=1,200", ""),
        ("fr", "/invoices?total_amount_gte=1.200", "1.200"),
        ("en", "/invoices?total_amount_gte=1e3", "Total, from \u{201c}1e3\u{201d}"),
        ("en", "/invoices?tax_rate=-1", "Tax rate"),
        ("en", "/invoices?due_date_gte=0026-01-12", "Due date, from"),
        ("en", "/visits?duration_minutes_gte=1h", ""),
        ("en", "/visits?duration_minutes_gte=-1", "Minutes, from"),
        ("fr", "/visits?visit_date_gte=12/01/2026", ""),
        ("fr", "/visits?visit_date_gte=0026-01-12", "0026-01-12"),
        ("en", "/audit?timestamp_gte=0026-01-12", "When, from"),
        ("en", "/payments?amount_gte=abc", "Amount, from"),
        ("en", "/payments?from_date=2026-05-02&to_date=2026-05-01", "To"),
        ("en", "/patients?created_at_gte=tomorrow", "Registered from"),
        ("en", "/calendar/sheet?day=31/02/2026", "Day \u{201c}31/02/2026\u{201d}"),
        ("fr", "/calendar/sheet?day=12/01/2026", ""),
        ("fr", &format!("{access}?from_date=12/01/2026"), ""),
        ("fr", &format!("{access}?from_date=0026-01-12"), "0026-01-12"),
        ("en", &format!("{access}?from_date=abc"), "From \u{201c}abc\u{201d}"),
    ] {
        let answer = office.ask("GET", address, language, &office.admin, "");
        let status = if named.is_empty() { 200 } else { 400 };
        assert_eq!(answer.status, status, "{address} {language}: {}", answer.text);
        if status == 400 {
            let said = of_class(&answer.text, &["problem"]).join(" ");
            assert!(said.contains(named), "{address}: {said}");
            office.reader.read_words(address, language, &answer);
        }
    }
    office.reader.finish();
}

#[test]
fn the_file_of_a_list_leads_to_the_page_that_asks_its_filter_back() {
    let office = Office::open();
    for (file, filter, page) in [
        ("/export/patients", "age_min=abc", "/patients"),
        ("/export/visits", "from_date=0026-01-12", "/visits"),
        ("/export/billing", "from_date=abc", "/invoices"),
        ("/export/payments", "from_date=abc", "/payments"),
        ("/export/journal", "to_date=abc", "/reports/journal"),
        ("/reports/money/csv", "to_date=abc", "/reports/money"),
    ] {
        let asked = format!("{file}?{filter}");
        let answer = office.ask("GET", &asked, "en", &office.admin, "");
        let way = format!("{page}?{filter}");
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some(way.as_str())),
            "{asked}"
        );
        assert_eq!(office.ask("GET", &way, "en", &office.admin, "").status, 400, "{way}");
    }
}
