//! Charts as SVG, drawn by the server: readable without colour, and every value by pointer or key.

use std::fmt::Write;

use super::language::Language;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 46.0;
const BOTTOM: f64 = 32.0;
const TOP: f64 = 12.0;

/// A line over time: each point with its place from 0 to 1, its value and its words.
pub struct Series {
    /// Whether the line is the second of its chart, drawn otherwise than the first.
    pub is_second: bool,
    pub points: Vec<(f64, f64, String)>,
}

/// A stretch of values with a name, shaded behind the lines.
pub struct Band {
    pub from: f64,
    pub to: f64,
    pub name: String,
    pub is_normal: bool,
}

/// Text as XML may hold it.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// A rounded step that divides the span in about four.
fn step(span: f64) -> f64 {
    let rough = (span / 4.0).max(1e-9);
    let power = 10f64.powf(rough.log10().floor());
    let unit = match rough / power {
        r if r < 1.5 => 1.0,
        r if r < 3.5 => 2.0,
        r if r < 7.5 => 5.0,
        _ => 10.0,
    };
    unit * power
}

/// Lines of an axis, at most.
const MOST_STEPS: f64 = 20.0;

struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn around(low: f64, high: f64, from_zero: bool) -> Self {
        let low = if from_zero { 0.0 } else { low };
        let step = step((high - low).max(if from_zero { 1.0 } else { 0.5 }));
        let (floor, ceiling) = ((low / step).floor() * step, (high / step).ceil() * step);
        let high = if ceiling <= floor { floor + step } else { ceiling };
        Self { low: floor, high, step }
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share.clamp(0.0, 1.0))
    }

    fn axis(&self, svg: &mut String, language: Language) {
        // Counted, not added up: beside a very large figure a step changes nothing.
        let steps = ((self.high - self.low) / self.step).round().clamp(0.0, MOST_STEPS) as u32;
        for step in 0..=steps {
            let at = self.low + f64::from(step) * self.step;
            let y = self.y(at);
            let digits = format!("{:.*}", usize::from(self.step < 1.0), at);
            let label = language.number(&digits);
            // Writing into memory cannot fail.
            let _ = write!(
                svg,
                "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                LEFT - 6.0,
                y + 4.0
            );
        }
    }
}

fn open(title: &str) -> String {
    // The words of the value at the pointer or the key stand below, once a script is there.
    format!(
        "<p class=\"told\" role=\"status\"></p><svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escaped(title)
    )
}

/// Lines over time, with marks below them and what stands below at the two ends.
pub fn lines(
    title: &str,
    series: &[Series],
    bands: &[Band],
    marks: &[(f64, String)],
    ends: (&str, &str),
    language: Language,
) -> String {
    let values = || series.iter().flat_map(|line| &line.points).map(|(_, value, _)| *value);
    let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
    let scale = Scale::around(low, high, false);
    let x = |share: f64| LEFT + 12.0 + (WIDTH - LEFT - 24.0) * share;
    let mut svg = open(title);
    for band in bands.iter().filter(|band| band.to > scale.low && band.from < scale.high) {
        let (top, bottom) = (scale.y(band.to), scale.y(band.from));
        let class = if band.is_normal { "band normal" } else { "band" };
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - LEFT,
            (bottom - top).max(0.0),
            WIDTH - 4.0,
            top + 14.0,
            escaped(&band.name)
        );
    }
    scale.axis(&mut svg, language);
    for (at, words) in marks {
        let (x, y) = (x(*at), HEIGHT - BOTTOM);
        let _ = write!(
            svg,
            "<path class=\"mark\" d=\"M{:.1} {:.1}l-4 6h8z\"><title>{}</title></path>",
            x,
            y + 1.0,
            escaped(words)
        );
    }
    for line in series {
        let second = if line.is_second { " second" } else { "" };
        let path: Vec<String> = line
            .points
            .iter()
            .map(|(at, value, _)| format!("{:.1},{:.1}", x(*at), scale.y(*value)))
            .collect();
        let _ = write!(svg, "<polyline class=\"trace{second}\" points=\"{}\"/>", path.join(" "));
        for (at, value, words) in &line.points {
            let _ = write!(
                svg,
                "<circle class=\"dot{second}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\">\
                 <title>{}</title></circle>",
                x(*at),
                scale.y(*value),
                escaped(words)
            );
        }
    }
    let base = HEIGHT - 6.0;
    let _ = write!(
        svg,
        "<text x=\"{LEFT}\" y=\"{base}\">{}</text>\
         <text x=\"{WIDTH}\" y=\"{base}\" text-anchor=\"end\">{}</text></svg>",
        escaped(ends.0),
        escaped(ends.1)
    );
    svg
}

/// Bars side by side, each with its label below and its words.
pub fn bars(title: &str, bars: &[(String, f64, String)], language: Language) -> String {
    let high = bars.iter().map(|(_, value, _)| *value).fold(0.0, f64::max);
    let scale = Scale::around(0.0, high, true);
    let room = (WIDTH - LEFT) / bars.len().max(1) as f64;
    let mut svg = open(title);
    scale.axis(&mut svg, language);
    let every = bars.len().div_ceil(12).max(1);
    for (at, (label, value, words)) in bars.iter().enumerate() {
        let (x, y) = (LEFT + room * at as f64, scale.y(*value));
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"2\">\
             <title>{}</title></rect>",
            x + room * 0.18,
            room * 0.64,
            (scale.y(0.0) - y).max(0.0),
            escaped(words)
        );
        if at % every == 0 {
            let middle = x + room / 2.0;
            let _ = write!(
                svg,
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                HEIGHT - 8.0,
                escaped(label)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_holds_stored_text_inert_and_names_every_value() {
        let points = vec![(0.0, 70.0, "<b>70</b> kg".to_owned()), (1.0, 72.5, "72.5 kg".into())];
        let series = [Series { is_second: false, points }];
        let svg = lines(
            "Weight",
            &series,
            &[],
            &[(0.5, "Visit".into())],
            ("Jan", "Mar"),
            Language::English,
        );
        assert!(svg.contains("<title>&lt;b&gt;70&lt;/b&gt; kg</title>") && !svg.contains("<b>"));
        assert_eq!(svg.matches("<circle").count(), 2);
    }

    #[test]
    fn a_scale_is_made_of_round_steps() {
        assert_eq!(step(9.0), 2.0);
        let scale = Scale::around(70.2, 78.9, false);
        assert!(scale.low <= 70.2 && scale.high >= 78.9);
        assert!(bars("Nothing", &[], Language::English).ends_with("</svg>"));
    }
}
