//! Numbers with up to three decimals, as bodies have them (quantities, and rates in percent), read as the
//! whole thousandths that are stored: fields named `…_milli`.

use crate::http::Fields;
use crate::message::message;
use crate::money;

/// 100 %, in thousandths of a percent: of tax rates and of discounts.
pub(super) const HUNDRED_PERCENT: i64 = 100_000;

/// The field as whole thousandths: 1.5 is 1500. None where it is absent or refused; `range` is in thousandths
/// too.
pub(super) fn read_milli(
    fields: &mut Fields,
    name: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let milli = fields.decimal(name).value()?.at_places(3);
    let known = milli.filter(|milli| range.contains(milli));
    if known.is_none() {
        let bound = money::thousandths_text;
        let (least, most) = (bound(*range.start()), bound(*range.end()));
        let must =
            message("thousandths-range", "must be from {least} to {most}, with at most 3 decimals");
        fields.refuse(name, must.number("least", least).number("most", most));
    }
    known
}
