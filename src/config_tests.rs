use super::*;

#[test]
fn the_defaults_are_the_promised_ones() {
    let config = Config::read("", "default").unwrap();
    assert_eq!(
        (config.pool.max, config.pool.min, config.pool.acquire_s, config.pool.idle_s),
        (10, 2, 30, 10)
    );
    assert_eq!((config.compression.min_bytes, config.compression.level), (1024, 6));
    assert_eq!(
        (config.cache.short_ttl, config.cache.medium_ttl, config.cache.long_ttl),
        (30, 60, 300)
    );
}

#[test]
fn a_section_of_the_file_wins_over_the_defaults() {
    assert_eq!(Config::read("[default]\nport = 4000", "default").unwrap().port, 4000);
    for (file, is_set) in [("", false), ("port = 4000", false), ("address = '::'", true)] {
        let config = Config::read(&format!("[default]\n{file}"), "default").unwrap();
        assert_eq!(config.is_address_set, is_set, "{file}");
    }
}

#[test]
fn lists_are_written_as_lists_or_with_commas() {
    for file in ["hosts = ['a.example', 'B.example.']", "hosts = 'a.example, b.example'"] {
        let config = Config::read(&format!("[default]\n{file}"), "default").unwrap();
        let names: Vec<&str> = config.hosts.iter().map(HostName::as_str).collect();
        assert_eq!(names, ["a.example", "b.example"]);
    }
    let file = "[default]\ntrusted_proxies = '10.0.0.0/8 fd00::/8'";
    let config = Config::read(file, "default").unwrap();
    assert!(config.is_proxy("10.1.2.3".parse().unwrap()));
    assert!(config.is_proxy("fd12::1".parse().unwrap()));
    assert!(!config.is_proxy("192.168.0.1".parse().unwrap()));
}

#[test]
fn nonsense_is_answered_by_a_sentence_that_names_the_key() {
    for (file, key) in [
        ("[default]\nprot = 1", "prot"),
        ("[default.cache]\nshort = 1", "cache.short"),
        ("[default]\nhosts = ['https://clinic.example']", "hosts"),
        ("[default]\ntrusted_proxies = ['10.0.0.0/33']", "trusted_proxies"),
        ("[default]\ntrusted_proxies = '0.0.0.0/0'", "every address"),
        ("[default]\nbase_path = '/nutrivault'", "root of a host name"),
        ("[default]\nport = 'x'", "port"),
        ("[default]\nport = 99999", "port"),
        ("[defualt]\nport = 1", "defualt"),
        ("[release]\nport = 1", "[release]"),
        ("[debug]\nport = 1", "[debug]"),
        ("[default]\nport = 1\n[release.tls]\nkey = 'k'", "[release]"),
        ("port = 1", "port"),
        ("[default.pool]\nmax = 0", "pool.max"),
        ("[default.clinic]\ntime_zone = 'Mars'", "clinic.time_zone"),
        ("[default", "Rocket.toml"),
    ] {
        let sentence = Config::read(file, "default").unwrap_err();
        assert!(sentence.contains(key), "{file:?}: {sentence}");
    }
    assert!(Config::read("", "relaese").unwrap_err().contains("relaese"));
}
