//! The letters of a PDF: DejaVu Sans Condensed (free, see its licence beside it), of which a file
//! carries the glyphs that it uses.
//!
//! It has Latin with every accent, Greek and Cyrillic. What it has not (Chinese, Japanese) is
//! written as a box; CSV and Excel files carry such names whole.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;
use ttf_parser::Face;

use super::deflated;
use crate::error::{Error, Result};

static FILE: &[u8] = include_bytes!("DejaVuSansCondensed.ttf");
/// Six capital letters say that a font is a part of one.
const NAME: Name = Name(b"NVAULT+DejaVuSansCondensed");
const SYSTEM: SystemInfo =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// Stands for a letter that the font has not.
const BOX: char = '\u{25a1}';

pub(super) struct Font {
    face: Face<'static>,
    glyphs: GlyphRemapper,
    /// The letter and width of each glyph of the part.
    used: BTreeMap<u16, (char, f32)>,
}

impl Font {
    /// # Errors
    /// When this program's own font cannot be read.
    pub fn new() -> Result<Self> {
        let face = Face::parse(FILE, 0).map_err(Error::internal)?;
        let (glyphs, used) = (GlyphRemapper::new(), BTreeMap::from([(0, (BOX, 600.0))]));
        Ok(Self { face, glyphs, used })
    }

    fn units(&self, value: impl Into<f32>) -> f32 {
        value.into() * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// Width of a letter in thousandths of the size.
    fn width(&self, letter: char) -> f32 {
        let glyph = self.face.glyph_index(letter).or_else(|| self.face.glyph_index(BOX));
        let advance = glyph.and_then(|glyph| self.face.glyph_hor_advance(glyph));
        self.units(advance.unwrap_or(0))
    }

    /// Width of a text at that size.
    pub fn measure(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.width(letter)).sum::<f32>() * size / 1000.0
    }

    /// The text as far as it fits, on one line.
    pub fn fitted(&self, text: &str, size: f32, room: f32) -> String {
        let line: String =
            text.chars().take(400).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if line.chars().count() == text.chars().count() && self.measure(&line, size) <= room {
            return line;
        }
        let room = room - self.measure("…", size);
        let mut taken = 0.0;
        let fits = |letter: &char| {
            taken += self.width(*letter) * size / 1000.0;
            taken <= room
        };
        let mut short: String = line.chars().take_while(fits).collect();
        short.push('…');
        short
    }

    /// The text as glyphs of the part.
    pub fn encoded(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for letter in text.chars() {
            let own = self.face.glyph_index(letter);
            let glyph = own.or_else(|| self.face.glyph_index(BOX)).unwrap_or_default();
            let part = self.glyphs.remap(glyph.0);
            let shown = if own.is_some() { letter } else { BOX };
            if !self.used.contains_key(&part) {
                self.used.insert(part, (shown, self.width(shown)));
            }
            bytes.extend_from_slice(&part.to_be_bytes());
        }
        bytes
    }

    /// Writes the part that was used; `next` gives free references.
    ///
    /// # Errors
    /// When the font cannot be cut, which is a fault of ours.
    pub fn embed(self, pdf: &mut Pdf, id: Ref, next: &mut impl FnMut() -> Ref) -> Result<()> {
        let (descendant, descriptor, data, letters) = (next(), next(), next(), next());
        pdf.type0_font(id)
            .base_font(NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(letters);
        let mut font = pdf.cid_font(descendant);
        font.subtype(CidFontType::Type2).base_font(NAME).system_info(SYSTEM);
        font.font_descriptor(descriptor).default_width(0.0);
        font.cid_to_gid_map_predefined(Name(b"Identity"));
        font.widths().consecutive(0, self.used.values().map(|(_, width)| *width));
        font.finish();
        let bounds = self.face.global_bounding_box();
        let bounds = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
        let [left, bottom, right, top] = bounds.map(|edge| self.units(edge));
        pdf.font_descriptor(descriptor)
            .name(NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(self.units(self.face.ascender()))
            .descent(self.units(self.face.descender()))
            .cap_height(self.units(self.face.capital_height().unwrap_or(1400)))
            .stem_v(80.0)
            .font_file2(data);
        let part = subsetter::subset(FILE, 0, &self.glyphs).map_err(Error::internal)?;
        let length = i32::try_from(part.len()).map_err(Error::internal)?;
        let part = deflated(&part)?;
        let mut stream = pdf.stream(data, &part);
        stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
        stream.finish();
        let mut map = UnicodeCmap::new(Name(b"Letters"), SYSTEM);
        for (glyph, (letter, _)) in &self.used {
            map.pair(*glyph, *letter);
        }
        pdf.cmap(letters, &map.finish());
        Ok(())
    }
}
