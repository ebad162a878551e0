//! Notes as they are pasted in real life: tables, lists, emoji, scripts that run from right to left,
//! 20,000 characters. They keep their form in the API, in the form, on screen and on paper.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::Sent;

fn notes() -> Vec<String> {
    let mut notes: Vec<String> = [
        "Breakfast\tLunch\tDinner\n2 eggs\tsalad\tsoup\n–\t1 apple\t–",
        "| Day | kcal |\n|-----|------|\n| Mon | 1,850 |\n| Tue | 2,010 |",
        "    indented by four\n\tindented by a tab\n  * two\n      - deeper",
        "1. Weigh\n2. Measure\n\n\n3. After two empty lines",
        "Feels 😀 today, 👩🏽‍⚕️ advised 🥦🥕; flag 🇫🇷 and keycap 1️⃣",
        "المريض يشعر بتحسن\nالوزن: ٧٧٫٢ كغ",
        "המטופלת מרגישה טוב יותר\nמשקל 77.2 ק״ג (−1.2)",
        "Mixed: שלום and مرحبا in one line, then back",
        "体重は七十七キロです。\n朝食：納豆、味噌汁",
        "Пациентка жалуется на усталость.\n— Сон: 5 ч",
        "Zalgo: Z̸̢̛a̶l̷g̶o̷ and decomposed é beside composed é",
        "Math: BMI < 25 && WHtR > 0.5 & \"quoted\" 'single' <b>not bold</b> &amp; &lt;",
        "<script>alert('x')</script>\n<!-- comment --> ]]>",
        "Non-breaking\u{a0}space, thin\u{202f}space, zero\u{200b}width, soft\u{ad}hyphen",
        "Quotes “curly” ‘single’ «\u{a0}guillemets\u{a0}» – dash — em… €1,234.50",
        "\nBegins with an empty line\nand ends with one\n",
        "trailing spaces   \nin the middle   \nof lines",
        "https://example.org/a?b=c&d=e#f\nC:\\notes\\visit.txt\n{variable} %20 ${x} {{ y }}",
        "Glucose\t08:00\t6.2\n\t12:00\t7.1\n\t18:00\t5.9\nmmol/L ± 0.1 ≤ 7.0 µg",
    ]
    .map(str::to_owned)
    .into();
    let line = "Ligne très longue, déjeuner 🍎, 12:30 – marche.\n";
    notes.push(line.chars().cycle().take(20_000).collect());
    notes
}

/// Text as HTML has it.
fn read(html: &str) -> String {
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(html.to_owned(), |text, (mark, sign)| text.replace(mark, sign))
}

/// The texts of the elements that keep the form of what was written.
fn written(html: &str) -> Vec<String> {
    let found = html.split("class=\"written\"").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('>')?;
        Some(read(rest.split_once("</p>")?.0))
    });
    found.collect()
}

#[test]
fn twenty_pasted_notes_keep_their_form() {
    let practice = Practice::open();
    let visit = practice.text(
        "SELECT id FROM visits WHERE status = 'COMPLETED' AND deleted_at IS NULL AND edition = 0 ORDER BY id LIMIT 1",
    );
    let cookie = cookie(&practice, "admin");
    let page = |path: &str| {
        let sent = Sent::new("GET", format!("/visits/{visit}{path}"));
        let answer = practice.send(&sent.header("Cookie", &*cookie).header("Accept", "text/html"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    };
    let notes = notes();
    assert_eq!(notes.len(), 20);
    for note in &notes {
        let start: String = note.chars().take(40).collect();
        let body = json!({ "assessment": note }).to_string();
        let sent =
            Sent::new("PUT", format!("/api/visits/{visit}")).bearer(&practice.admin).json(body);
        let stored = practice.send(&sent);
        assert_eq!(
            stored.json()["data"]["visit"]["assessment"],
            Value::from(note.as_str()),
            "{start}"
        );
        // On screen, and on the paper that is printed of it.
        assert!(written(&page("")).contains(note), "on screen: {start}");
        // In the form, whose first line break a browser drops.
        let form = page("?edit=1");
        let typed = form.split("<textarea id=\"assessment\"").nth(1).unwrap();
        let typed = read(typed.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0);
        let typed = typed.strip_prefix('\n').unwrap_or(&typed);
        assert_eq!(typed, note, "in the form: {start}");
    }
}

#[test]
fn a_pasted_table_keeps_its_columns_on_screen_and_on_paper() {
    let practice = Practice::open();
    let visit = practice.text(
        "SELECT id FROM visits WHERE status = 'COMPLETED' AND deleted_at IS NULL AND edition = 0 ORDER BY id LIMIT 1",
    );
    let cookie = cookie(&practice, "admin");
    let table = "Breakfast\tLunch\tDinner\n2 eggs\tsalad\tsoup";
    let advice = format!("-2 kg until summer\n•\tOats\n{table}\nWater");
    let body = json!({ "assessment": table, "recommendations": advice }).to_string();
    let sent = Sent::new("PUT", format!("/api/visits/{visit}")).bearer(&practice.admin).json(body);
    assert_eq!(practice.send(&sent).status, 200);
    let page = |path: &str| {
        let sent = Sent::new("GET", format!("/visits/{visit}{path}"));
        practice.send(&sent.header("Cookie", &*cookie).header("Accept", "text/html")).text
    };
    let kept = format!("data-tabs=\"12\">{table}</");
    for path in ["", "/print/note"] {
        assert!(page(path).contains(&kept), "{path}: {}", page(path));
    }
    // On the sheet for the patient each line is one to tick off, but those of a table stay together.
    let sheet = page("/print/sheet");
    assert!(sheet.contains(&kept), "{sheet}");
    for line in ["-2 kg until summer", "Oats", "Water"] {
        assert!(sheet.contains(&format!("<span dir=\"auto\">{line}</span>")), "{line}: {sheet}");
    }
}
