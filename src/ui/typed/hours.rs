//! The hours of a day as people write them: `9-12:30, 14h–18h30`, `9am to 5pm`, `de 8 h à 12 h`.

/// The last minute that hours can end at.
const MIDNIGHT: i64 = 24 * 60;
/// What stands for no hours, in both languages.
const CLOSED: [&str; 6] = ["", "-", "closed", "fermé", "ferme", "fermée"];

const NOON: i64 = 12 * 60;
/// Before this, a time without a nought before it may be one of the afternoon: nobody opens at half
/// past two at night.
const EARLIEST: i64 = 7 * 60;

/// A time as it stands in a text.
#[derive(Clone, Copy)]
struct Time {
    minute: i64,
    /// Whether a clock of twelve hours shows it too: `2:30`, but not `02:30`, `2am` or `14:30`.
    is_of_either_half: bool,
}

impl Time {
    fn may_be_later(self) -> bool {
        self.is_of_either_half && self.minute < EARLIEST
    }
}

/// The stretches in minutes from midnight, in the order typed; none for a closed day. `None` where
/// the text cannot be read or in two ways, or a stretch ends before it begins.
pub fn hours(typed: &str) -> Option<Vec<(i64, i64)>> {
    let plain = super::plain(typed).trim().to_lowercase();
    if CLOSED.contains(&plain.as_str()) {
        return Some(Vec::new());
    }
    let words = plain.split_whitespace().map(|word| match word {
        "to" | "à" | "until" | "jusqu'à" => "-",
        "and" | "et" | "&" => ",",
        "from" | "de" => "",
        word => word,
    });
    let mut bare = String::new();
    for word in words {
        // "9-12 14-18": a stretch ends before the next begins.
        let last = bare.rsplit([',', ';', '+', '/']).next().unwrap_or_default();
        if last.contains('-')
            && !last.ends_with('-')
            && word.contains('-')
            && !word.starts_with('-')
        {
            bare.push(',');
        }
        bare.push_str(word);
    }
    bare.split([',', ';', '+', '/']).map(stretch).collect()
}

/// A time of day as `HH:MM`; none where it may be one of the morning or of the afternoon.
pub fn time(typed: &str) -> Option<String> {
    let bare: String = super::plain(typed).to_lowercase().split_whitespace().collect();
    let ends = [("heures", "h"), ("heure", "h"), ("o'clock", "h"), ("hrs", "h"), ("hours", "h")];
    let bare = ends.iter().fold(bare, |text, (word, sign)| text.replace(word, sign));
    // "0930" and "14" are times where one is asked for; "9" is not sure to be of the morning.
    let digits = bare.len() == bare.bytes().filter(u8::is_ascii_digit).count();
    let bare = match (digits, bare.len()) {
        (true, 4) => format!("{}:{}", &bare[..2], &bare[2..]),
        (true, 2) if bare.as_str() > "12" => format!("{bare}h"),
        _ => bare,
    };
    let says_time = bare.contains([':', 'h', '.', 'm']) || named(&bare).is_some();
    let time = one(&bare).filter(|time| says_time && !time.may_be_later())?;
    (time.minute < MIDNIGHT).then(|| format!("{:02}:{:02}", time.minute / 60, time.minute % 60))
}

fn stretch(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (one(from)?, one(to)?);
    // Midnight at the end is that of the day.
    let end = if to.minute == 0 { MIDNIGHT } else { to.minute };
    // "2-6" and "2-6pm" are hours of the afternoon as well; "2-14", "9-5pm" and "6:30-12:30" are not.
    let may_end_later = to.is_of_either_half && end <= NOON;
    let is_later_too = from.may_be_later() && (may_end_later || from.minute + NOON < end);
    (from.minute < end && !is_later_too).then_some((from.minute, end))
}

fn named(text: &str) -> Option<i64> {
    match text {
        "noon" | "midi" | "12noon" => Some(NOON),
        "midnight" | "minuit" => Some(0),
        _ => None,
    }
}

