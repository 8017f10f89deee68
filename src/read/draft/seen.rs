//! What is seen of the tables of a filled workbook: where title, header and body stand, and what each column looks like.

use crate::amount::{Written, read_text};
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::label::{fold, one_line, width, without_number};
use crate::read::{code, measure, year};
use std::ops::RangeInclusive;

/// Rows that a header may have.
const HEADER_ROWS: u32 = 5;
/// Columns that a cell of a header may be merged over: one that ends at the edge of the sheet is no wider.
const WIDEST_CELL: u32 = 60;
/// Letters of the shortest title.
const SHORTEST_TITLE: usize = 8;
/// Characters of the shortest name that is left out of a title as that of a department.
const SHORTEST_DEPARTMENT: usize = 4;
/// Letters that a page holds across when it stands upright.
const PORTRAIT: usize = 110;
/// Rows by which the width of a column is judged.
const ROWS_JUDGED: usize = 40;
/// Letters of the narrowest column of amounts, of the narrowest other one, and of the widest.
const NARROWEST_AMOUNTS: usize = 14;
const NARROWEST: usize = 6;
const WIDEST: usize = 44;

/// A table as it was seen.
pub(super) struct DraftTable {
    pub(super) title: String,
    /// The word before the department's name, folded.
    pub(super) heading: Option<String>,
    pub(super) unit: Option<String>,
    /// Rows of the header, as layouts draw them.
    pub(super) header: Vec<String>,
    pub(super) columns: Vec<DraftColumn>,
    pub(super) lines: Vec<DraftLine>,
    pub(super) landscape: bool,
}

/// A row known by its label.
pub(super) struct DraftLine {
    /// The column of the label.
    pub(super) column: usize,
    pub(super) label: String,
    pub(super) is_total: bool,
}

/// A column, as its header and its cells look.
pub(super) struct DraftColumn {
    pub(super) name: String,
    pub(super) role: DraftRole,
    /// In letters.
    pub(super) width: usize,
    /// Whether codes of the economic classification stand in it.
    pub(super) is_economic: bool,
}

/// What seems to stand in a column: the roles of a layout that can be told from a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DraftRole {
    Class,
    Group,
    Item,
    Code,
    Amount,
    Label,
}

impl DraftRole {
    /// Its word in a layout.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Group => "group",
            Self::Item => "item",
            Self::Code => "code",
            Self::Amount => "amount",
            Self::Label => "label",
        }
    }

    /// Whether codes, or their first part, stand in it.
    pub(super) fn begins_codes(self) -> bool {
        matches!(self, Self::Class | Self::Code)
    }

    /// The role of a column with a folded heading and these texts below it.
    fn seen(heading: &str, body: &[String]) -> Self {
        let is_figure = |text: &&String| matches!(read_text(text), Written::Number(..));
        match heading {
            "类" => Self::Class,
            "款" => Self::Group,
            "项" => Self::Item,
            _ if heading.ends_with("编码") || heading.ends_with("代码") => Self::Code,
            _ if body.is_empty() || body.iter().filter(is_figure).count() * 2 > body.len() => {
                Self::Amount
            }
            _ => Self::Label,
        }
    }
}

/// What a row looks like.
#[derive(PartialEq)]
enum RowLook {
    Blank,
    Title,
    Heading,
    Header,
    Body,
}

/// Where the parts of a table stand.
struct TableRows {
    title: u32,
    header: RangeInclusive<u32>,
    last: u32,
}

/// The tables of a sheet, from top to bottom.
pub(super) fn tables(sheet: &Sheet) -> Vec<DraftTable> {
    let mut tables = Vec::new();
    let mut row = 0;
    let last = sheet.last_row();
    while row <= last {
        if look(sheet, row) != RowLook::Title {
            row += 1;
            continue;
        }
        let title = row;
        row += 1;
        while row <= last && matches!(look(sheet, row), RowLook::Heading | RowLook::Blank) {
            row += 1;
        }
        let begin = row;
        while row <= last && row - begin < HEADER_ROWS && look(sheet, row) == RowLook::Header {
            row += 1;
        }
        if row == begin {
            continue;
        }
        let header = begin..=row - 1;
        while row <= last && look(sheet, row) != RowLook::Title {
            row += 1;
        }
        let rows = TableRows {
            title,
            header,
            last: row - 1,
        };
        tables.push(rows.table(sheet));
    }
    tables
}

fn look(sheet: &Sheet, row: u32) -> RowLook {
    let cells: Vec<&Value> = sheet.row(row).map(|(_, value)| value).collect();
    let is_text = |value: &&&Value| matches!(value, Value::Text(_));
    let texts = cells.iter().filter(is_text).count();
    let has_colon = cells.iter().any(|value| value.text().contains([':', '：']));
    let is_title = |text: &str| width(text) >= SHORTEST_TITLE && text.contains('表');
    let begins_a_row = |value: &&Value| {
        let folded = value.folded();
        code::digits(&folded).is_some() || without_number(&folded) != folded
    };
    match (cells.len(), texts) {
        (0, _) => RowLook::Blank,
        (_, texts) if texts < cells.len() => RowLook::Body,
        _ if has_colon => RowLook::Heading,
        (1, _) if is_title(&cells[0].text()) => RowLook::Title,
        _ if cells.first().is_some_and(begins_a_row) => RowLook::Body,
        (1, _) => RowLook::Heading,
        _ => RowLook::Header,
    }
}

