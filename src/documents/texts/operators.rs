//! The operators of a page that show text (ISO 32000-1, §9.4), and those after which a word ends.

use std::collections::HashSet;

use super::bounds::Bounds;
use super::pdf_syntax::{Dictionary, Object, Syntax};
use super::reading::Reading;

/// Operands that an operator may have.
const MOST_OPERANDS: usize = 64;
/// Thousandths of the size of a font that are a space between words.
const SPACE: f64 = -180.0;
/// Operators between two looks at the clock.
const STRIDE: usize = 1024;

/// Reads the text of a content stream.
pub(super) fn read<'o>(
    reading: &mut Reading<'o, '_>,
    content: &[u8],
    resources: Option<&'o Dictionary>,
    within: &mut HashSet<u32>,
    bounds: &mut Bounds,
) {
    let mut syntax = Syntax::of_content(content);
    let mut operands: Vec<Object> = Vec::new();
    let (mut font, mut step) = (None, 0_usize);
    while let Some(object) = syntax.next() {
        let Object::Word(operator) = object else {
            operands.push(object);
            if operands.len() > MOST_OPERANDS {
                operands.clear();
            }
            continue;
        };
        step += 1;
        if step.is_multiple_of(STRIDE) && bounds.is_over() {
            return;
        }
        match operator.as_slice() {
            b"Tf" => {
                let name = operands.first().and_then(Object::name);
                font = name.and_then(|name| reading.font(resources, name, bounds));
            }
            b"Tj" => shown(reading, font, operands.last(), bounds),
            b"'" | b"\"" => {
                bounds.gap();
                shown(reading, font, operands.last(), bounds);
            }
            b"TJ" => {
                for part in operands.last().and_then(Object::array).unwrap_or_default() {
                    match part {
                        Object::Number(moved) if *moved < SPACE => bounds.gap(),
                        part => shown(reading, font, Some(part), bounds),
                    }
                }
            }
            b"Td" | b"TD" | b"T*" | b"Tm" | b"ET" => bounds.gap(),
            b"Do" => {
                let name = operands.first().and_then(Object::name);
                let form = name.and_then(|name| reading.form(resources, name, within, bounds));
                if let Some((number, content, own)) = form {
                    within.insert(number);
                    read(reading, &content, own, within, bounds);
                    within.remove(&number);
                }
            }
            b"ID" => skip_picture(&mut syntax, content),
            _ => {}
        }
        operands.clear();
    }
}

fn shown(reading: &Reading<'_, '_>, font: Option<u32>, text: Option<&Object>, bounds: &mut Bounds) {
    if let Some(Object::Text(bytes)) = text {
        bounds.read(&reading.text(font, bytes));
    }
}

/// A picture within the page is no syntax: it ends at `EI` between spaces.
fn skip_picture(syntax: &mut Syntax<'_>, content: &[u8]) {
    let rest = content.get(syntax.at..).unwrap_or_default();
    let is_end = |at: &usize| {
        let after = rest.get(at + 3).copied();
        rest[*at].is_ascii_whitespace() && after.is_none_or(|byte| byte.is_ascii_whitespace())
    };
    let ends = memchr::memmem::find_iter(rest, b"EI").filter_map(|at| at.checked_sub(1));
    let end = ends.into_iter().find(is_end).map_or(rest.len(), |at| at + 3);
    syntax.at += end;
}
