//! `nutrivault config`: every key with its value, ready to be pasted into Rocket.toml.

use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use super::Outcome;
use super::stdout::say;
use crate::config::Config;
use crate::config::meaning::MEANINGS;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Print what each key means, with its default and its variable
    #[arg(long)]
    explain: bool,
}

pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    match arguments.explain {
        true => say(explained().trim_end()),
        false => say(as_toml(config).trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Each key with its default, its variable and what it means.
fn explained() -> String {
    let defaults = keys(&Config::default());
    let default = |key: &str| defaults.iter().find(|(name, _)| name == key).map(|(_, value)| value);
    MEANINGS.iter().fold(String::new(), |text, (key, meaning)| {
        let default = match default(key) {
            None | Some(Value::Null) => "not set".to_owned(),
            Some(value) => format!("default {value}"),
        };
        format!("{text}{key}  ({default}; {})\n    {}\n", variable(key), meaning.replace('`', ""))
    })
}

/// Every key in its order, nested ones with a dot (`cache.short_ttl`), and its value.
pub fn keys(config: &Config) -> Vec<(String, Value)> {
    fn walk(prefix: &str, value: Value, into: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
                    walk(&key, value, into);
                }
            }
            value => into.push((prefix.to_owned(), value)),
        }
    }
    let mut keys = Vec::new();
    walk("", serde_json::to_value(config).unwrap_or_default(), &mut keys);
    // Sections last, as TOML wants it; otherwise in alphabetical order.
    keys.sort_by(|(a, _), (b, _)| a.contains('.').cmp(&b.contains('.')).then_with(|| a.cmp(b)));
    keys
}

/// The environment's name of a key.
pub fn variable(key: &str) -> String {
    format!("NUTRIVAULT_{}", key.to_uppercase().replace('.', "__"))
}

fn as_toml(config: &Config) -> String {
    let mut toml = String::from("[default]\n");
    let mut section = String::new();
    for ((key, value), (_, default)) in keys(&config.masked()).iter().zip(keys(&Config::default()))
    {
        let (parent, name) = key.rsplit_once('.').unwrap_or(("", key));
        if parent != section {
            parent.clone_into(&mut section);
            toml.push_str(&format!("\n[default.{section}]\n"));
        }
        let line = match value {
            Value::Null => format!("# {name} is not set"),
            // Strings, numbers, flags and lists of them are written alike in JSON and in TOML.
            value => format!("{name} = {value}"),
        };
        let differs = match default {
            ref same if same == value => String::new(),
            Value::Null => ", not set by default".into(),
            default => format!(", default {default}"),
        };
        toml.push_str(&format!("{line:<36} # {}{differs}\n", variable(key)));
    }
    toml
}

#[cfg(test)]
mod tests {
    use figment::providers::{Format, Toml};

    use super::*;

    #[test]
    fn the_configuration_prints_as_toml_that_reads_back_as_the_same() {
        let mut config = Config::default();
        config.clinic.name = "Praxis \"Grün\"\n# \\ 'x'".into();
        config.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        config.hosts = vec!["clinic.example".parse().unwrap()];
        let toml = as_toml(&config);
        let read: Config =
            figment::Figment::from(figment::providers::Serialized::defaults(Config::default()))
                .merge(Toml::string(&toml).nested())
                .extract()
                .unwrap();
        assert_eq!(keys(&read), keys(&config));
        assert!(toml.contains("NUTRIVAULT_CACHE__SHORT_TTL"), "{toml}");
    }

    #[test]
    fn secrets_are_masked() {
        let config = Config { metrics_token: Some("hush".into()), ..Config::default() };
        let toml = as_toml(&config);
        assert!(!toml.contains("hush") && toml.contains("metrics_token = \"********\""), "{toml}");
    }

    #[test]
    fn every_key_is_explained_and_the_page_says_the_same() {
        let page = include_str!("../../.github/CONFIGURATION.md");
        let rows: Vec<&str> = page.lines().filter(|line| line.contains("| `NUTRIVAULT_")).collect();
        let keys = keys(&Config::default());
        for (key, default) in &keys {
            let default = match default {
                Value::Null => "–".to_owned(),
                Value::String(text) => format!("`{text}`"),
                other => format!("`{other}`"),
            };
            let meaning =
                MEANINGS.iter().find(|(name, _)| name == key).map(|(_, meaning)| *meaning);
            let meaning = meaning.unwrap_or_else(|| panic!("{key} is not explained"));
            let row = format!("| `{key}` | {default} | `{}` | {meaning} |", variable(key));
            assert!(rows.contains(&row.as_str()), ".github/CONFIGURATION.md lacks: {row}");
        }
        assert_eq!((rows.len(), MEANINGS.len()), (keys.len(), keys.len()), "a key does not exist");
    }
}
