//! Workbooks with lists whose rows are never in memory together. The writer makes the workbook with one row in place of
//! each list, which has a cell for each look; where the package is written, the rows take its place.

use super::{Compression, NORMAL, render};
use crate::book::package::{DECLARATION, PackageWriter, escaped, parts};
use crate::layout::Layout;
use crate::place::a1;
use crate::write::WriteError;
use crate::write::fit;
use crate::write::formats::{CellStyle, look};
use crate::write::long::{FIRST, LongList};
use crate::write::page::{CellContent, PageCell, SheetPage};
use rust_decimal::prelude::ToPrimitive;
use std::collections::HashMap;
use std::io::{self, Seek, Write};

/// The kind of relationship that a link to a file is.
const LINK: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink";

/// A sheet of such a workbook.
pub(in crate::write) enum Sheet<'a> {
    Page(SheetPage),
    List(LongList<'a>),
}

impl Sheet<'_> {
    pub(in crate::write) fn name(&self) -> &str {
        match self {
            Self::Page(page) => &page.name,
            Self::List(list) => &list.page.name,
        }
    }
}

/// Why a workbook was not written.
#[derive(Debug)]
pub(crate) enum ListError {
    /// It could not be made.
    Unmade(WriteError),
    /// The system takes no more, or has lost what rows are made of.
    System(io::Error),
}

impl From<io::Error> for ListError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Writes sheets in their order.
pub(in crate::write) fn write<W: Write + Seek>(
    layout: &Layout,
    sheets: Vec<Sheet<'_>>,
    out: W,
) -> Result<(), ListError> {
    let (mut pages, mut lists) = (Vec::new(), HashMap::new());
    for sheet in sheets {
        let number = pages.len() + 1;
        match sheet {
            Sheet::Page(page) => pages.push(page),
            Sheet::List(list) => {
                pages.push(list.with_specimens());
                lists.insert(format!("sheet{number}.xml"), list);
            }
        }
    }
    let bytes = render(layout, pages, Compression::Quickly).map_err(ListError::Unmade)?;
    let all = parts(&bytes).map_err(|refusal| io::Error::other(format!("{refusal:?}")))?;
    drop(bytes);
    let mut package = PackageWriter::new(out);
    let has_part = |wanted: &str| all.iter().any(|(name, _)| name == wanted);
    for (name, content) in &all {
        package.begin(name)?;
        let (folder, own) = name.rsplit_once('/').unwrap_or(("", name));
        let list = lists.get(own.strip_suffix(".rels").unwrap_or(own));
        match list.zip(std::str::from_utf8(content).ok()) {
            Some((list, text)) if folder == "xl/worksheets" => list.write(text, &mut package)?,
            Some((list, text)) if folder == "xl/worksheets/_rels" => {
                list.write_links(text, &mut package)?;
            }
            _ => package.write_all(content)?,
        }
    }
    let mut linked: Vec<_> = lists.iter().filter(|(_, list)| list.has_links).collect();
    linked.sort_by_key(|(name, _)| *name);
    for (name, list) in linked {
        let name = format!("xl/worksheets/_rels/{name}.rels");
        if !has_part(&name) {
            package.begin(&name)?;
            list.write_links(&no_relationships(), &mut package)?;
        }
    }
    package.finish()?;
    Ok(())
}

/// A part that relates a sheet to nothing.
fn no_relationships() -> String {
    let space = "http://schemas.openxmlformats.org/package/2006/relationships";
    format!("{DECLARATION}<Relationships xmlns=\"{space}\"></Relationships>")
}

