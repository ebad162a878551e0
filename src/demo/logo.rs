//! The demo clinic's logo: a leaf on a round ground, drawn here.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::error::Result;
use crate::settings::logo::Picture;

/// Pixels a side.
const SIDE: u32 = 96;
/// The ground and the leaf.
const GREEN: [u8; 4] = [31, 107, 74, 255];
const WHITE: [u8; 4] = [255, 255, 255, 255];

/// The picture.
///
/// # Errors
/// None that it could have: it is looked at like any other.
pub fn draw() -> Result<Picture> {
    let mut lines = ZlibEncoder::new(Vec::new(), Compression::best());
    for y in 0..SIDE {
        lines.write_all(&[0])?;
        for x in 0..SIDE {
            lines.write_all(&pixel(f64::from(x) - 47.5, f64::from(y) - 47.5))?;
        }
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = [&SIDE.to_be_bytes()[..], &SIDE.to_be_bytes()[..], &[8, 6, 0, 0, 0]].concat();
    for (kind, data) in [(b"IHDR", head), (b"IDAT", lines.finish()?), (b"IEND", Vec::new())] {
        let mut sum = Crc::new();
        sum.update(kind);
        sum.update(&data);
        let length = u32::try_from(data.len()).unwrap_or(0);
        bytes.extend(length.to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend(sum.sum().to_be_bytes());
    }
    Picture::of(bytes)
}

/// The leaf is where two circles meet, and its rib the line between their points.
fn pixel(x: f64, y: f64) -> [u8; 4] {
    let within = |across: f64, down: f64, radius: f64| {
        (x - across).powi(2) + (y - down).powi(2) <= radius.powi(2)
    };
    let is_leaf = within(-16.0, -16.0, 38.0) && within(16.0, 16.0, 38.0);
    let is_rib = (x + y).abs() < 2.0 && x < 14.0;
    match within(0.0, 0.0, 47.0) {
        false => [0; 4],
        true if is_leaf && !is_rib => WHITE,
        true => GREEN,
    }
}
