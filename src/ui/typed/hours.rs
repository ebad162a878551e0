//! The hours of a day as people write them: `9-12:30, 14h–18h30`, `9am to 5pm`, `de 8 h à 12 h`.

/// The last minute that hours can end at.
const MIDNIGHT: i64 = 24 * 60;
/// What stands for no hours, in both languages.
const CLOSED: [&str; 4] = ["", "-", "closed", "fermé"];

/// The stretches in minutes from midnight, in the order typed; none for a closed day. `None` where
/// the text cannot be read, or a stretch ends before it begins.
pub fn hours(typed: &str) -> Option<Vec<(i64, i64)>> {
    let plain = typed.trim().to_lowercase().replace(['–', '—', '−'], "-");
    if CLOSED.contains(&plain.as_str()) {
        return Some(Vec::new());
    }
    let words = plain.split_whitespace().map(|word| match word {
        "to" | "à" | "until" | "jusqu'à" => "-",
        "and" | "et" | "&" => ",",
        "from" | "de" => "",
        word => word,
    });
    let bare: String = words.collect();
    bare.split([',', ';', '+', '/']).map(stretch).collect()
}

fn stretch(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (time(from)?, time(to)?);
    // Midnight at the end is that of the day.
    let to = if to == 0 { MIDNIGHT } else { to };
    (from < to).then_some((from, to))
}

fn time(text: &str) -> Option<i64> {
    let (text, noon) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(rest), _) => (rest, Some(12)),
        (_, Some(rest)) => (rest, Some(0)),
        _ => (text, None),
    };
    let (hours, minutes) = text.split_once([':', 'h', '.']).unwrap_or((text, ""));
    let number = |text: &str, longest: usize| {
        let is_number =
            (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse::<i64>().ok()).flatten()
    };
    let hours = number(hours, 2)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes, 2).filter(|m| *m < 60)? };
    let hours = match noon {
        Some(noon) if (1..=12).contains(&hours) => hours % 12 + noon,
        Some(_) => return None,
        None => hours,
    };
    Some(hours * 60 + minutes).filter(|minute| *minute <= MIDNIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_their_writer_means_them() {
        let half_day = Some(vec![(540, 750)]);
        for text in [
            "9-12:30",
            "09:00–12:30",
            "9h-12h30",
            "9 h à 12 h 30",
            "from 9 to 12.30",
            "9am-12:30pm",
        ] {
            assert_eq!(hours(text), half_day, "{text}");
        }
        for text in
            ["9-12:30, 14-18", "9-12h30 et 14-18h", "9-12:30; 2pm-6pm", "9-12:30 and 14 – 18"]
        {
            assert_eq!(hours(text), Some(vec![(540, 750), (840, 1080)]), "{text}");
        }
        for closed in ["", " ", "-", "–", "Closed", "fermé"] {
            assert_eq!(hours(closed), Some(Vec::new()), "{closed}");
        }
        assert_eq!(hours("20-0"), Some(vec![(1200, 1440)]));
        assert_eq!(hours("0-24"), Some(vec![(0, 1440)]));
        assert_eq!(hours("12am-12pm"), Some(vec![(0, 720)]));
        for wrong in [
            "9",
            "9-",
            "12-9",
            "9-25",
            "9-12:60",
            "nine to five",
            "9-12-15",
            "9-12,",
            "13pm-14",
            "9-12:3:0",
        ] {
            assert_eq!(hours(wrong), None, "{wrong}");
        }
    }
}
