//! Tables as CSV (RFC 4180), safe to open in a spreadsheet.

/// A cell: text that a spreadsheet would take for a formula is kept from running (CWE-1236).
pub(super) fn cell(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number;
    let text = if runs { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// A line of cells.
pub(super) fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_stays_text() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(cell("-12.50"), "-12.50");
        assert_eq!(cell("@home"), "'@home");
        assert_eq!(line(&["a,b".into(), "c".into()]), "\"a,b\",c\r\n");
    }
}
