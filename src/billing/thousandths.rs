//! Numbers of three decimals as they are sent: quantities, and rates in percent.

use crate::http::Fields;
use crate::message::message;
use crate::money;

/// A tax rate of 100 %, in thousandths of a percent.
pub(super) const WHOLE: i64 = 100_000;

/// A number with at most three decimals, in thousandths.
pub(super) fn thousandths(
    fields: &mut Fields,
    name: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let milli = fields.decimal(name).value()?.at_places(3);
    let known = milli.filter(|milli| range.contains(milli));
    if known.is_none() {
        let bound = money::thousandths;
        let (least, most) = (bound(*range.start()), bound(*range.end()));
        let must =
            message("thousandths-range", "must be from {least} to {most}, with at most 3 decimals");
        fields.refuse(name, must.number("least", least).number("most", most));
    }
    known
}
