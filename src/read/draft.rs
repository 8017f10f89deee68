//! A first `layout.toml` from a filled workbook: the titles, headings and headers that are seen, with
//! guesses of what stands in each column. It loads as it is, and is meant to be finished by hand.

mod toml;

use super::measure;
use super::{code, year};
use crate::book::Refusal;
use crate::book::limits::Limits;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::book::workbook;
use crate::label::{fold, one_line, width};
use crate::layout::plain;

/// Rows that a header may have.
const HEADER_ROWS: u32 = 5;

/// Drafts a layout from the bytes of an .xlsx. `id` names it.
///
/// # Errors
/// A [`Refusal`] as for any file that cannot be read.
pub(crate) fn draft(bytes: &[u8], id: &str) -> Result<String, Refusal> {
    let sheets = workbook::read(bytes, crate::book::kind::kind(bytes)?, &mut Limits::any())?.sheets;
    let tables: Vec<DraftTable> = sheets
        .iter()
        .filter(|sheet| !sheet.hidden)
        .flat_map(tables)
        .collect();
    let unit = tables
        .iter()
        .find_map(|table| table.unit.clone())
        .unwrap_or_else(|| "万元".to_owned());
    let mut text = format!(
        r#"# Drafted from a filled workbook. Look over every table: ids, roles, aliases, totals. The keys are
# explained in templates/README.md; load it with --templates. Words that this place has beside those of
# templates/common/words.toml go into [words].

id = {}
name = {}
source = "待补：来自哪份公开文件"
document = "部门预算公开表"
unit_of_measure = {}
decimals = 2
counts_as_zero = ["blank", "dash", "nothing", "missing-row"]

[page]
font = "宋体"
cover = ["{{department}}", "{{year}}年{{document}}"]
"#,
        toml::quoted(id),
        toml::quoted(id),
        toml::quoted(&unit),
    );
    let mut taken: Vec<String> = Vec::new();
    for table in tables {
        let mut name = plain(&table.title);
        while taken.contains(&name) {
            name.push('二');
        }
        taken.push(name.clone());
        text.push_str(&toml::table(&table, &name, &unit));
    }
    Ok(text)
}

/// A table as it was seen.
struct DraftTable {
    title: String,
    heading: Option<String>,
    unit: Option<String>,
    header: Vec<String>,
    columns: Vec<DraftColumn>,
    lines: Vec<DraftLine>,
    landscape: bool,
}

/// A row known by its label.
struct DraftLine {
    /// The column of the label.
    column: usize,
    label: String,
    is_total: bool,
}

