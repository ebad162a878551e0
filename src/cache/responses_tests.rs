use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use super::super::tier::LONGEST_KEY;
use super::*;
use crate::ids::Id;
use crate::shown::Shows;

fn responses(generations: &Arc<Generations>) -> Responses {
    let config = crate::config::Config::default().cache;
    Responses::new(&config, Arc::clone(generations), Clock::default())
}

async fn ask(responses: &Responses, key: &str, body: &str, tags: Vec<Tag>) -> Served {
    let generations = &responses.generations;
    let page = Page::new(body.into(), tags, Shows::nothing());
    responses
        .serve_from(Tier::Short, key.into(), generations.now(), async { Ok(page) })
        .await
        .unwrap()
}

#[tokio::test]
async fn an_answer_is_served_again_until_one_of_its_tags_changes() {
    let generations = Arc::new(Generations::default());
    let responses = responses(&generations);
    assert!(!ask(&responses, "a", "1", vec![Tag::Patients]).await.hit);
    assert!(ask(&responses, "a", "2", vec![Tag::Patients]).await.hit);
    assert!(!ask(&responses, "b", "2", vec![Tag::Patients]).await.hit);
    drop(generations.take_off(vec![Tag::Visits]));
    assert!(ask(&responses, "a", "3", vec![Tag::Patients]).await.hit);
    drop(generations.take_off(vec![Tag::Patients]));
    assert!(!ask(&responses, "a", "4", vec![Tag::Patients]).await.hit);
    drop(generations.take_off(vec![Tag::Settings]));
    assert!(!ask(&responses, "a", "5", vec![Tag::Patients]).await.hit);
}

#[tokio::test]
async fn an_answer_read_before_a_change_is_not_kept_after_it() {
    let generations = Arc::new(Generations::default());
    let responses = responses(&generations);
    let slow = responses.serve_from(Tier::Medium, "slow".into(), generations.now(), async {
        drop(generations.take_off(vec![Tag::Billing]));
        Ok(Page::new(b"old".into(), vec![Tag::Billing], Shows::nothing()))
    });
    assert!(!slow.await.unwrap().hit);
    let again = responses.serve_from(Tier::Medium, "slow".into(), generations.now(), async {
        Ok(Page::new(b"new".into(), vec![Tag::Billing], Shows::nothing()))
    });
    assert!(!again.await.unwrap().hit);
}

#[tokio::test]
async fn equal_questions_wait_for_one_answer_but_not_past_a_change() {
    let generations = Arc::new(Generations::default());
    let responses = Arc::new(responses(&generations));
    let (go, gate) = tokio::sync::oneshot::channel::<()>();
    let page = |body: &str| Page::new(body.into(), vec![Tag::Visits], Shows::nothing());
    let first = responses.serve_from(Tier::Short, "q".into(), generations.now(), async {
        let _ = gate.await;
        Ok(page("first"))
    });
    let second = responses
        .serve_from(Tier::Short, "q".into(), generations.now(), async { Ok(page("second")) });
    let release = async {
        tokio::task::yield_now().await;
        let _ = go.send(());
    };
    let (first, second, ()) = tokio::join!(first, second, release);
    assert!(!first.unwrap().hit && second.unwrap().hit);
    // A change in between: the second question is asked for itself.
    drop(generations.take_off(vec![Tag::Visits]));
    let (go, gate) = tokio::sync::oneshot::channel::<()>();
    let first = responses.serve_from(Tier::Short, "q".into(), generations.now(), async {
        let _ = gate.await;
        Ok(page("first"))
    });
    let second = responses
        .serve_from(Tier::Short, "q".into(), generations.now(), async { Ok(page("second")) });
    let change = async {
        tokio::task::yield_now().await;
        drop(generations.take_off(vec![Tag::Visits]));
        let _ = go.send(());
    };
    let (_, second, ()) = tokio::join!(first, second, change);
    assert!(!second.unwrap().hit);
}

#[tokio::test]
async fn a_question_that_a_change_overtakes_is_asked_once_more_and_not_once_a_caller() {
    let generations = Arc::new(Generations::default());
    let responses = Arc::new(responses(&generations));
    let asked = Arc::new(AtomicUsize::new(0));
    let ask = || {
        let asked = Arc::clone(&asked);
        let question = async move {
            asked.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(100)).await;
            Ok(Page::new(b"{}".into(), vec![Tag::Visits], Shows::nothing()))
        };
        let (responses, born) = (Arc::clone(&responses), generations.now());
        tokio::spawn(
            async move { responses.serve_from(Tier::Long, "q".into(), born, question).await },
        )
    };
    let before: Vec<_> = (0..20).map(|_| ask()).collect();
    tokio::task::yield_now().await;
    drop(generations.take_off(vec![Tag::Visits]));
    let after: Vec<_> = (0..20).map(|_| ask()).collect();
    let mut hits = 0;
    for one in before.into_iter().chain(after) {
        hits += usize::from(one.await.unwrap().unwrap().hit);
    }
    assert_eq!((asked.load(Ordering::SeqCst), hits), (2, 38));
}

