//! What travels beside the JSON: entity tags, compression, the headers of HEAD.

use std::io::Read;

use flate2::read::GzDecoder;

use crate::house::{House, Person};
use crate::line::Reply;

fn unzipped(reply: &Reply) -> String {
    let mut text = String::new();
    GzDecoder::new(reply.bytes.as_slice()).read_to_string(&mut text).unwrap();
    text
}

/// A list of more than 1024 bytes, a detail, and an empty list.
fn paths(admin: &Person, dora: &Person) -> [String; 3] {
    let anna = admin.patient("Anna", dora);
    for number in 0..8 {
        admin.patient(&format!("Berg{number}"), dora);
    }
    let detail = format!("/api/patients/{anna}");
    ["/api/patients?limit=50".into(), detail, "/api/patients?search=nobody".into()]
}

#[test]
fn an_entity_tag_saves_the_body_until_the_answer_changes() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    for path in paths(&admin, &dora) {
        let plain = admin.get(&path).fine();
        let tag = plain.header("ETag").unwrap().to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        assert!(plain.header("Cache-Control").unwrap().contains("private, no-cache"));
        let known = [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()];
        for known in known {
            let spared = admin.ask_with("GET", &path, &[("If-None-Match", &known)], None);
            assert_eq!((spared.status, spared.hit()), (304, Some(true)), "{path}: {known}");
            assert_eq!(spared.header("ETag"), Some(tag.as_str()));
            assert_eq!(spared.header("Vary"), Some("Accept-Encoding"));
        }
        let other = admin.ask_with("GET", &path, &[("If-None-Match", "\"v1-nothing\"")], None);
        assert_eq!((other.status, other.text()), (200, plain.text()));
    }
    let anna = admin.patient("Carla", &dora);
    let path = format!("/api/patients/{anna}");
    let tag = admin.get(&path).header("ETag").unwrap().to_owned();
    assert!(tag.starts_with("\"v1-"), "{tag}");
    let written = admin.put(&path, serde_json::json!({"city": "Lyon"}));
    let changed = admin.ask_with("GET", &path, &[("If-None-Match", &tag)], None);
    assert_eq!(changed.status, 200);
    assert_eq!(changed.header("ETag"), written.header("ETag"), "a write gives the tag of reading");
    assert_eq!(changed.text(), written.text());
}

#[test]
fn long_answers_are_compressed_for_those_who_take_it() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    let [list, _, short] = paths(&admin, &dora);
    let takes = ["gzip", "br, gzip;q=0.5", "GZIP", "*", "deflate, *;q=0.1"];
    let refuses =
        ["", "gzip;q=0", "identity", "br", "*;q=0", "gzip;q=0.0, *", "identity;q=1, gzip;q=0"];
    let plain = admin.get(&list).fine();
    assert!(plain.bytes.len() >= 1024);
    for (accepted, is_compressed) in
        takes.map(|word| (word, true)).into_iter().chain(refuses.map(|word| (word, false)))
    {
        let reply = admin.ask_with("GET", &list, &[("Accept-Encoding", accepted)], None).fine();
        let encoding = reply.header("Content-Encoding");
        assert_eq!(encoding, is_compressed.then_some("gzip"), "{accepted}");
        assert_eq!(reply.header("Vary"), Some("Accept-Encoding"), "{accepted}");
        let text = if is_compressed { unzipped(&reply) } else { reply.text() };
        assert_eq!(text, plain.text(), "{accepted}");
        let tag = reply.header("ETag").unwrap();
        assert_eq!(tag.ends_with("-gz\""), is_compressed, "{accepted}: {tag}");
        let spared = admin.ask_with(
            "GET",
            &list,
            &[("Accept-Encoding", accepted), ("If-None-Match", tag)],
            None,
        );
        assert_eq!((spared.status, spared.header("ETag")), (304, Some(tag)), "{accepted}");
    }
    let reply = admin.ask_with("GET", &short, &[("Accept-Encoding", "gzip")], None).fine();
    assert!(reply.bytes.len() < 1024 && reply.header("Content-Encoding").is_none());
    assert_eq!(reply.header("Vary"), Some("Accept-Encoding"));
}

#[test]
fn head_answers_the_headers_of_get() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    let mut paths = paths(&admin, &dora).to_vec();
    paths.push("/api/visits/stats".into());
    paths.push("/api/settings".into());
    paths.push("/api/auth/me".into());
    for path in paths {
        for accepted in ["identity", "gzip"] {
            let headers = [("Accept-Encoding", accepted)];
            let _warm = admin.ask_with("GET", &path, &headers, None).fine();
            let get = admin.ask_with("GET", &path, &headers, None).fine();
            let head = admin.ask_with("HEAD", &path, &headers, None);
            assert_eq!(head.status, 200, "{path}");
            let shared =
                ["Content-Length", "Content-Encoding", "Content-Type", "X-Cache", "ETag", "Vary"];
            for name in shared {
                assert_eq!(head.header(name), get.header(name), "{name} of {path}, {accepted}");
            }
            assert!(head.bytes.is_empty());
        }
    }
}
