//! Which view of the day somebody has, by their role unless they chose another; and what of the day
//! they asked for.

use rocket::http::CookieJar;

use crate::auth::{Caller, Permission};
use crate::http::Parameters;
use crate::ids::Id;
use crate::ui::account::pages::preference;
use crate::ui::language::say;
use crate::visits::presence::Presence;

/// A view of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum View {
    /// Money, missed appointments, what is open.
    Owner,
    /// One's own appointments, notes and plans.
    Dietitian,
    /// The waiting room, whom to call, the cash of the day.
    Desk,
}

impl View {
    const ALL: [Self; 3] = [Self::Owner, Self::Dietitian, Self::Desk];

    fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Dietitian => "dietitian",
            Self::Desk => "desk",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Owner => say("Overview"),
            Self::Dietitian => say("My day"),
            Self::Desk => say("Front desk"),
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }

    fn is_open_to(self, caller: &Caller) -> bool {
        let sees_visits = caller.may(Permission::VisitsList);
        match self {
            Self::Owner => caller.may(Permission::ReportsOverview),
            Self::Dietitian => sees_visits && caller.notes().are_all(),
            Self::Desk => sees_visits,
        }
    }

    /// The views that somebody can switch between.
    pub fn offered(caller: &Caller) -> Vec<Self> {
        Self::ALL.into_iter().filter(|view| view.is_open_to(caller)).collect()
    }

    fn of_role(role: &str) -> Self {
        match role {
            "ADMIN" => Self::Owner,
            "DIETITIAN" => Self::Dietitian,
            _ => Self::Desk,
        }
    }

    /// The one that was chosen, else that of the role, else the first that is open.
    fn of(caller: &Caller, chosen: Option<Self>) -> Self {
        let open = Self::offered(caller);
        let is_open = |view: &Self| open.contains(view);
        let own = Some(Self::of_role(&caller.account.role)).filter(is_open);
        chosen.filter(is_open).or(own).or(open.first().copied()).unwrap_or(Self::Desk)
    }

    /// Its address.
    pub fn href(self) -> String {
        format!("/?view={}", self.name())
    }
}

/// Which of the visits are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Shown {
    All,
    ToCome,
    Late,
    Waiting,
    Inside,
    Completed,
    Missed,
}

impl Shown {
    pub const EACH: [Self; 7] = [
        Self::All,
        Self::ToCome,
        Self::Late,
        Self::Waiting,
        Self::Inside,
        Self::Completed,
        Self::Missed,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::ToCome => "to-come",
            Self::Late => "late",
            Self::Waiting => "waiting",
            Self::Inside => "inside",
            Self::Completed => "completed",
            Self::Missed => "missed",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::All => say("All"),
            Self::ToCome => say("To come"),
            Self::Late => say("Late"),
            Self::Waiting => say("Waiting"),
            Self::Inside => say("In consultation"),
            Self::Completed => say("Completed"),
            Self::Missed => say("No-show|several"),
        }
    }

    /// Whether a visit that stands so is among them.
    pub fn has(self, presence: Presence) -> bool {
        match self {
            Self::All => true,
            Self::ToCome => matches!(presence, Presence::Expected | Presence::Late(_)),
            Self::Late => matches!(presence, Presence::Late(_)),
            Self::Waiting => matches!(presence, Presence::Waiting(_)),
            Self::Inside => matches!(presence, Presence::Inside(_)),
            Self::Completed => presence == Presence::Completed,
            Self::Missed => presence == Presence::Missed,
        }
    }
}

/// What of the day somebody asked for.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Asked {
    pub view: View,
    /// Whether somebody without a choice of their own would see another.
    pub is_other_view: bool,
    pub by_person: bool,
    pub shown: Shown,
    /// Everybody's appointments in the view of one's own.
    pub whole: bool,
    /// The visit that was just marked: its row stays where it is.
    pub marked: Option<Id>,
}

impl Asked {
    /// From the address; a view that is chosen there is remembered for this user in this browser.
    pub fn read(parameters: &Parameters, cookies: &CookieJar<'_>, caller: &Caller) -> Self {
        let cookie = format!("nutrivault_today_{}", caller.id());
        let chosen = parameters.get("view").and_then(View::named);
        let kept = cookies.get(&cookie).and_then(|cookie| View::named(cookie.value()));
        let view = View::of(caller, chosen.or(kept));
        if chosen == Some(view) {
            cookies.add(preference(cookie, view.name()));
        }
        let shown = parameters.get("show").unwrap_or_default();
        Self {
            view,
            is_other_view: view != View::of(caller, None),
            by_person: parameters.get("by") == Some("person"),
            shown: Shown::EACH.into_iter().find(|one| one.name() == shown).unwrap_or(Shown::All),
            whole: view != View::Dietitian || parameters.get("whose") == Some("all"),
            marked: parameters.get("undo").and_then(|id| id.parse().ok()),
        }
    }

    /// The same page with other choices: of this view, whatever another window has chosen since.
    fn href(&self) -> String {
        let by = if self.by_person { "person" } else { "" };
        let whose = if self.whole && self.view == View::Dietitian { "all" } else { "" };
        let view = if self.is_other_view { self.view.name() } else { "" };
        let pairs = [("by", by), ("show", self.shown.name()), ("view", view), ("whose", whose)];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
        match pairs.is_empty() {
            true => "/".to_owned(),
            false => format!("/?{}", pairs.join("&")),
        }
    }

    pub fn showing(&self, shown: Shown) -> String {
        Self { shown, ..self.clone() }.href()
    }

    pub fn ordered(&self, by_person: bool) -> String {
        Self { by_person, ..self.clone() }.href()
    }

    pub fn of_whom(&self, whole: bool) -> String {
        Self { whole, ..self.clone() }.href()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_follows_the_role() {
        assert_eq!(View::of_role("ADMIN"), View::Owner);
        assert_eq!(View::of_role("DIETITIAN"), View::Dietitian);
        assert_eq!(View::of_role("ASSISTANT"), View::Desk);
        assert_eq!(View::of_role("VIEWER"), View::Desk);
    }

    #[test]
    fn the_address_keeps_the_other_choices() {
        let asked = Asked {
            view: View::Dietitian,
            is_other_view: false,
            by_person: true,
            shown: Shown::Late,
            whole: true,
            marked: None,
        };
        assert_eq!(asked.showing(Shown::All), "/?by=person&whose=all");
        assert_eq!(asked.ordered(false), "/?show=late&whose=all");
        assert_eq!(asked.of_whom(false), "/?by=person&show=late");
        assert_eq!(
            Asked { view: View::Desk, is_other_view: true, ..asked }.showing(Shown::Waiting),
            "/?by=person&show=waiting&view=desk"
        );
    }
}
