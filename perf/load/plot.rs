//! Plots as SVG: latency over percentile on a logarithmic scale, and anything over time.

use std::fmt::Write as _;

use crate::verdict::{Course, Plot};

const COLOURS: [&str; 6] = ["#1f6b4a", "#b3552b", "#3b5ba5", "#8a6100", "#7a3e8e", "#4b5650"];
const LEFT: f64 = 62.0;
const WIDTH: f64 = 640.0;
const TOP: f64 = 12.0;
const HEIGHT: f64 = 170.0;

/// Latency over percentile: each further nine takes as much room as the one before.
pub fn percentiles(plot: &Plot) -> String {
    let all = || plot.curves.iter().flat_map(|curve| &curve.points).map(|(_, ms)| ms.max(0.001));
    let low = all().fold(f64::MAX, f64::min).log10().floor();
    let high = all().fold(0.0, f64::max).log10().ceil().max(low + 1.0);
    let y = |ms: f64| TOP + HEIGHT * (high - ms.max(0.001).log10()) / (high - low);
    let mut svg = begin(&plot.title);
    for step in 0..=(high - low) as i32 {
        let ms = 10f64.powf(low + f64::from(step));
        grid_line(&mut svg, y(ms), &format!("{ms} ms"));
    }
    let places = plot.curves.first().map_or(0, |curve| curve.points.len());
    let x = |place: usize| LEFT + WIDTH * place as f64 / (places.max(2) - 1) as f64;
    for (number, curve) in plot.curves.iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let points = curve.points.iter().enumerate();
        line(&mut svg, points.map(|(place, (_, ms))| (x(place), y(*ms))), colour);
        let (at, name) = (LEFT + 12.0, &curve.name);
        let height = TOP + 14.0 + 14.0 * number as f64;
        let _ =
            write!(svg, "<text x=\"{at}\" y=\"{height}\" style=\"fill:{colour}\">{name}</text>");
    }
    for (place, (percentile, _)) in plot.curves.iter().take(1).flat_map(|c| &c.points).enumerate() {
        label(&mut svg, x(place), &format!("p{percentile}"));
    }
    svg.push_str("</svg></figure>");
    svg
}

/// Anything over time, from zero.
pub fn course(course: &Course) -> String {
    let high = course.points.iter().map(|(_, value)| *value).fold(1.0, f64::max) * 1.1;
    let last = course.points.last().map_or(1.0, |(at, _)| at.max(1.0));
    let y = |value: f64| TOP + HEIGHT * (1.0 - value / high);
    let mut svg = begin(&course.title);
    for part in 0..=4 {
        let value = high * f64::from(part) / 4.0;
        grid_line(&mut svg, y(value), &format!("{value:.0} {}", course.unit));
    }
    for part in 0..=4 {
        let at = last * f64::from(part) / 4.0;
        label(&mut svg, LEFT + WIDTH * at / last, &format!("{at:.0}"));
    }
    let points = course.points.iter().map(|(at, value)| (LEFT + WIDTH * at / last, y(*value)));
    line(&mut svg, points, COLOURS[0]);
    svg.push_str("</svg></figure>");
    svg
}

fn begin(title: &str) -> String {
    format!(
        "<figure><figcaption>{title}</figcaption><svg viewBox=\"0 0 730 215\" width=\"730\" role=\"img\">"
    )
}

fn grid_line(svg: &mut String, y: f64, text: &str) {
    let (right, end, middle) = (LEFT + WIDTH, LEFT - 6.0, y + 4.0);
    let _ = write!(
        svg,
        "<line x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#dde3df\"/>\
         <text x=\"{end}\" y=\"{middle:.1}\" text-anchor=\"end\">{text}</text>"
    );
}

fn label(svg: &mut String, x: f64, text: &str) {
    let y = TOP + HEIGHT + 18.0;
    let _ = write!(svg, "<text x=\"{x:.0}\" y=\"{y}\" text-anchor=\"middle\">{text}</text>");
}

fn line(svg: &mut String, points: impl Iterator<Item = (f64, f64)>, colour: &str) {
    let points: Vec<String> = points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let points = points.join(" ");
    let _ = write!(
        svg,
        "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{points}\"/>"
    );
}