impl TableRows {
    fn table(&self, sheet: &Sheet) -> DraftTable {
        let above = self.above(sheet);
        let columns_from = self.columns(sheet);
        let header = self.header.clone();
        let columns: Vec<DraftColumn> = columns_from
            .clone()
            .map(|column| self.column(sheet, column))
            .collect();
        DraftTable {
            title: title(sheet, self.title, &above),
            heading: above
                .iter()
                .find_map(|text| text.split_once([':', '：']))
                .map(|(label, _)| fold(label))
                // 单位：万元
                .filter(|label| !label.contains("单位") || label.len() > "单位".len()),
            unit: above
                .iter()
                .find_map(|text| measure::unit_of_measure(text))
                .map(|unit| unit.name().to_owned()),
            header: header
                .map(|row| self.drawn(sheet, row, columns_from.clone()))
                .collect(),
            lines: self.lines(sheet, &columns, *columns_from.start()),
            landscape: columns.iter().map(|column| column.width).sum::<usize>() > PORTRAIT,
            columns,
        }
    }

    /// The texts from the title down to the header.
    fn above(&self, sheet: &Sheet) -> Vec<String> {
        let rows = (self.title..*self.header.start()).flat_map(|row| sheet.row(row));
        rows.map(|(_, value)| value.text().into_owned()).collect()
    }

    /// The columns that the header is over.
    fn columns(&self, sheet: &Sheet) -> RangeInclusive<u32> {
        let cells = self.header.clone().flat_map(|row| {
            let cells = sheet.row(row);
            cells.map(move |(column, _)| (column, sheet.right_end(row, column)))
        });
        let (first, last) = cells.fold((u32::MAX, 0), |(first, last), (left, right)| {
            let right = right.min(left + WIDEST_CELL);
            (first.min(left), last.max(right))
        });
        first..=last
    }

    /// A row of the header as layouts draw it.
    fn drawn(&self, sheet: &Sheet, row: u32, columns: RangeInclusive<u32>) -> String {
        let cells = columns.map(|column| {
            let anchor = sheet.anchor(row, column);
            if anchor.row < row && anchor.row >= *self.header.start() {
                "^".to_owned()
            } else if anchor.column < column {
                "<".to_owned()
            } else {
                let text = sheet.own(row, column).map(Value::text);
                text.unwrap_or_default().replace('|', "/")
            }
        });
        cells.collect::<Vec<_>>().join(" | ")
    }

    fn column(&self, sheet: &Sheet, column: u32) -> DraftColumn {
        let mut headings = self.header.clone().rev();
        let name = headings.find_map(|row| sheet.seen(row, column));
        let name = name.map(|value| value.folded().into_owned());
        let name = name.unwrap_or_default();
        let body: Vec<String> = (self.header.end() + 1..=self.last)
            .filter_map(|row| sheet.own(row, column))
            .map(|value| value.text().into_owned())
            .collect();
        let role = DraftRole::seen(&name, &body);
        let judged = body.iter().take(ROWS_JUDGED);
        let longest = judged.map(|text| width(text)).max().unwrap_or(0);
        let least = match role {
            DraftRole::Amount => NARROWEST_AMOUNTS,
            _ => NARROWEST,
        };
        DraftColumn {
            name,
            role,
            width: longest.max(least).min(WIDEST),
            is_economic: role.begins_codes() && body.iter().any(|text| fold(text).starts_with('3')),
        }
    }

    /// Rows known by their labels: all of a table without codes, and the totals of one with codes.
    fn lines(&self, sheet: &Sheet, columns: &[DraftColumn], first: u32) -> Vec<DraftLine> {
        let has_codes = columns.iter().any(|column| column.role.begins_codes());
        let mut lines: Vec<DraftLine> = Vec::new();
        for row in self.header.end() + 1..=self.last {
            for (index, (offset, column)) in (0..).zip(columns).enumerate() {
                let Some(Value::Text(text)) = sheet.own(row, first + offset) else {
                    continue;
                };
                let label = one_line(text);
                let folded = fold(&label);
                let mut totals = ["合计", "总计", "小计"].iter();
                let is_total = totals.any(|word| folded.contains(word));
                let is_wanted = match has_codes {
                    true => is_total,
                    false => column.role == DraftRole::Label,
                };
                let mut known = lines.iter();
                let is_known =
                    known.any(|line| line.column == index && fold(&line.label) == folded);
                if is_wanted && !is_known && !label.contains(['：', ':']) {
                    lines.push(DraftLine {
                        column: index,
                        label,
                        is_total,
                    });
                }
            }
        }
        lines
    }
}

/// The title of a table as layouts write it: with places for the year, and for the department that a heading names.
fn title(sheet: &Sheet, row: u32, above: &[String]) -> String {
    let first = sheet.row(row).next();
    let mut title = first.map(|(_, value)| value.text().into_owned());
    let title = title.get_or_insert_default();
    if let Some(year) = year::year_of(title) {
        *title = title.replace(&year.to_string(), "{year}");
    }
    let mut headings = above.iter().filter_map(|text| text.split_once(['：', ':']));
    let department = headings.next().map(|(_, name)| name.trim());
    if let Some(name) = department.filter(|name| name.chars().count() >= SHORTEST_DEPARTMENT) {
        *title = title.replace(name, "{department}");
    }
    one_line(title)
}