impl LongList<'_> {
    /// Writes its sheet, given the one that the writer made.
    fn write(&self, made: &str, out: &mut impl Write) -> io::Result<()> {
        if self.looks.is_empty() {
            return out.write_all(made.as_bytes());
        }
        let (head, rest) = split(made, &format!("<row r=\"{}\"", FIRST + 1))?;
        let (specimens, rest) = split(rest, "</row>")?;
        let styles = self.styles(specimens);
        let last = a1(self.page.next_row() - 1, u32::from(self.page.last_column()));
        let (start, end) = split(head, "<dimension ref=\"")?;
        let (_, end) = split(end, "\"")?;
        write!(out, "{start}<dimension ref=\"A1:{last}\"{end}")?;
        self.each(&mut |number, cells| self.write_row(number, &cells, &styles, out))?;
        if !self.has_links {
            return out.write_all(rest.as_bytes());
        }
        let (head, _) = split(rest, "<printOptions")?;
        let tail = &rest[head.len()..];
        write!(out, "{head}<hyperlinks>")?;
        self.each_link(&mut |number, cell, _| {
            let cell = a1(cell.row, cell.column.into());
            write!(out, "<hyperlink ref=\"{cell}\" r:id=\"link{number}\"/>")
        })?;
        write!(out, "</hyperlinks>{tail}")
    }

    /// Writes what its sheet is related to.
    fn write_links(&self, made: &str, out: &mut impl Write) -> io::Result<()> {
        let (head, _) = split(made, "</Relationships>")?;
        out.write_all(head.as_bytes())?;
        self.each_link(&mut |number, _, file| {
            let file = escaped(file);
            write!(
                out,
                "<Relationship Id=\"link{number}\" Type=\"{LINK}\" Target=\"{file}\" TargetMode=\"External\"/>"
            )
        })?;
        out.write_all(&made.as_bytes()[head.len()..])
    }

    /// Every link to a file: its number, its cell and the file.
    fn each_link(
        &self,
        take: &mut dyn FnMut(usize, &PageCell, &str) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut number = 0;
        self.each(&mut |_, cells| {
            for cell in &cells {
                if let CellContent::File(file) = &cell.content {
                    number += 1;
                    take(number, cell, &target(file))?;
                }
            }
            Ok(())
        })
    }

    /// The number that the writer has given each look.
    fn styles<'m>(&self, specimens: &'m str) -> HashMap<CellStyle, &'m str> {
        let style = |cell: &'m str| {
            let (_, style) = cell.split_once(" s=\"")?;
            style.split_once('"').map(|(style, _)| style)
        };
        let cells = specimens.split("<c ").skip(1).map(style);
        let known = self.looks.iter().copied().zip(cells);
        known
            .filter_map(|(look, style)| Some((look, style?)))
            .collect()
    }

    fn write_row(
        &self,
        number: u32,
        cells: &[PageCell],
        styles: &HashMap<CellStyle, &str>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (row, columns) = (number + 1, cells.len());
        write!(out, "<row r=\"{row}\" spans=\"1:{columns}\"")?;
        // as the writer counts them, in pixels
        let pixels = (self.page.height_of_row(cells) * 4.0 / 3.0).round();
        if pixels.to_u32() != Some(NORMAL.0) {
            write!(out, " ht=\"{}\" customHeight=\"1\"", pixels * 0.75)?;
        }
        out.write_all(b">")?;
        for cell in cells {
            let style = styles.get(&look(cell)).copied().unwrap_or("0");
            let at = a1(cell.row, cell.column.into());
            write!(out, "<c r=\"{at}\" s=\"{style}\"")?;
            match &cell.content {
                CellContent::Amount(amount, _) => {
                    let number = amount.value().to_f64().unwrap_or_default();
                    write!(out, "><v>{number}</v></c>")?;
                }
                CellContent::Text(text) => write_text(&fit::cell(text), out)?,
                CellContent::File(name) => write_text(&fit::link(name), out)?,
                _ => out.write_all(b"/>")?,
            }
        }
        out.write_all(b"</row>")
    }
}

/// The rest of a cell that holds a text.
fn write_text(text: &str, out: &mut impl Write) -> io::Result<()> {
    let space = [' ', '\t', '\n'];
    let kept = if text.starts_with(space) || text.ends_with(space) {
        " xml:space=\"preserve\""
    } else {
        ""
    };
    let text = without_escapes(text);
    let text = escaped(&text);
    write!(out, " t=\"inlineStr\"><is><t{kept}>{text}</t></is></c>")
}

/// A text in which no `_x000D_` stands for a character: Excel takes it for one.
fn without_escapes(text: &str) -> String {
    let is_escape = |rest: &str| {
        let digits = rest.get(2..6).unwrap_or("");
        digits.len() == 4
            && digits.bytes().all(|it| it.is_ascii_hexdigit())
            && rest[6..].starts_with('_')
    };
    let mut made = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices("_x") {
        if is_escape(&text[at..]) {
            made.push_str(&text[done..at]);
            made.push_str("_x005F");
            done = at;
        }
    }
    made + &text[done..]
}

/// A file beside the workbook as a link names it.
fn target(file: &str) -> String {
    let mut target = String::with_capacity(file.len());
    for c in file.chars() {
        match c {
            ' ' | '"' | '%' | '#' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '}' => {
                target.push_str(&format!("%{:02x}", u32::from(c)));
            }
            c => target.push(c),
        }
    }
    target
}

/// What stands in front of a mark, and what behind it.
fn split<'t>(text: &'t str, mark: &str) -> io::Result<(&'t str, &'t str)> {
    text.split_once(mark)
        .ok_or_else(|| io::Error::other(format!("the writer made no {mark}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_stands_for_a_character() {
        for (text, wanted) in [
            ("_x000D_", "_x005F_x000D_"),
            ("a_x000D_x000d_", "a_x005F_x000D_x005F_x000d_"),
            ("_x000G_ _x00D_ _x", "_x000G_ _x00D_ _x"),
            ("_x表三表_", "_x表三表_"),
        ] {
            assert_eq!(without_escapes(text), wanted);
        }
    }

    #[test]
    fn a_link_names_its_file() {
        assert_eq!(target("某局（待核）.xlsx"), "某局（待核）.xlsx");
        assert_eq!(target("a b%20[1]#.xlsx"), "a%20b%2520%5b1%5d%23.xlsx");
    }
}
