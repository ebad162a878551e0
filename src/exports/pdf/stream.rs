//! The names and the compression of content streams.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::Name;

use crate::error::Result;

pub(super) const FONT: Name = Name(b"F");
/// The drawing of how many pages there are, which is known at the end.
pub(super) const COUNT: Name = Name(b"N");

pub(super) fn deflated(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
