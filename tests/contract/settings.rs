//! The settings: one place, whose pages lead to each other.

use crate::practice::Practice;
use crate::rooms::{cookie, knock};

const PAGES: [&str; 8] = [
    "/settings",
    "/settings/prices",
    "/settings/visit-types",
    "/settings/consent-texts",
    "/settings/hours",
    "/settings/logo",
    "/settings/accounts",
    "/reach",
];

#[test]
fn every_page_of_the_settings_has_the_same_tabs_and_marks_its_own() {
    let practice = Practice::open();
    let admin = cookie(&practice, "admin");
    for page in PAGES {
        let answer = knock(&practice, "GET", page, Some(&admin));
        assert_eq!(answer.status, 200, "{page}");
        let (_, tabs) = answer.text.split_once("<nav class=\"tabs\"").unwrap();
        let tabs = tabs.split("</nav>").next().unwrap();
        for tab in PAGES {
            let is_here = tab == page;
            let link = format!(
                "<a href=\"{tab}\"{}>",
                if is_here { " aria-current=\"page\"" } else { "" }
            );
            assert!(tabs.contains(&link), "{page} leads to {tab}: {tabs}");
        }
        assert_eq!(tabs.matches("aria-current").count(), 1, "{page}");
    }
}