#[tokio::test]
async fn who_comes_after_a_change_never_gets_an_answer_of_before_it() {
    let generations = Arc::new(Generations::default());
    let responses = Arc::new(responses(&generations));
    let (go, gate) = tokio::sync::oneshot::channel::<()>();
    let page = |body: &str| Page::new(body.into(), vec![Tag::Visits], Shows::nothing());
    let early = responses.serve_from(Tier::Short, "q".into(), generations.now(), async {
        let _ = gate.await;
        Ok(page("early"))
    });
    let late = async {
        tokio::task::yield_now().await;
        drop(generations.take_off(vec![Tag::Visits]));
        let born = generations.now();
        let _ = go.send(());
        responses.serve_from(Tier::Short, "q".into(), born, async { Ok(page("late")) }).await
    };
    let (early, late) = tokio::join!(early, late);
    assert!(!early.unwrap().hit && !late.unwrap().hit);
    assert!(ask(&responses, "q", "again", vec![Tag::Visits]).await.hit, "the late answer is kept");
}

#[tokio::test]
async fn settings_that_were_read_before_they_changed_date_the_answer() {
    let generations = Arc::new(Generations::default());
    let responses = responses(&generations);
    let born = generations.now();
    drop(generations.take_off(vec![Tag::Settings]));
    let page = Page::new(b"old".into(), Vec::new(), Shows::nothing());
    let old = responses.serve_from(Tier::Long, "q".into(), born, async { Ok(page) });
    assert!(!old.await.unwrap().hit);
    assert!(!ask(&responses, "q", "new", Vec::new()).await.hit);
}

#[tokio::test]
async fn what_the_clock_makes_untrue_goes_with_it() {
    let generations = Arc::new(Generations::default());
    let clock = Clock::default();
    let config = crate::config::Config::default().cache;
    let responses = Responses::new(&config, Arc::clone(&generations), clock.clone());
    let until = Some(clock.now().plus_minutes(5));
    let page =
        || async { Ok(Page { until, ..Page::new(b"{}".into(), Vec::new(), Shows::nothing()) }) };
    responses.serve_from(Tier::Long, "today".into(), generations.now(), page()).await.unwrap();
    assert!(
        responses
            .serve_from(Tier::Long, "today".into(), generations.now(), page())
            .await
            .unwrap()
            .hit
    );
    clock.advance_ms(6 * 60_000);
    assert!(
        !responses
            .serve_from(Tier::Long, "today".into(), generations.now(), page())
            .await
            .unwrap()
            .hit
    );
}

#[tokio::test]
async fn a_key_weighs_what_it_holds_and_a_long_one_is_not_kept() {
    let generations = Arc::new(Generations::default());
    let responses = responses(&generations);
    let key = "k".repeat(LONGEST_KEY);
    assert!(!ask(&responses, &key, "1", vec![]).await.hit);
    assert!(ask(&responses, &key, "1", vec![]).await.hit);
    assert!(responses.state(Tier::Short).bytes >= LONGEST_KEY);
    let longer = "k".repeat(LONGEST_KEY + 1);
    assert!(!ask(&responses, &longer, "1", vec![]).await.hit);
    assert!(!ask(&responses, &longer, "1", vec![]).await.hit);
    assert_eq!(responses.state(Tier::Short).entries, 1);
}

#[tokio::test]
async fn a_tier_holds_no_more_bytes_than_it_may_and_no_giants() {
    let config = config::Cache { bytes: 400_000, ..crate::config::Config::default().cache };
    let responses = Responses::new(&config, Arc::default(), Clock::default());
    for _ in 0..900 {
        ask(&responses, &Id::new().to_string(), &"x".repeat(1000), vec![]).await;
    }
    let state = responses.state(Tier::Short);
    assert!(state.bytes <= 400_000 && state.entries > 20, "{state:?}");
    ask(&responses, "giant", &"x".repeat(70_000), vec![]).await;
    assert!(!ask(&responses, "giant", &"x".repeat(70_000), vec![]).await.hit);
}
