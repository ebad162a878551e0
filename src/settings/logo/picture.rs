//! What a picture is, by its own bytes: a whole PNG or JPEG of a size that a page bears. Its name and
//! what the client says of it prove nothing.

use flate2::Crc;
use sha2::{Digest, Sha256};

use super::LARGEST;
use crate::error::Error;
use crate::message::message;

/// Pixels a side.
const SIDES: std::ops::RangeInclusive<u32> = 16..=2000;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";

/// A picture that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub mime: &'static str,
    pub width: u32,
    pub height: u32,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

impl Picture {
    /// The picture of these bytes.
    ///
    /// # Errors
    /// 413 for too many, 415 for what is no whole PNG or JPEG, 400 for one that is too small or large.
    pub fn of(bytes: Vec<u8>) -> Result<Self, Error> {
        if bytes.len() > LARGEST {
            return Err(too_large());
        }
        let (mime, sides) = match () {
            () if bytes.starts_with(PNG) => ("image/png", png(&bytes)),
            () if bytes.starts_with(JPEG) => ("image/jpeg", jpeg(&bytes)),
            () => ("", None),
        };
        let Some((width, height)) = sides else {
            return Err(Error::unsupported(message(
                "refused-logo-kind",
                "A logo is a whole PNG or JPEG picture. Nothing was stored.",
            )));
        };
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            let must = message("logo-sides", "must be {least} to {most} pixels wide and high");
            let must = must.count("least", *SIDES.start()).count("most", *SIDES.end());
            return Err(Error::field("file", must).and_nothing_changed());
        }
        let hash = Sha256::digest(&bytes);
        let sha256 = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { mime, width, height, sha256, bytes })
    }
}

/// 413: the file has too many bytes.
pub(super) fn too_large() -> Error {
    Error::too_large(
        message("refused-logo-large", "A logo has at most {most} kB. Nothing was stored.")
            .count("most", LARGEST / 1024),
    )
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Width and height of a PNG of which every part is there and sound.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let (mut rest, mut sides, mut has_image) = (bytes.strip_prefix(PNG)?, None, false);
    loop {
        let length = usize::try_from(number(rest.get(..4)?)).ok()?;
        let (kind, data) = (rest.get(4..8)?, rest.get(8..8usize.checked_add(length)?)?);
        let mut sum = Crc::new();
        sum.update(kind);
        sum.update(data);
        if number(rest.get(8 + length..12 + length)?) != sum.sum() {
            return None;
        }
        rest = rest.get(12 + length..)?;
        match kind {
            b"IHDR" if sides.is_none() && length == 13 => {
                sides = Some((number(data.get(..4)?), number(data.get(4..8)?)));
            }
            b"IDAT" => has_image = true,
            // Whatever follows the end belongs to something else.
            b"IEND" => return sides.filter(|_| has_image && rest.is_empty()),
            _ if sides.is_none() => return None,
            _ => {}
        }
    }
}

/// Width and height of a JPEG whose frame comes before its scan, and that has its end.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    let mut sides = None;
    loop {
        let [0xff, marker] = rest.get(..2)? else { return None };
        let length = usize::try_from(number(rest.get(2..4)?)).ok()?;
        let data = rest.get(4..2usize.checked_add(length)?)?;
        match marker {
            // Tables and arithmetic conditioning are named among the frames, and are none.
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => sides = Some((number(data.get(3..5)?), number(data.get(1..3)?))),
            0xda => return sides.filter(|_| bytes.ends_with(b"\xff\xd9")),
            _ => {}
        }
        rest = rest.get(2 + length..)?;
    }
}
