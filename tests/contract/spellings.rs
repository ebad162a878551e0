//! People looked for as people spell them: by hyphens, scripts, numbers, dates and slips of the
//! fingers; what finds them, and what must not.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::wire::Sent;

/// Key, first and last name, former names, birth date, phone, file number.
#[rustfmt::skip]
const PEOPLE: &[(&str, &str, &str, &str, &str, &str, &str)] = &[
    ("brien", "Siobhán", "O'Brien", "", "1985-05-12", "+353 87 123 4567", "F-2026/0017"),
    ("curly", "Una", "O’Malley", "", "1971-01-02", "", ""),
    ("jeanluc", "Jean-Luc", "Lefebvre", "", "1962-07-14", "+33 6 12 34 56 78", "LEF0042"),
    ("garcia", "María José", "García-López", "", "1990-12-03", "+34 612 34 56 01", ""),
    ("vanderberg", "Vincent", "van der Berg", "", "1955-03-30", "", ""),
    ("mcdonald", "Fiona", "McDonald", "", "1988-08-08", "", ""),
    ("dangelo", "Paolo", "D'Angelo", "", "1979-09-19", "", ""),
    ("mueller", "Jörg", "Müller", "", "1966-02-28", "0170 1234567", ""),
    ("schroeder", "Anke", "Schroeder", "", "1959-11-11", "", ""),
    ("strauss", "Käthe", "Strauß", "", "1949-10-07", "", ""),
    ("oersted", "Søren", "Ørsted", "", "1983-04-04", "", ""),
    ("aakesson", "Åsa", "Åkesson", "", "1992-06-21", "", ""),
    ("kjaer", "Mette", "Kjær", "", "1994-06-21", "", ""),
    ("walesa", "Łukasz", "Wałęsa", "", "1975-05-05", "", ""),
    ("isik", "Ipek", "Işık", "", "1987-01-31", "", ""),
    ("dokovic", "Ana", "Đoković", "", "1986-02-02", "", ""),
    ("nguyen", "Văn An", "Nguyễn", "", "1993-03-03", "", ""),
    ("ahmad", "أحمد", "الهاشمي", "", "1980-04-17", "", ""),
    ("fatima", "فاطمة", "عبد الله", "", "1991-09-09", "", ""),
    ("mohammad", "مُحَمَّد", "یزدی", "", "1970-07-07", "", ""),
    ("shalom", "שָׁלוֹם", "כֹּהֵן", "", "1965-05-15", "", ""),
    ("wang", "小明", "王", "", "1999-09-09", "", ""),
    ("ouyang", "娜娜", "欧阳", "", "1998-08-18", "", ""),
    ("yamada", "太郎", "山田", "", "1977-07-17", "", ""),
    ("gabriel", "ガブリエル", "サトウ", "", "2001-01-21", "", ""),
    ("kim", "민수", "김", "", "1996-06-16", "", ""),
    ("fedor", "Фёдор", "Щербаков", "", "1968-12-24", "", ""),
    ("nikos", "Νίκος", "Παπαδόπουλος", "", "1973-03-23", "", ""),
    ("sharma", "प्रिया", "शर्मा", "", "1989-10-29", "", ""),
    ("suharto", "", "Suharto", "", "1958-08-17", "", ""),
    ("dupont", "Camille", "Dupont", "Beaumont, de Villiers", "1984-06-25", "01 45 67 89 10", ""),
    ("martin", "Claire", "Martin", "", "1995-05-05", "06 98 76 54 32", "D/00123"),
    ("martinez", "Claire", "Martinez", "", "2003-01-15", "", ""),
    ("pual", "Paul", "Roy", "", "2004-02-20", "+44 7700 900123", ""),
    ("anna", "Anna", "Weiß", "", "1961-11-30", "", ""),
    ("katarina", "Katarína", "Dvořáková", "", "1982-12-12", "", ""),
];

