//! The tabs of pages that belong together: links, of which the page that is read is marked.

/// A page among others.
pub struct Tab {
    pub href: &'static str,
    pub label: &'static str,
    pub is_here: bool,
}

/// The pages, and what they are of.
pub struct Tabs {
    pub of: &'static str,
    pub all: Vec<Tab>,
}

impl Tabs {
    /// These pages by address and words, with the one at `here` marked.
    pub fn new(of: &'static str, all: &[(&'static str, &'static str)], here: &str) -> Self {
        let tab = |(href, label): &(&'static str, &'static str)| Tab {
            href,
            label,
            is_here: *href == here,
        };
        Self { of, all: all.iter().map(tab).collect() }
    }
}
