//! Hits: the list of 20 patients from the cache, against a bare Rocket route that returns the same
//! bytes in one chunk with as many headers.

use std::path::Path;

use crate::Extent;
use crate::client::{Answer, Asked, bearer};
use crate::clinic::{Copied, original};
use crate::closed_loop::{Effort, repeat};
use crate::latency::{Latencies, Load, median};
use crate::served::Served;
use crate::verdict::Verdict;

const LIST: &str = "/api/patients?limit=20";
const CONNECTIONS: [usize; 3] = [10, 20, 100];

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    for encoding in ["identity", "gzip"] {
        let asked = Asked::new(
            "GET",
            LIST,
            &[("Authorization", &bearer(&ours.token)), ("Accept-Encoding", encoding)],
            "",
        );
        ours.send(&asked).await;
        let answer = ours.send(&asked).await;
        assert_eq!(answer.header("X-Cache"), Some("HIT"), "{}", answer.head);
        let bare = bare_twin(&answer, copy.data()).await;
        verdict.note(&format!("hit.{encoding}.bytes"), answer.body.len() as f64);
        // The same request on both sides; the bare route stands at the root.
        let same = Asked::new(
            "GET",
            "/?limit=20",
            &[("Authorization", &bearer(&ours.token)), ("Accept-Encoding", encoding)],
            "",
        );
        for connections in CONNECTIONS {
            let effort = Effort::new(connections, extent.seconds);
            let mut pairs = Vec::new();
            // Both sides get warm first.
            repeat(&bare, Effort::new(connections, 0.2), &same).await;
            repeat(&ours, Effort::new(connections, 0.2), &asked).await;
            for _ in 0..extent.pairs {
                let yardstick = repeat(&bare, effort, &same).await;
                pairs.push((repeat(&ours, effort, &asked).await, yardstick));
            }
            tell(verdict, &format!("hit.{encoding}.{connections}"), &pairs);
        }
    }
}

/// A bare route with the body of that answer and as many headers.
pub async fn bare_twin(answer: &Answer, folder: &Path) -> Served {
    let body = folder.join("body");
    std::fs::write(&body, &answer.body).expect("room for a body");
    let naked = Served::bare(&body, 0).await;
    let own = naked.send(&Asked::new("GET", "/", &[], "")).await.headers();
    drop(naked);
    let twin = Served::bare(&body, answer.headers().saturating_sub(own)).await;
    let seen = twin.send(&Asked::new("GET", "/", &[], "")).await;
    assert_eq!(seen.body, answer.body, "the same bytes");
    println!("headers: ours {}, bare route {} ({own} its own)", answer.headers(), seen.headers());
    twin
}

fn tell(verdict: &mut Verdict, name: &str, pairs: &[(Load, Load)]) {
    let ratio = |of: fn(&Load) -> f64| {
        let ratios: Vec<f64> = pairs.iter().map(|(ours, bare)| of(ours) / of(bare)).collect();
        median(&ratios)
    };
    let middle =
        |side: fn(&(Load, Load)) -> f64| median(&pairs.iter().map(side).collect::<Vec<_>>());
    verdict.note(&format!("{name}.throughput_ratio"), ratio(Load::per_second));
    verdict.note(&format!("{name}.p95_ratio"), ratio(|load| load.latencies.ms(95.0)));
    verdict.note(&format!("{name}.cpu_ratio"), ratio(Load::cpu_micros));
    verdict.note(&format!("{name}.per_second"), middle(|(ours, _)| ours.per_second()));
    verdict.note(&format!("{name}.bare_per_second"), middle(|(_, bare)| bare.per_second()));
    verdict.note(&format!("{name}.p95_ms"), middle(|(ours, _)| ours.latencies.ms(95.0)));
    verdict.note(&format!("{name}.errors"), pairs.iter().map(|(ours, _)| ours.errors as f64).sum());
    let together = |side: fn(&(Load, Load)) -> &Load| {
        let mut all = Latencies::default();
        pairs.iter().for_each(|pair| all.add(&side(pair).latencies));
        all
    };
    let (ours, bare) = (together(|pair| &pair.0), together(|pair| &pair.1));
    verdict.plot(name, &[("NutriVault", &ours), ("bare route", &bare)]);
}