/// Who must be found, and the texts that find them by the exact reading.
#[rustfmt::skip]
const FOUND: &[(&str, &[&str])] = &[
    ("brien", &["obrien", "o brien", "O'Brien", "O’BRIEN", "o‘brien", "oʼbrien", "o`brien", "o-brien", "brien", "siobhan obrien", "obrien, siobhán", "siobhanobrien", "S. O'Brien"]),
    ("curly", &["o'malley", "omalley", "O Malley una"]),
    ("jeanluc", &["jeanluc", "jean luc", "jean-luc", "Jean‑Luc Lefebvre", "luc lefebvre", "lefebvre jean", "jean luc lef"]),
    ("garcia", &["garcialopez", "garcia lopez", "garcía-lópez", "lopez", "mariajose", "maria-jose garcia", "GARCIA MARIA"]),
    ("vanderberg", &["vanderberg", "van der berg", "van-der-berg", "berg vincent"]),
    ("mcdonald", &["mc donald", "mcdonald", "Mc-Donald"]),
    ("dangelo", &["dangelo", "d angelo", "d'angelo", "angelo"]),
    ("mueller", &["müller", "mueller", "muller", "joerg mueller", "Jorg Muller", "MÜLLER"]),
    ("schroeder", &["schröder", "schroeder", "schroder"]),
    ("strauss", &["strauss", "strauß", "kaethe", "kathe strauss"]),
    ("oersted", &["orsted", "oersted", "ørsted", "soren", "soeren"]),
    ("aakesson", &["akesson", "aakesson", "åkesson", "asa"]),
    ("kjaer", &["kjaer", "kjær"]),
    ("walesa", &["walesa", "wałęsa", "lukasz"]),
    ("isik", &["isik", "ışık", "İpek"]),
    ("dokovic", &["dokovic", "djokovic", "đoković"]),
    ("nguyen", &["nguyen", "nguyen van an", "nguyenvanan", "van an nguyen"]),
    ("ahmad", &["أحمد", "احمد", "إحمد", "هاشمي", "الهاشمى"]),
    ("fatima", &["فاطمه", "فاطمة", "عبدالله", "عبد الله", "عبدالله فاطمه"]),
    ("mohammad", &["محمد", "محـمد", "يزدي", "یزدی"]),
    ("shalom", &["שלום", "כהן", "שָׁלוֹם כהן"]),
    ("wang", &["王小明", "小明王", "王 小明", "小明"]),
    ("ouyang", &["欧阳娜娜", "娜娜", "欧阳"]),
    ("yamada", &["山田太郎", "山田　太郎", "太郎", "山田"]),
    ("gabriel", &["ガブリエル", "ｶﾞﾌﾞﾘｴﾙ", "がぶりえる", "さとうガブリエル"]),
    ("kim", &["김민수", "김 민수", "민수", "\u{1100}\u{1175}\u{11b7}"]),
    ("fedor", &["Фёдор", "федор", "щербаков", "ЩЕРБАКОВ"]),
    ("nikos", &["νικος", "Νίκος", "παπαδοπουλοσ"]),
    ("sharma", &["शर्मा", "प्रिया"]),
    ("suharto", &["suharto", "SUHARTO", "suh"]),
    ("dupont", &["beaumont", "devilliers", "de villiers", "villiers camille", "dupont 1984"]),
    ("jeanluc", &["06 12 34 56 78", "0612345678", "+33612345678", "0033 6 12 34 56 78", "06.12.34.56.78", "06-12-34", "+33 (0)6 12 34 56 78", "56 78", "345678", "33612345678", "06/12/34/56/78"]),
    ("martin", &["+33 6 98 76 54 32", "+33698765432", "0033698765432", "+33 (0) 698 765 432", "6 98 76 54 32", "98765"]),
    ("dupont", &["+33145678910", "01.45.67.89.10", "٠١٤٥٦٧٨٩١٠"]),
    ("garcia", &["+34612345601", "0034 612 345 601"]),
    ("brien", &["12/05/1985", "12.05.1985", "12.5.1985", "1985-05-12", "12-05-1985", "12 05 1985", "12 May 1985", "May 12, 1985", "12 mai 1985", "12/05/85", "19850512", "12051985", "obrien 12/05/1985", "12th May 1985"]),
    ("wang", &["1999年9月9日"]),
    ("garcia", &["3 déc. 1990", "3 December 1990"]),
    ("brien", &["F-2026/0017", "f20260017", "2026/17", "0017", "F-2026-17"]),
    ("jeanluc", &["LEF0042", "lef-42", "lef 0042"]),
    ("martin", &["D/00123", "d123", "D-00123"]),
    ("anna", &["weiss", "weiß", "anna weiss"]),
    ("katarina", &["dvorakova", "katarina dvor"]),
];

