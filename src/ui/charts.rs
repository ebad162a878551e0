//! Charts as SVG, drawn by the server: readable without colour, and every value by pointer or key.

use std::fmt::Write;

use super::language::Language;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
/// The least room for the words of the axis, and what a letter of them takes where it is largest.
const LEAST_LEFT: f64 = 46.0;
const LETTER: f64 = 10.5;
/// What a letter takes below the bars.
const NARROW_LETTER: f64 = 9.0;
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

/// What stands behind and below the lines.
#[derive(Clone, Copy, Default)]
pub struct Ground<'a> {
    pub bands: &'a [Band],
    /// Places from 0 to 1 with their words.
    pub marks: &'a [(f64, String)],
    /// Values that are aimed at, with their words.
    pub goals: &'a [(f64, String)],
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
    /// Each line of the axis with its words.
    lines: Vec<(f64, String)>,
    /// Where the words end and the drawing begins.
    left: f64,
}

impl Scale {
    fn around(low: f64, high: f64, from_zero: bool, language: Language) -> Self {
        let (low, high) = if from_zero { (low.min(0.0), high.max(0.0)) } else { (low, high) };
        // A steady course is drawn steady: a hundred grams fill no axis.
        let least = if from_zero { 1.0 } else { (high.abs() / 50.0).max(0.5) };
        let step = step((high - low).max(least));
        let (floor, ceiling) = ((low / step).floor() * step, (high / step).ceil() * step);
        let high = if ceiling <= floor { floor + step } else { ceiling };
        // Counted, not added up: beside a very large figure a step changes nothing.
        let steps = ((high - floor) / step).round().clamp(0.0, MOST_STEPS) as u32;
        let line = |number: u32| {
            let at = floor + f64::from(number) * step;
            // Never a zero below zero.
            let at = if at.abs() < step / 2.0 { 0.0 } else { at };
            (at, language.number(&format!("{:.*}", usize::from(step < 1.0), at)))
        };
        let lines: Vec<(f64, String)> = (0..=steps).map(line).collect();
        let longest = lines.iter().map(|(_, words)| words.chars().count()).max().unwrap_or(0);
        let left = (longest as f64 * LETTER + 12.0).max(LEAST_LEFT);
        Self { low: floor, high, lines, left }
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share.clamp(0.0, 1.0))
    }

    fn axis(&self, svg: &mut String) {
        let left = self.left;
        for (at, words) in &self.lines {
            let y = self.y(*at);
            let class = if *at == 0.0 && self.low < 0.0 { "axis zero" } else { "axis" };
            // Writing into memory cannot fail.
            let _ = write!(
                svg,
                "<line class=\"{class}\" x1=\"{left:.1}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{words}</text>",
                left - 6.0,
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

/// Lines over time on their ground, with what stands below at the two ends. The axis is never shorter
/// than the goal.
pub fn lines(
    title: &str,
    series: &[Series],
    ground: Ground<'_>,
    ends: (&str, &str),
    language: Language,
) -> String {
    let Ground { bands, marks, goals } = ground;
    let drawn = || series.iter().flat_map(|line| &line.points).map(|(_, value, _)| *value);
    let values = || drawn().chain(goals.iter().map(|(value, _)| *value));
    let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
    let scale = Scale::around(low, high, false, language);
    let left = scale.left;
    let x = |share: f64| left + 12.0 + (WIDTH - left - 24.0) * share;
    let mut svg = open(title);
    for band in bands.iter().filter(|band| band.to > scale.low && band.from < scale.high) {
        draw_band(&mut svg, band, &scale);
    }
    scale.axis(&mut svg);
    for (value, words) in goals {
        let (y, words) = (scale.y(*value), escaped(words));
        let _ = write!(
            svg,
            "<line class=\"goal\" x1=\"{left:.1}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text class=\"goal\" x=\"{:.1}\" y=\"{:.1}\">{words}</text>",
            left + 4.0,
            if y < TOP + 16.0 { y + 14.0 } else { y - 4.0 }
        );
    }
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
        draw_trace(&mut svg, line, &scale, x);
        name_last(&mut svg, line, &scale, x, language);
    }
    let base = HEIGHT - 6.0;
    let _ = write!(
        svg,
        "<text x=\"{left:.1}\" y=\"{base}\">{}</text>\
         <text x=\"{WIDTH}\" y=\"{base}\" text-anchor=\"end\">{}</text></svg>",
        escaped(ends.0),
        escaped(ends.1)
    );
    svg
}

fn draw_band(svg: &mut String, band: &Band, scale: &Scale) {
    let left = scale.left;
    let (top, bottom) = (scale.y(band.to), scale.y(band.from));
    let class = if band.is_normal { "band normal" } else { "band" };
    let _ = write!(
        svg,
        "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
        WIDTH - left,
        (bottom - top).max(0.0),
        WIDTH - 4.0,
        top + 14.0,
        escaped(&band.name)
    );
}

fn draw_trace(svg: &mut String, line: &Series, scale: &Scale, x: impl Fn(f64) -> f64) {
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

/// The last value at its point.
fn name_last(
    svg: &mut String,
    line: &Series,
    scale: &Scale,
    x: impl Fn(f64) -> f64,
    language: Language,
) {
    let Some((at, value, _)) = line.points.last() else { return };
    let (x, y) = (x(*at), scale.y(*value));
    let above = if y < TOP + 16.0 { y + 18.0 } else { y - 9.0 };
    let words = language.number(&((value * 10.0).round() / 10.0).to_string());
    let _ = write!(
        svg,
        "<text class=\"last\" x=\"{x:.1}\" y=\"{above:.1}\" text-anchor=\"{}\">{words}</text>",
        if x > WIDTH / 2.0 { "end" } else { "start" }
    );
}

/// Bars side by side, each with its label below and its words; those below zero hang from it.
pub fn bars(title: &str, bars: &[(String, f64, String)], language: Language) -> String {
    let values = || bars.iter().map(|(_, value, _)| *value);
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let scale = Scale::around(low, high, true, language);
    let (left, zero) = (scale.left, scale.y(0.0));
    let room = (WIDTH - left) / bars.len().max(1) as f64;
    let mut svg = open(title);
    scale.axis(&mut svg);
    let every = bars.len().div_ceil(12).max(1);
    // Labels that would run into each other stand on two lines by turns.
    let shown = || bars.iter().step_by(every).map(|(label, ..)| label.chars().count());
    let is_close = shown().any(|letters| letters as f64 * NARROW_LETTER > room * every as f64);
    for (at, (label, value, words)) in bars.iter().enumerate() {
        let (x, y) = (left + room * at as f64, scale.y(*value));
        let class = if *value < 0.0 { "bar below" } else { "bar" };
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"2\">\
             <title>{}</title></rect>",
            x + room * 0.18,
            y.min(zero),
            room * 0.64,
            (zero - y).abs(),
            escaped(words)
        );
        if at % every == 0 {
            let middle = x + room / 2.0;
            let base = match (is_close, at / every % 2) {
                (false, _) => 8.0,
                (true, 0) => 20.0,
                (true, _) => 4.0,
            };
            let _ = write!(
                svg,
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                HEIGHT - base,
                escaped(label)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
#[path = "charts_tests.rs"]
mod tests;
