//! What a template says in braces, filled in: `{age}`, `{weight_change}`. Braces that name nothing stay
//! as they are, and so does what is not known: whoever writes sees what is missing.

/// The values of the names, for one patient at one consultation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables(Vec<(&'static str, String)>);

impl Variables {
    /// With that value; a blank one is not known.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((name, value));
        }
        self
    }

    /// The same, under each of these names.
    pub fn with_each(self, names: &[&'static str], value: &str) -> Self {
        names.iter().copied().fold(self, |known, name| known.with(name, value))
    }

    /// The text with what is known in the place of its name.
    pub fn fill(&self, text: &str) -> String {
        let longest = self.0.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            filled.push_str(before);
            // No farther than a name is long: a text may have nothing but braces that open.
            let within = from.bytes().skip(1).take(longest + 1);
            let end = within.into_iter().position(|byte| byte == b'}').map(|length| length + 1);
            let known = end.and_then(|end| {
                let (_, value) = self.0.iter().find(|(known, _)| *known == &from[1..end])?;
                Some((value, &from[end + 1..]))
            });
            match known {
                Some((value, after)) => {
                    filled.push_str(value);
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = &from[1..];
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_filled_in_and_everything_else_stays() {
        let variables = Variables::default()
            .with("age", "54 years")
            .with("weight_change", "−1.2")
            .with("goal", "");
        assert_eq!(
            variables.fill("{age}, {weight_change} kg, goal {goal}; {x} {{age}} {age"),
            "54 years, −1.2 kg, goal {goal}; {x} {54 years} {age"
        );
        assert_eq!(variables.fill(""), "");
        assert_eq!(variables.fill("{ageé} {weight_changes} {}"), "{ageé} {weight_changes} {}");
        assert_eq!(variables.fill("🥦 {age} 😀"), "🥦 54 years 😀");
    }

    #[test]
    fn a_value_has_a_name_in_each_language() {
        let variables = Variables::default()
            .with_each(&["age", "âge"], "54 ans")
            .with_each(&["waist", "tour de taille"], "");
        assert_eq!(
            variables.fill("{âge}, {age}, {tour de taille}"),
            "54 ans, 54 ans, {tour de taille}"
        );
    }

    #[test]
    fn a_text_of_braces_is_read_once() {
        let variables = Variables::default().with("age", "9");
        for braces in ["{", "{{{}", "{é}", "}"] {
            let text = braces.repeat(2_000_000 / braces.len());
            let begun = std::time::Instant::now();
            assert_eq!(variables.fill(&text), text);
            // From each brace to the end would take hours.
            assert!(begun.elapsed().as_secs() < 20, "{braces}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn a_value_with_braces_is_not_read_again() {
        let variables = Variables::default().with("name", "{age}").with("age", "9");
        assert_eq!(variables.fill("{name}"), "{age}");
    }
}