fn one(text: &str) -> Option<Time> {
    if let Some(minute) = named(text) {
        return Some(Time { minute, is_of_either_half: false });
    }
    let ends = [("p.m.", 12), ("pm", 12), ("a.m.", 0), ("am", 0)];
    let half = ends.iter().find_map(|(end, noon)| Some((text.strip_suffix(end)?, *noon)));
    let (text, noon) = half.map_or((text, None), |(rest, noon)| (rest, Some(noon)));
    let (whole, minutes) = text.split_once([':', 'h', '.']).unwrap_or((text, ""));
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        let is_number =
            lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<i64>().ok()).flatten()
    };
    let hour = number(whole, 1..=2)?;
    // "9:5" is five past nine, or half past.
    let minutes =
        if minutes.is_empty() { 0 } else { number(minutes, 2..=2).filter(|m| *m < 60)? };
    let hours = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    let minute = Some(hours * 60 + minutes).filter(|minute| *minute <= MIDNIGHT)?;
    let is_of_either_half = noon.is_none() && !whole.starts_with('0') && (1..=12).contains(&hour);
    Some(Time { minute, is_of_either_half })
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
            "9 a.m. to 12:30 p.m.",
            "９–12:30",
        ] {
            assert_eq!(hours(text), half_day, "{text}");
        }
        for text in
            ["9-12:30, 14-18", "9-12h30 et 14-18h", "9-12:30; 2pm-6pm", "9-12:30 and 14 – 18"]
        {
            assert_eq!(hours(text), Some(vec![(540, 750), (840, 1080)]), "{text}");
        }
        for text in ["9-12:30 14-18", "9h-12h30 14h-18h", "９：００-12:30 14-18"] {
            assert_eq!(hours(text), Some(vec![(540, 750), (840, 1080)]), "{text}");
        }
        for closed in ["", " ", "-", "–", "Closed", "fermé", "Ferme", "fermée"] {
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
            // Five past nine, or half past? Of the night, or of the afternoon?
            "9:5-12",
            "9.5-12",
            "2-6pm",
            "2-6",
            "1:30-5",
            "8-12, 2-6",
            "5-9",
        ] {
            assert_eq!(hours(wrong), None, "{wrong}");
        }
        assert_eq!(hours("9h-midi"), half_day_to(720));
        assert_eq!(hours("9-5pm"), half_day_to(1020));
        assert_eq!(hours("6-14"), Some(vec![(360, 840)]));
        assert_eq!(hours("6h30-12h30"), Some(vec![(390, 750)]));
        assert_eq!(hours("02:00-06:00"), Some(vec![(120, 360)]));
    }

    fn half_day_to(end: i64) -> Option<Vec<(i64, i64)>> {
        Some(vec![(540, end)])
    }

    #[test]
    fn a_time_is_read_as_its_writer_means_it_or_asked_back() {
        for (text, meant) in [
            ("09:30", "09:30"),
            ("9:30", "09:30"),
            ("9h30", "09:30"),
            ("14 h 30", "14:30"),
            ("14.30", "14:30"),
            ("9h", "09:00"),
            ("2pm", "14:00"),
            ("2:30 p.m.", "14:30"),
            ("02:30", "02:30"),
            ("midi", "12:00"),
            ("noon", "12:00"),
            ("00:00", "00:00"),
            ("0930", "09:30"),
            ("1430", "14:30"),
            ("0000", "00:00"),
            ("14", "14:00"),
            ("23", "23:00"),
            ("９：３０", "09:30"),
            ("９h３０", "09:30"),
            ("9 heures", "09:00"),
            ("14 heures 30", "14:30"),
            ("9 o’clock", "09:00"),
            ("14 30", "14:30"),
        ] {
            assert_eq!(time(text).as_deref(), Some(meant), "{text}");
        }
        for asked in [
            "9",
            "12",
            "24",
            "930",
            "2460",
            "9:5",
            "2:30",
            "5h",
            "24:00",
            "25:00",
            "12:60",
            "-9:00",
            "9,5",
            "3 o’clock",
            "x",
            "m",
            "09301",
        ] {
            assert_eq!(time(asked), None, "{asked}");
        }
    }
}
