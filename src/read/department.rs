//! The department that a file names.

use super::file::FileRead;
use super::form;
use super::heading;
use super::located::{LocatedTable, SheetTables};
use super::seal::{own_name, without_seal};
use super::stated;
use super::year::{self, HEADING_LENGTH};
use crate::book::sheet::Sheet;
use crate::book::text::{ParagraphPlace, TextSource};
use crate::book::value::Value;
use crate::label::{fold, is_alike, without_brackets};
use crate::layout::{Layout, Role, Table};
use crate::place::CellRef;

/// Characters of the shortest name that stands without a label, and of the longest.
const NAME: std::ops::RangeInclusive<usize> = 4..=40;
/// Paragraphs at the head of a document that may be its cover.
const COVER: usize = 30;
/// Tables whose headings or titles name a department before it is believed.
const TABLES: usize = 2;

/// The department that most headings of a file name.
pub(super) fn in_headings(
    sheets: &[&Sheet],
    found: &[SheetTables],
    layout: &Layout,
) -> Option<String> {
    let mut names: Vec<(String, String, usize)> = Vec::new();
    for (sheet, found) in sheets.iter().zip(found) {
        for located in &found.tables {
            let name = match layout.tables[located.table].form {
                None => heading::read(
                    sheet,
                    layout,
                    located.title,
                    located.header.0.saturating_sub(1),
                )
                .department
                .map(|(name, _)| name),
                Some(_) => of_form(sheet, located, layout).map(|(name, _)| name),
            };
            let Some(name) = name else { continue };
            let folded = fold(&name);
            match names.iter_mut().find(|(known, ..)| *known == folded) {
                Some((.., count)) => *count += 1,
                None => names.push((folded, name, 1)),
            }
        }
    }
    names
        .into_iter()
        .rev()
        .max_by_key(|(.., count)| *count)
        .map(|(_, name, _)| name)
}

/// The name that stands without a label over several tables of a file.
pub(super) fn bare_in_headings(
    sheets: &[&Sheet],
    found: &[SheetTables],
    layout: &Layout,
) -> Option<String> {
    let tables = sheets.iter().zip(found);
    let tables = tables.flat_map(|(sheet, found)| found.tables.iter().map(move |it| (sheet, it)));
    let tables = tables.filter(|(_, it)| layout.tables[it.table].form.is_none());
    let names = tables.filter_map(|(sheet, located)| {
        let last = located.header.0.checked_sub(1)?;
        let (first, last) = (located.title.row + 1, last);
        let above = (first <= last).then(|| sheet.rows(first, last));
        let mut pieces = above
            .into_iter()
            .flatten()
            .flat_map(|(_, value)| match value {
                Value::Text(text) => heading::pieces(text),
                _ => Vec::new(),
            });
        pieces.find(|piece| is_name(piece, layout))
    });
    of_most_tables(names.collect())
}

/// The department that a document of tables names on its cover, or else in the titles of its tables.
pub(crate) fn of_document(source: &TextSource, read: &FileRead) -> Option<String> {
    let cover = on_first_page(source, &read.layout).map(|(_, name)| name);
    let titles = in_titles(read);
    // a cover of another department is told
    match (cover, titles) {
        (Some(cover), Some(titles)) if !is_alike(&cover, &titles) => Some(titles),
        (cover, titles) => cover.or(titles),
    }
}

/// The department above or before the year of a budget at the head of a document: 某局, 2025年单位预算; and its paragraph.
pub(super) fn on_first_page(source: &TextSource, layout: &Layout) -> Option<(usize, String)> {
    let lines = source.paragraphs.iter().enumerate().take(COVER);
    let lines = lines.take_while(|(_, it)| !matches!(it.place, ParagraphPlace::Table { .. }));
    let (places, lines): (Vec<usize>, Vec<String>) = lines
        .map(|(at, it)| (at, it.text.split_whitespace().collect::<String>()))
        .filter(|(_, line)| !line.is_empty())
        .unzip();
    let is_year = |line: &str| is_year(line) && !line.contains('表');
    let (at, name) = above_year(&lines, layout, is_year).or_else(|| {
        let mut lines = lines.iter().enumerate().filter(|(_, line)| is_year(line));
        let name = |line| own(&before_year(line)?, layout);
        let (at, name) = lines.find_map(|(at, line)| Some((at, name(line)?)))?;
        // 关于某局2025年预算的说明 begins with more than a name
        let mentions = source.paragraphs.iter().map(|it| it.text.as_str());
        let alone = mentions.filter(|text| text.contains(&name)).count();
        (alone > 1).then_some((at, name))
    })?;
    Some((places[at], name))
}

