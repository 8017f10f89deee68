//! Amounts in the tables of a document: the unit is that of their head, or of a line above.

use super::figure;
use super::figure::{Kind, PrintedFigure, Units};
use super::line::TextLine;
use crate::amount::UnitOfMeasure;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Lines above a table in which its unit may stand.
const ABOVE: usize = 3;

/// The unit that a table or the lines right above it state.
pub(crate) fn unit(lines: &[TextLine], first: usize) -> Option<UnitOfMeasure> {
    let above = lines[first.saturating_sub(ABOVE)..first].iter();
    let own = lines[first..].iter().take_while(|it| it.in_table);
    above.rev().chain(own).find_map(unit_of)
}

/// The unit that a line states.
pub(crate) fn unit_of(line: &TextLine) -> Option<UnitOfMeasure> {
    let text = line.text(0, line.chars.len());
    let behind = |word| text.split_once(word).map(|(_, rest)| rest);
    let rest = behind("单位:")
        .or_else(|| behind("金额("))
        .or_else(|| behind("资金("))?;
    let mut units = UnitOfMeasure::ALL.into_iter();
    units.find(|unit| rest.starts_with(unit.name()))
}

/// The unit that a line states for all of a text: 本说明中金额单位均为万元。
pub(crate) fn unit_of_all(line: &TextLine) -> Option<UnitOfMeasure> {
    let text = line.text(0, line.chars.len());
    let (_, rest) = text.split_once("金额单位")?;
    let rest = rest.trim_start_matches(['均', '统', '一', '为', '是', ':', '以']);
    let mut units = UnitOfMeasure::ALL.into_iter();
    units.find(|unit| rest.starts_with(unit.name()))
}

/// The amounts of a cell: those with their unit, or the number that is all of it; also a rate that is all of it. Whole
/// numbers are amounts only where the table has a unit: they may be codes, years or counts.
pub(crate) fn figures(
    line: &TextLine,
    units: &Units,
    (stated, usual): (Option<UnitOfMeasure>, UnitOfMeasure),
) -> Vec<PrintedFigure> {
    let mut found = figure::figures(line, units);
    let is_all = |it: &PrintedFigure| it.start == line.body && it.close == line.chars.len();
    found.retain(|it| match it.kind {
        Kind::Amount(_) => true,
        Kind::Rate => is_all(it),
        _ => false,
    });
    let bare = || bare(line, stated.is_some(), stated.unwrap_or(usual));
    if found.is_empty() {
        found.extend(bare());
    }
    found
}

/// The number that is all of a cell.
fn bare(line: &TextLine, has_unit: bool, unit: UnitOfMeasure) -> Option<PrintedFigure> {
    let length = line.chars.len();
    let start = usize::from(line.chars.first() == Some(&'-'));
    let (end, digits) = figure::number(line, start.min(length));
    let is_grouped = end - start > digits.chars().count();
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let may_be_amount = has_unit && digits.len() > 1 && !digits.starts_with('0') && !is_year;
    if end < length || digits.is_empty() || !(is_grouped || places > 0 || may_be_amount) {
        return None;
    }
    let decimals = u32::try_from(places).ok()?;
    Some(PrintedFigure {
        kind: Kind::Amount(unit),
        value: Decimal::from_str(&digits).ok()?,
        half: Decimal::new(5, decimals + 1),
        decimals,
        start,
        end,
        close: end,
        is_broken: false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::TextParagraph;
    use super::super::line::lines;
    use super::*;

    fn read(cell: &str, stated: Option<UnitOfMeasure>) -> Option<(String, UnitOfMeasure)> {
        let line = lines(&[TextParagraph::plain(cell)]).remove(0);
        let usual = UnitOfMeasure::TenThousandYuan;
        let found = figures(&line, &Units::default(), (stated, usual));
        found.first().and_then(|it| match it.kind {
            Kind::Amount(unit) => Some((it.value.to_string(), unit)),
            _ => None,
        })
    }

    #[test]
    fn a_rate_that_is_all_of_a_cell_is_one() {
        let of = |cell: &str| {
            let line = lines(&[TextParagraph::plain(cell)]).remove(0);
            let found = figures(&line, &Units::default(), (None, UnitOfMeasure::Yuan));
            found.iter().filter(|it| it.kind == Kind::Rate).count()
        };
        assert_eq!([of("7.78%"), of("增长7.78%"), of("7.78")], [1, 0, 0]);
    }

    #[test]
    fn cells_with_amounts_are_known() {
        let wan = UnitOfMeasure::TenThousandYuan;
        let yuan = UnitOfMeasure::Yuan;
        for (cell, stated, value, unit) in [
            ("110.50", None, "110.50", wan),
            ("1,105,000", Some(yuan), "1105000", yuan),
            ("110", Some(wan), "110", wan),
            ("年度资金总额：86.4万元", None, "86.4", wan),
            ("-12.30", None, "12.30", wan),
        ] {
            assert_eq!(read(cell, stated), Some((value.to_owned(), unit)), "{cell}");
        }
        for cell in ["110", "2080501", "100%", "≤86.4万元", "第3季度", "-", ""] {
            let stated = None;
            let is_empty = cell.is_empty();
            assert!(is_empty || read(cell, stated).is_none(), "{cell}");
        }
        assert_eq!(read("2020", Some(wan)), None);
        assert_eq!(read("01", Some(wan)), None);
    }
}
