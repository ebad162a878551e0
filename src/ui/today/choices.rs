//! What can be chosen above the list: the view, whose appointments, which of them, in what order.

use super::asked::{Asked, Shown, View};
use super::store::Event;
use crate::auth::Caller;
use crate::clock::Moment;
use crate::ids::Id;
use crate::ui::language::{Language, say};

/// A choice among several: its word, its address, whether it is chosen, how many it shows.
pub(super) struct Choice {
    pub label: &'static str,
    pub href: String,
    pub is_chosen: bool,
    pub count: Option<usize>,
}

/// How much there is to do, and by how many.
pub(super) fn about(events: &[Event], language: Language) -> String {
    let taking: Vec<&Event> = events.iter().filter(|event| event.takes_time()).collect();
    let mut people: Vec<Id> = taking.iter().map(|event| event.dietitian).collect();
    people.sort_unstable();
    people.dedup();
    let appointments = language.length(taking.len(), say("1 appointment"), say("{} appointments"));
    match people.len() {
        0 => String::new(),
        1 => appointments,
        count => {
            let count = language.number(&count.to_string());
            let dietitians = language.fill(say("{} dietitians"), &[&count]);
            format!("{appointments} · {dietitians}")
        }
    }
}

/// The views that can be switched to.
pub(super) fn views(asked: &Asked, caller: &Caller) -> Vec<Choice> {
    let choice = |view: View| Choice {
        label: view.label(),
        href: view.href(),
        is_chosen: view == asked.view,
        count: None,
    };
    let all: Vec<Choice> = View::offered(caller).into_iter().map(choice).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// Which of the visits can be looked at, each with their number.
pub(super) fn filters(asked: &Asked, events: &[Event], now: Moment) -> Vec<Choice> {
    let choice = |shown: Shown| {
        let count = events.iter().filter(|event| shown.has(event.presence(now))).count();
        Choice {
            label: shown.label(),
            href: asked.showing(shown),
            is_chosen: shown == asked.shown,
            count: Some(count),
        }
    };
    let all = Shown::EACH.into_iter().map(choice);
    let is_told = |choice: &Choice| choice.is_chosen || choice.count != Some(0);
    all.filter(is_told).collect()
}

/// One's own or everybody's, and the order where there are several people.
pub(super) fn orders(asked: &Asked, events: &[Event]) -> Vec<Choice> {
    let choice = |label, href, is_chosen| Choice { label, href, is_chosen, count: None };
    if asked.view == View::Dietitian {
        return vec![
            choice(say("Mine"), asked.of_whom(false), !asked.whole),
            choice(say("Everybody’s"), asked.of_whom(true), asked.whole),
        ];
    }
    let is_several = events.windows(2).any(|pair| pair[0].dietitian != pair[1].dietitian);
    match is_several {
        true => vec![
            choice(say("By time"), asked.ordered(false), !asked.by_person),
            choice(say("By dietitian"), asked.ordered(true), asked.by_person),
        ],
        false => Vec::new(),
    }
}
