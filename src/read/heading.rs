//! What stands between a table's title and its header: the department, the unit of measure, the year.

use super::headings::KnownHeadings;
use super::located::LocatedTable;
use super::measure::{unit_in, unit_of_measure, with_bare_unit};
use super::seal::{own_name, without_seal};
use super::year;
use crate::amount::UnitOfMeasure;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::label::{fold, one_line, with_plain_colon, without_number};
use crate::layout::{Layout, LayoutWords, Table};
use crate::place::CellRef;

/// Characters of the beginning of a label that a line break cuts off.
const CUT_LABEL: usize = 4;

/// What the heading of a table says.
#[derive(Debug, Default)]
pub(super) struct TableHeading {
    pub(super) department: Option<(String, CellRef)>,
    /// The word before its name.
    pub(super) department_label: Option<String>,
    pub(super) unit_of_measure: Option<UnitOfMeasure>,
    /// The cell that says so.
    pub(super) unit_at: Option<CellRef>,
    pub(super) year: Option<i32>,
}

/// Reads the rows from a title to its header.
pub(super) fn read(sheet: &Sheet, layout: &Layout, title: CellRef, to: u32) -> TableHeading {
    let mut heading = TableHeading::default();
    let from = title.row;
    for (place, value) in sheet.rows(from, to.max(from)) {
        let Value::Text(text) = value else { continue };
        if *place == title {
            heading.year = heading.year.or_else(|| year::of_title(text));
        }
        heading.take_text(sheet, layout, (*place, *place == title), text);
    }
    if heading.unit_of_measure.is_none()
        && let Some((unit, at)) = unit_in_next_cell(sheet, from, to)
    {
        (heading.unit_of_measure, heading.unit_at) = (Some(unit), Some(at));
    }
    // a year that stands above all printed pages is none of a title
    let year = heading.year;
    for line in &sheet.print_header {
        heading.take_text(sheet, layout, (title, false), line);
    }
    TableHeading { year, ..heading }
}

impl TableHeading {
    /// Takes what a text says. A title names no department, but what shares its cell may.
    fn take_text(
        &mut self,
        sheet: &Sheet,
        layout: &Layout,
        (place, is_title): (CellRef, bool),
        text: &str,
    ) {
        let pieces = pieces(text);
        let is_whole = is_title && pieces.len() == 1;
        for piece in pieces {
            self.year = self.year.or_else(|| year::of_heading(&piece));
            if let Some(unit) = unit_of_measure(&piece).filter(|_| self.unit_of_measure.is_none()) {
                (self.unit_of_measure, self.unit_at) = (Some(unit), Some(place));
            }
            if self.department.is_none()
                && !is_whole
                && let Some((label, name, at)) = department_in(sheet, layout, place, &piece)
            {
                (self.department, self.department_label) = (Some((name, at)), Some(label));
            }
        }
    }
}

/// The department that a piece of a heading names, or the cell on its right, with the word before it.
fn department_in(
    sheet: &Sheet,
    layout: &Layout,
    CellRef { row, column }: CellRef,
    piece: &str,
) -> Option<(String, String, CellRef)> {
    let (labels, seals) = (&layout.words.department_labels, &layout.words.seal_words);
    let (label, name) = piece.split_once(':')?;
    let written = fold(without_seal(label, seals));
    let is_label = |known: &&String| {
        written == **known || written.ends_with(known.as_str()) && known.chars().count() > 2
    };
    let known = labels.iter().filter(is_label);
    let label = known.max_by_key(|known| known.len())?.clone();
    if unit_in(&fold(name)).is_some() {
        return None;
    }
    let name = own_name(name, layout);
    if !name.is_empty() {
        return Some((label, name.to_owned(), CellRef::new(row, column)));
    }
    let (beside, Value::Text(text)) = next_in_row(sheet, row, column)? else {
        return None;
    };
    let name = own_name(text.line(), layout).to_owned();
    let is_name = !name.is_empty() && !name.contains([':', '：']);
    (is_name && unit_of_measure(&name).is_none()).then_some((
        label,
        name,
        CellRef::new(row, beside),
    ))
}

/// The heading of a form: the unit of measure stands beside its labels, the year below its title.
pub(super) fn read_form(sheet: &Sheet, located: &LocatedTable, table: &Table) -> TableHeading {
    let labels = table.labels();
    let within = sheet.rows(located.title.row, located.end);
    let mut found = TableHeading {
        year: sheet
            .seen(located.title.row, located.title.column)
            .and_then(|value| year::of_title(&value.text())),
        ..Default::default()
    };
    for (CellRef { row, .. }, value) in within {
        let (text, folded) = (value.text(), value.folded());
        let bare = without_number(&folded);
        let labelled = labels
            .iter()
            .any(|label| label.text.ends_with('(') && label.length_in(&folded, bare).is_some());
        if labelled || *row <= located.title.row + 1 {
            found.unit_of_measure = found.unit_of_measure.or_else(|| unit_of_measure(&text));
        }
        if *row <= located.title.row + 1 {
            found.year = found.year.or_else(|| year::of_heading(&text));
        }
    }
    found
}

