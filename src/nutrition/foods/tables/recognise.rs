//! Which table a file is, by what is in it; its name says nothing.

use super::sheet::{Book, no_table};
use super::{Members, Refusal, Table, bls, ciqual, cofid, usda};

/// Rows before the head of a sheet at most.
const BEFORE_HEAD: usize = 10;

/// Reads the table.
///
/// # Errors
/// A sentence: what it is not, or what is wrong with it.
pub fn read(members: &Members) -> Result<Table, Refusal> {
    if let (Some(foods), Some(values)) =
        (members.named("food.csv"), members.named("food_nutrient.csv"))
    {
        return usda::fdc::read(members, foods, values);
    }
    if let (Some(foods), Some(values)) =
        (members.named("food_des.txt"), members.named("abbrev.txt"))
    {
        return usda::sr::read(members, foods, values);
    }
    if let (Some(foods), Some(values)) = (members.xml("alim_"), members.xml("compo_")) {
        return ciqual::xml::read(members, foods, values.1);
    }
    let (_, path) = members.single().ok_or_else(no_table)?;
    let mut book = Book::open(path)?;
    let sheets = book.sheets();
    if sheets.iter().any(|sheet| sheet.starts_with("1.3")) {
        return cofid::read(&mut book, &sheets, members.room());
    }
    for sheet in sheets.iter().take(5) {
        match head(&mut book, sheet)? {
            Some(Form::Ciqual) => return ciqual::read(&mut book, sheet, members.room()),
            Some(Form::Bls) => return bls::read(&mut book, sheet, members.room()),
            None => {}
        }
    }
    Err(no_table())
}

enum Form {
    Ciqual,
    Bls,
}

/// The form of a sheet by its first rows.
fn head(book: &mut Book, sheet: &str) -> Result<Option<Form>, Refusal> {
    let (mut form, mut seen) = (None, 0);
    let looked = book.each(sheet, &mut |row| {
        let has = |name: &str| row.cells.iter().any(|cell| cell.text().trim() == name);
        if has("alim_code") {
            form = Some(Form::Ciqual);
        } else if has("BLS Code") {
            form = Some(Form::Bls);
        }
        seen += 1;
        // The rest is read by whoever knows the form.
        if form.is_some() || seen >= BEFORE_HEAD { Err(no_table()) } else { Ok(()) }
    });
    if form.is_none() && seen < BEFORE_HEAD {
        looked?;
    }
    Ok(form)
}
