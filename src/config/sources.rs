//! Where the configuration comes from, and what is said of a source that is wrong.

use figment::Figment;
use figment::providers::{Env, Format, Toml};

pub(super) const FILE: &str = "Rocket.toml";
pub(super) const PREFIX: &str = "NUTRIVAULT_";
pub(super) const PROFILE: &str = "NUTRIVAULT_PROFILE";

/// Whether a value comes from the file or the environment, and not from the defaults.
pub(super) fn is_set(from: &figment::Metadata) -> bool {
    from.name.contains("environment") || from.name.contains("TOML")
}

/// The variables that say something: one that is set to nothing, as compose files and units leave
/// them, is one that is not set.
pub(super) fn variables() -> Env {
    Env::prefixed(PREFIX).filter(|key| {
        std::env::vars_os().any(|(name, value)| {
            let name = name.to_string_lossy();
            let begins = name.get(..PREFIX.len()).is_some_and(|p| p.eq_ignore_ascii_case(PREFIX));
            begins && *key == name[PREFIX.len()..] && !value.to_string_lossy().trim().is_empty()
        })
    })
}

/// A section that nobody selects is a misspelling that would silently change nothing.
pub(super) fn check_profiles(file: &str, selected: &str) -> Result<(), String> {
    let sections: figment::value::Dict = Figment::from(Toml::string(file))
        .extract()
        .map_err(|error| format!("{FILE} is not valid: {error}."))?;
    // Rocket's own [debug] and [release] are none of ours: the program is one in all builds.
    let known = ["default", "global", selected];
    for (name, value) in &sections {
        if value.as_dict().is_none() {
            return Err(format!(
                "{FILE}: the key {name} stands outside a section; put it under [default]."
            ));
        }
        if !known.contains(&name.as_str()) {
            return Err(format!(
                "{FILE} has a section [{name}] that nothing selects. Call it [default], or select it with {PROFILE}={name}."
            ));
        }
    }
    let exists = selected == "default" || sections.contains_key(selected);
    exists
        .then_some(())
        .ok_or(format!("{PROFILE} selects [{selected}], which {FILE} does not have."))
}

/// A figment error as a sentence that names the key and where it was set.
pub(super) fn sentence(error: &figment::Error) -> String {
    let key = error.path.join(".");
    let from = error.metadata.as_ref().map_or("the configuration", |m| m.name.as_ref());
    let set_in = if from.contains("environment") { "the environment" } else { FILE };
    match &error.kind {
        figment::error::Kind::UnknownField(field, _) if field == "base_path" => format!(
            "base_path (in the environment {PREFIX}BASE_PATH) cannot be set: NutriVault is served at the root of a host name and not below a path, so give it a name of its own, like nutrivault.clinic.example, and name that in hosts."
        ),
        figment::error::Kind::UnknownField(field, _) => {
            let parent = if key.is_empty() || key == *field {
                String::new()
            } else {
                format!("{}.", key.trim_end_matches(field.as_str()).trim_end_matches('.'))
            };
            let key = format!("{parent}{field}");
            format!(
                "There is no key {key} (in the environment {PREFIX}{}); `nutrivault config` lists those there are.",
                key.to_uppercase().replace('.', "__")
            )
        }
        kind => format!(
            "The key {key} (in the environment {PREFIX}{}), set in {set_in}, is not valid: {kind}.",
            key.to_uppercase().replace('.', "__")
        ),
    }
}