impl TableHeading {
    /// The units of measure that the headings of columns state, in the order of the layout's drawing. Where nothing
    /// else states one and they all agree, it is the table's.
    pub(super) fn column_units(
        &mut self,
        sheet: &Sheet,
        located: &LocatedTable,
        (table, words): (&Table, &LayoutWords),
    ) -> Vec<Option<UnitOfMeasure>> {
        let columns = table.blocks.iter().flat_map(|block| &block.columns);
        let known = KnownHeadings::new(table, words);
        let is_heading = |text: &str| known.has(text);
        let stated: Vec<_> = located
            .columns
            .iter()
            .zip(columns)
            .map(|(span, column)| {
                let span = span.filter(|_| column.role.is_money())?;
                unit_above(sheet, located, span.0, &is_heading)
            })
            .collect();
        let mut found = stated.iter().flatten();
        let is_own = |(unit, _): &&(UnitOfMeasure, CellRef)| *unit == table.unit_of_measure;
        let own = stated.iter().flatten().find(is_own);
        if self.unit_of_measure.is_none()
            && let Some((unit, at)) = found.next()
        {
            let is_one = found.all(|(other, _)| other == unit);
            // where each column states its own, the table need state none
            let said = match is_one {
                true => Some((*unit, *at)),
                false => own
                    .copied()
                    .filter(|_| is_stated_throughout(located, table, &stated)),
            };
            if let Some((unit, at)) = said {
                (self.unit_of_measure, self.unit_at) = (Some(unit), Some(at));
            }
        }
        let units = stated
            .into_iter()
            .map(|stated| stated.map(|(unit, _)| unit));
        units.collect()
    }
}

/// Whether every column of money states a unit of measure.
fn is_stated_throughout(
    located: &LocatedTable,
    table: &Table,
    stated: &[Option<(UnitOfMeasure, CellRef)>],
) -> bool {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let mut columns = columns.zip(&located.columns).zip(stated);
    columns.all(|((column, span), stated)| {
        !column.role.is_money() || span.is_none() || stated.is_some()
    })
}

/// The unit of measure in the lowest heading of a column that states one, and its cell.
fn unit_above(
    sheet: &Sheet,
    located: &LocatedTable,
    column: u32,
    is_heading: &dyn Fn(&str) -> bool,
) -> Option<(UnitOfMeasure, CellRef)> {
    let rows = (located.header.0..=located.header.1).rev();
    rows.into_iter().find_map(|row| {
        let at = sheet.anchor(row, column);
        match sheet.cells.get(at)? {
            Value::Text(text) => {
                let bare = || with_bare_unit(text.folded(), is_heading).map(|(_, unit)| unit);
                Some((unit_of_measure(text).or_else(bare)?, at))
            }
            _ => None,
        }
    })
}

fn next_in_row(sheet: &Sheet, row: u32, column: u32) -> Option<(u32, &Value)> {
    sheet.row(row).find(|(c, _)| *c > column)
}

/// `单位：` in one cell and `万元` in the next.
fn unit_in_next_cell(sheet: &Sheet, from: u32, to: u32) -> Option<(UnitOfMeasure, CellRef)> {
    sheet
        .rows(from, to)
        .find_map(|(CellRef { row, column }, value)| {
            let Value::Text(text) = value else {
                return None;
            };
            text.folded()
                .ends_with(['位'])
                .then(|| next_in_row(sheet, *row, *column))?
                .filter(|_| {
                    ["单位", "單位"]
                        .iter()
                        .any(|word| text.folded().ends_with(word))
                })
                .and_then(|(beside, value)| {
                    Some((unit_in(&value.folded())?, CellRef::new(*row, beside)))
                })
        })
}

/// The parts of a heading's text: wide gaps and line breaks set them apart, and so does `单位：万元`
/// right behind a name. Colons become narrow.
pub(super) fn pieces(text: &str) -> Vec<String> {
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
            piece.push(with_plain_colon(c));
        }
        blanks = 0;
    }
    pieces.push(piece);
    joined(pieces)
        .into_iter()
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

/// Pieces in one line each; what a line break cut in two becomes one again.
fn joined(pieces: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(pieces.len());
    for piece in pieces.iter().map(|piece| one_line(piece)) {
        match joined.last_mut() {
            Some(before) if is_cut(before, &piece) => before.push_str(&piece),
            _ => joined.push(piece),
        }
    }
    joined
}

/// Whether a piece is the rest of the one before it: `单位:万` and `元`, `编制部门:某区人力资源和` and `社会保障局`, `编制部` and
/// `门:某局`.
fn is_cut(before: &str, piece: &str) -> bool {
    let has_digit = |text: &str| text.contains(|c: char| c.is_numeric());
    if before.is_empty() || piece.is_empty() || before.contains('表') || piece.contains('表') {
        return false;
    }
    let whole = unit_of_measure(&format!("{before}{piece}"));
    if whole.is_some() && unit_of_measure(before) != whole {
        return true;
    }
    match before.split_once(':') {
        Some((_, name)) => {
            let is_name = !piece.contains(':') && !has_digit(piece);
            is_name
                && !name.is_empty()
                && unit_of_measure(piece).or(unit_of_measure(before)).is_none()
        }
        None => before.chars().count() <= CUT_LABEL && !has_digit(before) && piece.contains(':'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for (text, wanted) in [
            (
                "编制部门：某区人力资源和\n社会保障局",
                vec!["编制部门:某区人力资源和社会保障局"],
            ),
            ("编制部\n门∶某局\n（盖章）", vec!["编制部门:某局（盖章）"]),
            ("单位：万\n元", vec!["单位:万元"]),
            ("单\n位：万元", vec!["单位:万元"]),
            (
                "编制部门：某局\n单位：万元",
                vec!["编制部门:某局", "单位:万元"],
            ),
            (
                "编制部门：某局\n2020年1月",
                vec!["编制部门:某局", "2020年1月"],
            ),
            (
                "支出总表\n编制部门：某局",
                vec!["支出总表", "编制部门:某局"],
            ),
            ("编制部门：某局\n万元", vec!["编制部门:某局", "万元"]),
        ] {
            assert_eq!(pieces(text), wanted, "{text:?}");
        }
    }
}
