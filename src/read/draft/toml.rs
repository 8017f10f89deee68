//! The draft of a table as TOML.

use super::seen::{DraftColumn, DraftLine, DraftRole, DraftTable};
use crate::label::fold;
use std::fmt::Write;

/// A string of TOML.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A `[[table]]` with its blocks; `unit` is the layout's unit of measure.
pub(super) fn table(table: &DraftTable, id: &str, unit: &str) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "\n[[table]]\nid = {}\ntitles = [{}]\n",
        quoted(id),
        quoted(&table.title)
    );
    if let Some(heading) = &table.heading {
        let _ = writeln!(out, "heading = {}", quoted(heading));
    }
    if let Some(other) = table.unit.as_deref().filter(|other| *other != unit) {
        let _ = writeln!(out, "unit_of_measure = {}", quoted(other));
    }
    if table.landscape {
        out.push_str("landscape = true\n");
    }
    let widths = table
        .columns
        .iter()
        .map(|column| column.width.to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let header: Vec<String> = table.header.iter().map(|row| quoted(row)).collect();
    let _ = writeln!(
        out,
        "header = [\n  {},\n]\nwidths = [{widths}]",
        header.join(",\n  ")
    );
    let blocks = blocks(&table.columns);
    let is_divided = blocks.len() > 1;
    let mut first = 0;
    for (number, columns) in (1..).zip(blocks) {
        let block = DraftBlock {
            columns,
            first,
            number: is_divided.then_some(number),
        };
        block.write(&mut out, &table.lines);
        first += columns.len();
    }
    out
}

/// Halves side by side: a label behind figures begins the next one.
fn blocks(columns: &[DraftColumn]) -> Vec<&[DraftColumn]> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for i in 1..columns.len() {
        let is_break =
            columns[i].role == DraftRole::Label && columns[i - 1].role == DraftRole::Amount;
        if is_break
            && columns[i..]
                .iter()
                .any(|column| column.role == DraftRole::Amount)
        {
            blocks.push(&columns[start..i]);
            start = i;
        }
    }
    blocks.push(&columns[start..]);
    blocks
}

/// A `[[table.block]]`.
struct DraftBlock<'a> {
    columns: &'a [DraftColumn],
    /// The column of the table at which it begins.
    first: usize,
    /// Its number where the table has several.
    number: Option<usize>,
}

impl DraftBlock<'_> {
    fn write(&self, out: &mut String, lines: &[DraftLine]) {
        let rows = self.rows();
        out.push_str("\n[[table.block]]\n");
        if let Some(number) = self.number {
            let _ = writeln!(out, "id = \"部分{number}\"");
        }
        let _ = writeln!(out, "rows = \"{rows}\"");
        if rows == "codes" && self.columns.iter().any(|column| column.is_economic) {
            out.push_str("codes = \"economic\"\n");
        }
        self.write_columns(out);
        let lines = self.lines(lines);
        if rows != "single" && !lines.is_empty() {
            write_lines(out, &lines, rows == "codes");
        }
    }

    fn has(&self, role: DraftRole) -> bool {
        self.columns.iter().any(|column| column.role == role)
    }

    /// How its rows are known, by its columns.
    fn rows(&self) -> &'static str {
        if self.has(DraftRole::Class) || self.has(DraftRole::Code) {
            "codes"
        } else if self.has(DraftRole::Label) {
            "lines"
        } else {
            "single"
        }
    }

    fn write_columns(&self, out: &mut String) {
        out.push_str("columns = [\n");
        // a block needs a column of figures; the last one is the likeliest
        let last = if self.has(DraftRole::Amount) {
            usize::MAX
        } else {
            self.columns.len() - 1
        };
        let mut taken: Vec<String> = Vec::new();
        for (i, column) in self.columns.iter().enumerate() {
            let mut name = if column.name.is_empty() {
                "列".to_owned()
            } else {
                column.name.clone()
            };
            while taken.contains(&name) {
                name.push('二');
            }
            taken.push(name.clone());
            let role = if i == last {
                DraftRole::Amount
            } else {
                column.role
            };
            let _ = writeln!(
                out,
                "  {{ id = {}, role = \"{}\" }},",
                quoted(&name),
                role.word()
            );
        }
        out.push_str("]\n");
    }

    /// The lines in its columns, each label once.
    fn lines<'l>(&self, lines: &'l [DraftLine]) -> Vec<&'l DraftLine> {
        let columns = self.first..self.first + self.columns.len();
        let mut labels: Vec<String> = Vec::new();
        let mut new = Vec::new();
        for line in lines.iter().filter(|line| columns.contains(&line.column)) {
            let label = fold(&line.label);
            if !labels.contains(&label) {
                labels.push(label);
                new.push(line);
            }
        }
        new
    }
}

fn write_lines(out: &mut String, lines: &[&DraftLine], is_coded: bool) {
    out.push_str("lines = [\n");
    for (i, line) in lines.iter().enumerate() {
        let at = match is_coded {
            true if i == 0 && lines.len() > 1 => ", at = \"first\"",
            true => ", at = \"last\"",
            false => "",
        };
        let total = if line.is_total {
            ", total = true, required = false"
        } else {
            ""
        };
        let _ = writeln!(out, "  {{ label = {}{total}{at} }},", quoted(&line.label));
    }
    out.push_str("]\n");
}
