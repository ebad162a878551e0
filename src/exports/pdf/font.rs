//! The letters of a PDF: DejaVu Sans Condensed (free, see its licence beside it), of which a file
//! carries the glyphs that it uses.
//!
//! It has Latin with every accent, Greek, Cyrillic, Arabic and Hebrew. What it has not (Chinese,
//! Japanese) is written as a box, which the document's last line says; CSV and Excel files carry such
//! names whole.

use std::cell::Cell;
use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use rustybuzz::Face;
use subsetter::GlyphRemapper;

use super::shaping::{self, BOX, Glyph};
use super::stream::deflated;
use crate::error::{Error, Result};

static FILE: &[u8] = include_bytes!("DejaVuSansCondensed.ttf");
/// Six capital letters say that a font is a part of one.
const NAME: Name = Name(b"NVAULT+DejaVuSansCondensed");
const SYSTEM: SystemInfo =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Latin, Greek and Cyrillic.
const MOST_WIDTHS: u32 = 0x530;

/// # Errors
/// When this program's own font cannot be read.
pub(super) fn face() -> Result<Face<'static>> {
    Face::from_slice(FILE, 0).ok_or_else(|| Error::internal("the font cannot be read"))
}

pub(super) struct Font {
    face: Face<'static>,
    glyphs: GlyphRemapper,
    /// What each of the first letters takes: most texts have no others.
    widths: Vec<u16>,
    /// The letters and the width of each glyph of the part.
    used: BTreeMap<u16, (String, f32)>,
    /// Whether a text had a letter that is written as a box.
    has_boxes: Cell<bool>,
}

impl Font {
    /// # Errors
    /// When this program's own font cannot be read.
    pub fn new() -> Result<Self> {
        let used = BTreeMap::from([(0, (BOX.to_string(), 600.0))]);
        let face = face()?;
        let letters = (0..MOST_WIDTHS).map(|code| char::from_u32(code).unwrap_or(BOX));
        let widths = letters.map(|letter| advance(letter, &face)).collect();
        let has_boxes = Cell::new(false);
        Ok(Self { face, glyphs: GlyphRemapper::new(), widths, used, has_boxes })
    }

    /// Thousandths of the size.
    fn units(&self, value: impl Into<f32>) -> f32 {
        value.into() * 1000.0 / self.face.units_per_em() as f32
    }

    /// The text as this font can write it.
    pub fn writable(&self, text: &str) -> String {
        let written = shaping::writable(text, &self.face);
        if !written.is_ascii() && written.matches(BOX).count() > text.matches(BOX).count() {
            self.has_boxes.set(true);
        }
        written
    }

    /// Whether a text had a letter that is written as a box.
    pub fn has_boxes(&self) -> bool {
        self.has_boxes.get()
    }

    /// Width of a line of writable text at that size.
    pub fn measure(&self, line: &str, size: f32) -> f32 {
        let width: i32 = match shaping::is_plain(line) {
            true => line.chars().map(|letter| i32::from(self.advance(letter))).sum(),
            false => shaping::glyphs(line, &self.face).iter().map(|glyph| glyph.advance).sum(),
        };
        self.units(width as f32) * size / 1000.0
    }

    fn advance(&self, letter: char) -> u16 {
        let known = self.widths.get(letter as usize).copied();
        known.unwrap_or_else(|| advance(letter, &self.face))
    }

    /// Writes a line of writable text whose left end stands there.
    pub fn write(
        &mut self,
        content: &mut Content,
        line: &str,
        (left, at): (f32, f32),
        (name, size): (Name<'_>, f32),
    ) {
        content.begin_text().set_font(name, size).next_line(left, at);
        // Where the pen stands, and where the last glyph has left it; thousandths of the size.
        let (mut pen, mut left_at) = (0.0, 0.0);
        let mut rise = 0;
        let mut begun: Vec<(f32, Vec<u8>)> = Vec::new();
        for glyph in shaping::glyphs(line, &self.face) {
            if glyph.offset.1 != rise {
                show(content, &mut begun);
                rise = glyph.offset.1;
                content.set_rise(self.units(rise as f32) * size / 1000.0);
            }
            let (part, width) = self.part(&glyph);
            let place = pen + self.units(glyph.offset.0 as f32);
            let shift: f32 = left_at - place;
            match begun.last_mut() {
                Some((_, bytes)) if shift.abs() < 0.5 => bytes.extend(part.to_be_bytes()),
                _ => begun.push((shift, part.to_be_bytes().to_vec())),
            }
            left_at = place + width;
            pen += self.units(glyph.advance as f32);
        }
        show(content, &mut begun);
        if rise != 0 {
            content.set_rise(0.0);
        }
        content.end_text();
    }

    /// The number and the width of a glyph in the part.
    fn part(&mut self, glyph: &Glyph) -> (u16, f32) {
        let part = self.glyphs.remap(glyph.id);
        let advance = self.face.glyph_hor_advance(rustybuzz::ttf_parser::GlyphId(glyph.id));
        let width = self.units(advance.unwrap_or(0));
        let (letters, width) = self.used.entry(part).or_insert((String::new(), width));
        if letters.is_empty() {
            letters.clone_from(&glyph.letters);
        }
        (part, *width)
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
        for (glyph, (letters, _)) in &self.used {
            if !letters.is_empty() {
                map.pair_with_multiple(*glyph, letters.chars());
            }
        }
        pdf.cmap(letters, &map.finish());
        Ok(())
    }
}

fn advance(letter: char, face: &Face<'_>) -> u16 {
    let glyph = face.glyph_index(letter).unwrap_or_default();
    face.glyph_hor_advance(glyph).unwrap_or(0)
}

/// Shows the glyphs that wait, each part moved from where the one before has ended.
fn show(content: &mut Content, begun: &mut Vec<(f32, Vec<u8>)>) {
    if begun.is_empty() {
        return;
    }
    let mut positioned = content.show_positioned();
    let mut items = positioned.items();
    for (shift, bytes) in begun.drain(..) {
        if shift.abs() >= 0.5 {
            items.adjust(shift);
        }
        items.show(Str(&bytes));
    }
}