struct DraftColumn {
    name: String,
    role: &'static str,
    width: usize,
    /// Whether codes of the economic classification stand in it.
    is_economic: bool,
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

fn kind(sheet: &Sheet, row: u32) -> RowLook {
    let cells: Vec<&Value> = sheet.row(row).map(|(_, value)| value).collect();
    let texts = cells
        .iter()
        .filter(|value| matches!(value, Value::Text(_)))
        .count();
    let has_colon = cells.iter().any(|value| value.text().contains([':', '：']));
    let begins_a_row = |value: &&Value| {
        let folded = value.folded();
        code::digits(&folded).is_some() || crate::label::without_number(&folded) != folded
    };
    match (cells.len(), texts) {
        (0, _) => RowLook::Blank,
        (_, texts) if texts < cells.len() => RowLook::Body,
        _ if has_colon => RowLook::Heading,
        (1, _) if width(&cells[0].text()) > 7 && cells[0].text().contains('表') => RowLook::Title,
        _ if cells.first().is_some_and(begins_a_row) => RowLook::Body,
        (1, _) => RowLook::Heading,
        _ => RowLook::Header,
    }
}

fn tables(sheet: &Sheet) -> Vec<DraftTable> {
    let mut seen = Vec::new();
    let mut row = 0;
    let last = sheet.last_row();
    while row <= last {
        if kind(sheet, row) != RowLook::Title {
            row += 1;
            continue;
        }
        let title = row;
        row += 1;
        while row <= last && matches!(kind(sheet, row), RowLook::Heading | RowLook::Blank) {
            row += 1;
        }
        let begin = row;
        while row <= last && row - begin < HEADER_ROWS && kind(sheet, row) == RowLook::Header {
            row += 1;
        }
        if row == begin {
            continue;
        }
        let end = row - 1;
        while row <= last && kind(sheet, row) != RowLook::Title {
            row += 1;
        }
        seen.push(see(sheet, title, (begin, end), row - 1));
    }
    seen
}

fn see(sheet: &Sheet, title: u32, (begin, end): (u32, u32), last: u32) -> DraftTable {
    let text = sheet
        .row(title)
        .next()
        .map(|(_, value)| value.text().into_owned())
        .unwrap_or_default();
    let year = year::year_of(&text);
    let above = (title..begin)
        .flat_map(|row| sheet.row(row))
        .map(|(_, value)| value.text().into_owned());
    let above: Vec<String> = above.collect();
    let department = above
        .iter()
        .find_map(|text| text.split_once(['：', ':']))
        .map(|(_, name)| name.trim().to_owned());
    let plain = year.map_or(text.clone(), |year| {
        text.replace(&year.to_string(), "{year}")
    });
    let plain = match department.filter(|name| name.chars().count() > 3) {
        Some(name) => plain.replace(&name, "{department}"),
        None => plain,
    };
    let used = (begin..=end).flat_map(|row| {
        sheet
            .row(row)
            .map(move |(column, _)| (column, sheet.right_end(row, column)))
    });
    let (first, until) = used.fold((u32::MAX, 0), |(a, b), (left, right)| {
        (a.min(left), b.max(right.min(left + 60)))
    });
    let header: Vec<String> = (begin..=end)
        .map(|row| drawn(sheet, row, begin, first, until))
        .collect();
    let columns: Vec<DraftColumn> = (first..=until)
        .map(|column| column_of(sheet, column, (begin, end), last))
        .collect();
    DraftTable {
        heading: above
            .iter()
            .find_map(|text| text.split_once([':', '：']).map(|(label, _)| fold(label)))
            .filter(|l| !l.contains("单位") || l.len() > 6),
        unit: above
            .iter()
            .find_map(|text| measure::unit_of_measure(text))
            .map(|unit| unit.name().to_owned()),
        lines: lines(sheet, &columns, first, end + 1, last),
        landscape: columns.iter().map(|column| column.width).sum::<usize>() > 110,
        title: one_line(&plain),
        header,
        columns,
    }
}

/// A row of the header as layouts draw it.
fn drawn(sheet: &Sheet, row: u32, begin: u32, first: u32, until: u32) -> String {
    let cells = (first..=until).map(|column| {
        let anchor = sheet.anchor(row, column);
        if anchor.row < row && anchor.row >= begin {
            "^".to_owned()
        } else if anchor.column < column {
            "<".to_owned()
        } else {
            sheet
                .own(row, column)
                .map(Value::text)
                .unwrap_or_default()
                .replace('|', "/")
        }
    });
    cells.collect::<Vec<_>>().join(" | ")
}

fn column_of(sheet: &Sheet, column: u32, (begin, end): (u32, u32), last: u32) -> DraftColumn {
    let name = (begin..=end)
        .rev()
        .find_map(|row| sheet.seen(row, column))
        .map(|value| value.folded().into_owned())
        .unwrap_or_default();
    let body: Vec<String> = (end + 1..=last)
        .filter_map(|row| sheet.own(row, column))
        .map(|value| value.text().into_owned())
        .collect();
    let is_figure = |text: &&String| {
        matches!(
            crate::amount::read_text(text),
            crate::amount::Written::Number(..)
        )
    };
    let figures = body.iter().filter(is_figure).count();
    let role = match name.as_str() {
        "类" => "class",
        "款" => "group",
        "项" => "item",
        name if name.ends_with("编码") || name.ends_with("代码") => "code",
        _ if figures * 2 > body.len() || body.is_empty() => "amount",
        _ => "label",
    };
    let longest = body
        .iter()
        .take(40)
        .map(|text| width(text))
        .max()
        .unwrap_or(0);
    let is_economic =
        matches!(role, "class" | "code") && body.iter().any(|text| fold(text).starts_with('3'));
    let least = if role == "amount" { 14 } else { 6 };
    DraftColumn {
        name,
        role,
        width: longest.max(least).min(44),
        is_economic,
    }
}

/// Rows known by their labels.
fn lines(
    sheet: &Sheet,
    columns: &[DraftColumn],
    first: u32,
    from: u32,
    last: u32,
) -> Vec<DraftLine> {
    let has_codes = columns
        .iter()
        .any(|column| matches!(column.role, "class" | "code"));
    let mut lines: Vec<DraftLine> = Vec::new();
    for row in from..=last {
        for (index, (offset, column)) in (0..).zip(columns).enumerate() {
            let Some(Value::Text(text)) = sheet.own(row, first + offset) else {
                continue;
            };
            let label = one_line(text);
            let folded = fold(&label);
            let is_total = ["合计", "总计", "小计"]
                .iter()
                .any(|word| folded.contains(word));
            let is_wanted = if has_codes {
                is_total
            } else {
                column.role == "label"
            };
            let mut known = lines.iter();
            if is_wanted
                && !label.contains(['：', ':'])
                && !known.any(|line| line.column == index && fold(&line.label) == folded)
            {
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
