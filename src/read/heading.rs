//! What stands between a table's title and its header: the department, the unit of measure, the year.

use super::period;
use super::seal::without_seal;
use super::year;
use crate::amount::UnitOfMeasure;
use crate::book::sheet::{Sheet, Value};
use crate::label::{fold, one_line};
use crate::layout::Layout;

/// What the heading of a table says.
#[derive(Debug, Default)]
pub(super) struct TableHeading {
    pub(super) department: Option<(String, (u32, u32))>,
    pub(super) unit_of_measure: Option<UnitOfMeasure>,
    pub(super) year: Option<i32>,
}

/// Reads the rows from a title to its header.
pub(super) fn read(sheet: &Sheet, layout: &Layout, title: (u32, u32), to: u32) -> TableHeading {
    let (labels, seals) = (&layout.department_labels, &layout.seal_words);
    let mut heading = TableHeading::default();
    let from = title.0;
    for (place, value) in sheet.rows(from, to.max(from)) {
        let (row, column) = place;
        let Value::Text(text) = value else { continue };
        if *place == title {
            heading.year = heading.year.or_else(|| year::of_title(text));
        }
        for piece in pieces(text) {
            heading.year = heading.year.or_else(|| year::of_heading(&piece));
            if let Some(unit) = unit_of_measure(&piece) {
                heading.unit_of_measure.get_or_insert(unit);
            }
            let Some((label, name)) = piece.split_once(':').filter(|_| *place != title) else {
                continue;
            };
            let label = fold(without_seal(label, seals));
            if heading.department.is_some()
                || !labels.iter().any(|known| {
                    label == *known || label.ends_with(known.as_str()) && known.chars().count() > 2
                })
            {
                continue;
            }
            if UnitOfMeasure::named(&fold(name)).is_some() {
                continue;
            }
            let name = without_seal(name, seals);
            if !name.is_empty() {
                heading.department = Some((name.to_owned(), (*row, *column)));
            } else if let Some((beside, Value::Text(text))) = next_in_row(sheet, *row, *column) {
                let name = without_seal(text.line(), seals).to_owned();
                let is_name = !name.is_empty() && !name.contains([':', '：']);
                if is_name && unit_of_measure(&name).is_none() {
                    heading.department = Some((name, (*row, beside)));
                }
            }
        }
    }
    if heading.unit_of_measure.is_none() {
        heading.unit_of_measure = unit_in_next_cell(sheet, from, to);
    }
    heading
}

fn next_in_row(sheet: &Sheet, row: u32, column: u32) -> Option<(u32, &Value)> {
    sheet.row(row).find(|(c, _)| *c > column)
}

/// The unit of measure that the headings of columns state, where they state one: `支出预算（万元）`.
pub(super) fn unit_in_header(sheet: &Sheet, header: (u32, u32)) -> Option<UnitOfMeasure> {
    let mut units = sheet.rows(header.0, header.1).filter_map(|(_, value)| {
        let folded = value.folded();
        (period::without_unit(&folded) != folded).then(|| unit_of_measure(&folded))?
    });
    let first = units.next()?;
    units.all(|other| other == first).then_some(first)
}

/// `单位：` in one cell and `万元` in the next.
fn unit_in_next_cell(sheet: &Sheet, from: u32, to: u32) -> Option<UnitOfMeasure> {
    sheet.rows(from, to).find_map(|((row, column), value)| {
        let Value::Text(text) = value else {
            return None;
        };
        text.folded()
            .ends_with("单位")
            .then(|| next_in_row(sheet, *row, *column))?
            .and_then(|(_, value)| UnitOfMeasure::named(&value.folded()))
    })
}

/// The parts of a heading's text: wide gaps and line breaks set them apart, and so does `单位：万元`
/// right behind a name. Colons become narrow.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut blanks = 0;
    for c in text.chars() {
        if c == '\n' || c == '\t' || (c.is_whitespace() && blanks > 0) {
            pieces.push(std::mem::take(&mut piece));
        } else if c.is_whitespace() {
            blanks += 1;
            piece.push(c);
            continue;
        } else {
            piece.push(if c == '：' { ':' } else { c });
        }
        blanks = 0;
    }
    pieces.push(piece);
    pieces
        .into_iter()
        .map(|piece| one_line(&piece))
        .flat_map(|piece| {
            let unit_at = ["金额单位:", "计量单位:", "单位:"]
                .iter()
                .filter_map(|word| piece.rfind(word))
                .min();
            match unit_at.filter(|at| *at > 0 && unit_of_measure(&piece[*at..]).is_some()) {
                Some(at) => vec![piece[..at].trim_end().to_owned(), piece[at..].to_owned()],
                None => vec![piece],
            }
        })
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// The unit of measure that a text states: `单位：万元`, `金额单位:元`, `（万元）`, `项目资金（元）`.
pub(super) fn unit_of_measure(text: &str) -> Option<UnitOfMeasure> {
    let folded = fold(text);
    let stated = folded
        .rsplit_once("单位")
        .map(|(_, rest)| rest.trim_start_matches([':', '为']));
    let bracketed = || {
        folded
            .strip_suffix(')')
            .and_then(|t| t.rsplit_once('('))
            .map(|(_, inside)| inside)
    };
    let bare = |name: &str| UnitOfMeasure::named(name.trim_matches(['(', ')']));
    stated
        .and_then(bare)
        .or_else(|| {
            bracketed().and_then(|inside| bare(inside.rsplit(':').next().unwrap_or(inside)))
        })
        .or_else(|| bare(&folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_stated_in_many_ways() {
        for text in [
            "单位：万元",
            "单位:万元",
            "金额单位：人民币万元",
            "（万元）",
            "单 位：万 元",
            "项目资金（万元）",
            "(单位：万元)",
            "万元",
        ] {
            assert_eq!(
                unit_of_measure(text),
                Some(UnitOfMeasure::TenThousandYuan),
                "{text}"
            );
        }
        assert_eq!(unit_of_measure("单位：元"), Some(UnitOfMeasure::Yuan));
        for text in ["单位：财政局", "预算单位", "编制部门：某局", "单位"] {
            assert_eq!(unit_of_measure(text), None, "{text}");
        }
    }

    #[test]
    fn one_cell_may_hold_name_and_unit() {
        assert_eq!(
            pieces("编制部门：某局      单位：万元"),
            ["编制部门:某局", "单位:万元"]
        );
        assert_eq!(
            pieces("编制部门：某局 单位：万元"),
            ["编制部门:某局", "单位:万元"]
        );
        assert_eq!(pieces("编制部门：某局（本级）"), ["编制部门:某局（本级）"]);
    }
}