/// The department on a line above the year of a budget, or behind a label, and which line that is.
pub(super) fn above_year(
    lines: &[String],
    layout: &Layout,
    is_year: impl Fn(&str) -> bool,
) -> Option<(usize, String)> {
    let above = lines.windows(2).zip(0..).find_map(|(pair, at)| {
        let name = own(&pair[0], layout).filter(|_| is_year(&pair[1]))?;
        Some((at, name))
    });
    above.or_else(|| {
        lines.iter().zip(0..).find_map(|(line, at)| {
            let (label, name) = line.split_once([':', '：'])?;
            let label = fold(without_seal(label, &layout.words.seal_words));
            let name =
                own(name, layout).filter(|_| layout.words.department_labels.contains(&label))?;
            Some((at, name))
        })
    })
}

/// Whether a line of a cover names the budget of a year.
pub(super) fn is_year(line: &str) -> bool {
    let folded = fold(line);
    let is_budget = !year::of_budget(&folded).is_empty() && folded.contains("预算");
    is_budget && line.chars().count() <= *NAME.end()
}

fn own(line: &str, layout: &Layout) -> Option<String> {
    Some(own_name(line, layout).to_owned()).filter(|it| is_name(it, layout))
}

/// The department between year and words in the titles of the tables: 2018年度某法院收支预算总表.
fn in_titles(read: &FileRead) -> Option<String> {
    let layout = &read.layout;
    let names = read
        .tables
        .iter()
        .filter_map(|table| name_in_title(&table.title.text, &layout.tables[table.layout], layout));
    of_most_tables(names.collect())
}

/// The department between the year and the words of a table's title.
pub(crate) fn name_in_title(title: &str, table: &Table, layout: &Layout) -> Option<String> {
    let title = year::without_year(&fold(title)).into_owned();
    let titles = table.known_titles.iter();
    let names = titles.filter_map(|known| title.strip_suffix(known.as_str()));
    let name = names.min_by_key(|name| name.len())?;
    is_name(name, layout).then(|| name.to_owned())
}

/// The name that most tables have, if several have it.
fn of_most_tables(names: Vec<String>) -> Option<String> {
    let count = |name: &String| names.iter().filter(|other| *other == name).count();
    let name = names.iter().rev().max_by_key(|name| count(name))?;
    (count(name) >= TABLES && count(name) * 2 > names.len()).then(|| name.clone())
}

/// Whether a text is the name of a department or a unit and nothing else.
pub(super) fn is_name(text: &str, layout: &Layout) -> bool {
    let folded = fold(text);
    let bare = without_brackets(&folded);
    let mut endings = layout.words.unit_name_endings.iter();
    let is_word = |c: char| c.is_alphabetic() && !c.is_ascii() || "()、".contains(c);
    NAME.contains(&bare.chars().count())
        && folded.chars().all(is_word)
        && endings.any(|ending| bare.ends_with(ending.as_str()))
}

/// The department that a form names in its field, and the cell.
pub(super) fn of_form(
    sheet: &Sheet,
    located: &LocatedTable,
    layout: &Layout,
) -> Option<(String, CellRef)> {
    let table = &layout.tables[located.table];
    let column = table.blocks[0]
        .columns
        .iter()
        .position(|column| column.role == Role::Department)?;
    let field = form::fields_of(sheet, table, located)
        .get(column)?
        .as_ref()?;
    let of_cell = || {
        let value = sheet.own(field.at.row, field.at.column);
        value.map(|value| value.text().into_owned())
    };
    let name = field.inside.clone().or_else(of_cell)?;
    let name = own_name(&name, layout).to_owned();
    Some((name, field.at)).filter(|(name, _)| !name.is_empty())
}

/// A department's name in front of a year: `某局2020年部门预算公开表`.
pub(super) fn before_year(text: &str) -> Option<String> {
    if text.len() > HEADING_LENGTH {
        return None;
    }
    let folded = fold(text);
    let (before, after) = year::around_year(&folded)?;
    // the name as it is written
    let ends = text.char_indices().map(|(at, _)| &text[..at]);
    let name = ends.into_iter().find(|name| fold(name) == before)?.trim();
    (name.chars().count() >= 3 && after.contains("预算")).then(|| name.to_owned())
}

/// The department that covers name in front of a year, or else the file's name.
pub(super) fn on_covers(
    file: &str,
    sheets: &[&Sheet],
    found: &[SheetTables],
    layout: &Layout,
) -> Option<String> {
    let covers = sheets.iter().zip(found);
    let name = covers
        .filter(|(_, found)| found.tables.is_empty())
        .flat_map(|(sheet, _)| sheet.cells.values())
        .find_map(|value| before_year(&value.text()))
        .or_else(|| before_year(stated::stem(file)))?;
    Some(own_name(&name, layout).to_owned())
}