/// Who must be found though a letter is wrong, missing, too many or exchanged.
#[rustfmt::skip]
const MENDED: &[(&str, &[&str])] = &[
    ("jeanluc", &["lefebre", "lefevbre", "lefebvra", "leffebvre", "jeanluk"]),
    ("schroeder", &["schroedar", "scroeder"]),
    ("walesa", &["waleza", "lukaz"]),
    ("suharto", &["suhatro", "soharto", "uharto"]),
    ("garcia", &["garsia", "garcialopes"]),
    ("brien", &["obreen", "siobahn", "o breen"]),
    ("mcdonald", &["macdonald"]),
    ("dupont", &["camile dupond", "beamont"]),
    ("fedor", &["щербоков"]),
    ("nikos", &["παπαδοπυλος"]),
    ("dokovic", &["dokovich"]),
];

/// Who must not be found by that.
#[rustfmt::skip]
const NOT_FOUND: &[(&str, &[&str])] = &[
    ("brien", &["ien", "o'bryant", "12/06/1985", "05/12/1985", "13 May 1985", "F-2026/0018"]),
    ("jeanluc", &["anluc", "jean paul", "06 12 34 56 79", "+44 612345678", "+49 6 12 34 56 78", "06 12 34 78 56", "lefbre", "LEF0043"]),
    ("martin", &["06 98 76 54 33", "d124", "marten s", "rtin"]),
    // The exact reading finds somebody: nothing is mended.
    ("martinez", &["marti n x", "martin 1995"]),
    ("pual", &["pual", "0770 900123", "paol"]),
    ("anna", &["enna", "anma", "weis%", "%", "_", "*", "a*", "\"anna\" OR \"martin\""]),
    ("garcia", &["+34612345602", "rcia"]),
    ("mueller", &["moller x", "ller"]),
    ("wang", &["王大明", "明小"]),
    ("kim", &["김민지"]),
    ("ahmad", &["محمود"]),
    ("suharto", &["suharto ana", "harto"]),
    ("dupont", &["beaumont claire", "dupont 1985"]),
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

struct Desk {
    practice: Practice,
    ids: Vec<(&'static str, String)>,
}

impl Desk {
    fn open() -> Self {
        let practice = Practice::open();
        let send = |method: &str, target: &str, body: Value| {
            let sent = Sent::new(method, target).bearer(&practice.admin).json(body.to_string());
            practice.send(&sent)
        };
        let zone = json!({ "time_zone": "Europe/Paris" });
        assert_eq!(send("PUT", "/api/settings", zone).status, 200);
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut ids = Vec::new();
        for (key, first, last, former, born, phone, number) in PEOPLE {
            let body = json!({
                "first_name": given(first), "last_name": last, "former_names": given(former),
                "date_of_birth": born, "phone": given(phone), "file_number": given(number),
            });
            let created = send("POST", "/api/patients", body);
            assert_eq!(created.status, 201, "{key}: {}", created.text);
            let id = created.json()["data"]["patient"]["id"].as_str().unwrap().to_owned();
            ids.push((*key, id));
        }
        Self { practice, ids }
    }

    fn id(&self, key: &str) -> &str {
        &self.ids.iter().find(|(known, _)| *known == key).unwrap().1
    }

    /// The ids of what is found, in order.
    fn search(&self, typed: &str) -> Vec<String> {
        self.ids_of(&format!("/api/search?limit=50&q={}", encoded(typed)), "results")
    }

    fn list(&self, typed: &str) -> Vec<String> {
        self.ids_of(&format!("/api/patients?limit=100&search={}", encoded(typed)), "patients")
    }

    fn ids_of(&self, target: &str, plural: &str) -> Vec<String> {
        let answer = self.practice.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text);
        let rows = answer.json()["data"][plural].as_array().unwrap().clone();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn people_are_found_as_people_spell_them_and_nobody_else_is() {
    let desk = Desk::open();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (key, spellings) in FOUND {
        for typed in *spellings {
            asked += 1;
            let id = desk.id(key);
            if !desk.search(typed).iter().any(|found| found == id) {
                wrong.push(format!("{typed} does not find {key}"));
            }
            if !desk.list(typed).iter().any(|found| found == id) {
                wrong.push(format!("{typed} does not list {key}"));
            }
        }
    }
    for (key, spellings) in MENDED {
        for typed in *spellings {
            asked += 1;
            if !desk.search(typed).iter().any(|found| found == desk.id(key)) {
                wrong.push(format!("{typed} is not mended to {key}"));
            }
            if desk.list(typed).iter().any(|found| found == desk.id(key)) {
                wrong.push(format!("{typed} is mended in the list"));
            }
            let says = desk.practice.get(&format!("/api/search?q={}", encoded(typed))).json();
            if says["data"]["mended"] != json!(true) {
                wrong.push(format!("{typed} is mended without a word"));
            }
        }
    }
    for (key, spellings) in NOT_FOUND {
        for typed in *spellings {
            asked += 1;
            if desk.search(typed).iter().any(|found| found == desk.id(key)) {
                wrong.push(format!("{typed} finds {key}"));
            }
            if desk.list(typed).iter().any(|found| found == desk.id(key)) {
                wrong.push(format!("{typed} lists {key}"));
            }
        }
    }
    assert!(asked >= 200, "{asked}");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_best_match_comes_first_and_archived_ones_last() {
    let practice = Practice::open();
    let send = |method: &str, target: &str, body: Value| {
        practice.send(&Sent::new(method, target).bearer(&practice.admin).json(body.to_string()))
    };
    let register = |first: &str, last: &str| -> String {
        let body = json!({ "first_name": first, "last_name": last, "date_of_birth": "1980-01-01" });
        let created = send("POST", "/api/patients", body);
        created.json()["data"]["patient"]["id"].as_str().unwrap().to_owned()
    };
    let archived = register("Zita", "Quill");
    let elsewhere = register("Anna", "Vogel");
    let email = json!({ "email": "quill@example.org" });
    assert_eq!(send("PUT", &format!("/api/patients/{elsewhere}"), email).status, 200);
    let beginning = register("Berta", "Quillfeather");
    let unseen = register("Carla", "Quill");
    let seen = register("Dora", "Quill");
    let away = send("DELETE", &format!("/api/patients/{archived}"), json!({}));
    assert_eq!(away.status, 200);
    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let visit = json!({
        "patient_id": seen, "dietitian_id": dietitian, "visit_date": "2020-05-06T09:00:00Z",
        "status": "COMPLETED", "allow_overlap": true,
    });
    assert_eq!(send("POST", "/api/visits", visit).status, 201);
    let answer = practice.get("/api/search?q=quill").json();
    let found: Vec<&str> = answer["data"]["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["kind"] == "patient")
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(found, [&seen, &unseen, &beginning, &elsewhere, &archived]);
}

#[test]
fn invoices_visits_and_documents_are_found_by_those_who_may_see_them() {
    let practice = Practice::open();
    let kinds = |token: &str, typed: &str| -> Vec<(String, String)> {
        let target = format!("/api/search?q={}", encoded(typed));
        let answer = practice.send(&Sent::new("GET", &target).bearer(token));
        assert_eq!(answer.status, 200, "{}", answer.text);
        let rows = answer.json()["data"]["results"].as_array().unwrap().clone();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        rows.iter().map(|row| (text(row, "kind"), text(row, "title"))).collect()
    };
    let number = practice.text(
        "SELECT b.invoice_number FROM billing b JOIN patients p ON p.id = b.patient_id \
         WHERE b.invoice_number IS NOT NULL AND p.assigned_dietitian_id <> \
         (SELECT id FROM users WHERE username = 'dietitian') ORDER BY b.rowno LIMIT 1",
    );
    let invoice = ("invoice".to_owned(), number.clone());
    let (year, last) = (&number[4..8], number[9..].trim_start_matches('0'));
    for typed in [
        &number,
        &number.to_lowercase(),
        &number.replace('-', ""),
        &format!("{year}-{last}"),
        &number[9..].to_owned(),
    ] {
        assert!(kinds(&practice.admin, typed).contains(&invoice), "{typed}");
        let colleague = practice.token("dietitian");
        assert!(!kinds(&colleague, typed).contains(&invoice), "{typed} of another's patient");
    }

    let patient = practice.text(
        "SELECT id FROM patients WHERE assigned_dietitian_id <> \
         (SELECT id FROM users WHERE username = 'dietitian') LIMIT 1",
    );
    let target = format!("/api/patients/{patient}/documents");
    let form = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nFerritin results\r\n\
                --b\r\nContent-Disposition: form-data; name=\"document_type\"\r\n\r\nlab_result\r\n\
                --b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"scan-77.txt\"\r\n\
                Content-Type: text/plain\r\n\r\nA note\r\n--b--\r\n";
    let sent = Sent::new("POST", &target).bearer(&practice.admin);
    let stored = practice.send(&sent.body("multipart/form-data; boundary=b", form));
    assert_eq!(stored.status, 201, "{}", stored.text);
    let document = ("document".to_owned(), "Ferritin results".to_owned());
    for typed in ["ferritin", "results ferritin", "scan-77", "FERRIT"] {
        assert!(kinds(&practice.admin, typed).contains(&document), "{typed}");
    }
    let colleague = practice.token("dietitian");
    assert!(!kinds(&colleague, "ferritin").contains(&document), "of another's patient");

    let word = practice.text(
        "SELECT substr(chief_complaint, 1, instr(chief_complaint || ' ', ' ') - 1) FROM visits \
         WHERE length(chief_complaint) > 5 AND instr(chief_complaint || ' ', ' ') > 5 LIMIT 1",
    );
    let found = kinds(&practice.admin, &word);
    assert!(found.iter().any(|(kind, _)| kind == "visit"), "{word}: {found:?}");
}

#[test]
fn a_search_is_bounded_and_says_what_it_takes() {
    let practice = Practice::shared();
    let status = |target: &str| practice.get(target).status;
    assert_eq!(status("/api/search"), 400);
    assert_eq!(status("/api/search?q=ana&limit=0"), 400);
    assert_eq!(status("/api/search?q=ana&limit=51"), 400);
    assert_eq!(status("/api/search?q=ana&colour=red"), 400);
    assert_eq!(status(&format!("/api/search?q={}", "a".repeat(501))), 400);
    assert_eq!(status("/api/search?q=a+b+c+d+e+f+g+h+i"), 400);
    let empty = practice.get("/api/search?q=%20");
    assert_eq!(empty.json()["data"]["results"], json!([]));
    for typed in [
        "06-12 34-56",
        "5may1985 6may1985",
        "abc\u{0}def",
        "a|b c",
        "'",
        "-",
        "\"",
        "(",
        ")",
        "*",
        "^",
        "NEAR(",
        "a-b-c-d-e-f-g-h-i-j-k-l",
        "\u{0}",
    ] {
        assert!(
            matches!(status(&format!("/api/search?q={}", encoded(typed))), 200 | 400),
            "{typed}"
        );
    }
}
