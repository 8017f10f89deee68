//! Finds tables on a sheet by title and header. Sheet names, order and table numbers prove nothing:
//! a title says which table it may be, the header beneath it proves it, and a column is where its
//! heading says.

use super::form::Field;
use crate::amount::{Written, read_text};
use crate::book::sheet::{Sheet, Value};
use crate::classification::Level;
use crate::label::{fold, same_without_brackets, without_number};
use crate::layout::{Label, Layout, Role, Table};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Rows below a title in which its header must begin.
const HEADER_WITHIN: u32 = 12;
/// Rows that a header may have.
const HEADER_ROWS: u32 = 6;
/// Characters of a cell that can be a title.
const TITLE_LENGTH: usize = 90;

/// Bytes of a folded text that can be a heading.
const HEADING_LENGTH: usize = 600;

/// Columns of the sheet, both ends included.
pub(super) type Span = (u32, u32);

/// A table on a sheet.
#[derive(Debug, Clone)]
pub(super) struct Located {
    /// The table of the layout.
    pub(super) table: usize,
    /// Which of its titles it bears.
    pub(super) title_known: usize,
    /// The cell of the title.
    pub(super) title: (u32, u32),
    /// What numbers it: `一` in 绩效目标表（一）.
    pub(super) number: Option<String>,
    /// Whether the title says that it continues the one before (续表).
    pub(super) continues: bool,
    /// First and last row of the header; of a form, the row below its title.
    pub(super) header: (u32, u32),
    /// Where each column stands, in the order of the layout's drawing.
    pub(super) columns: Vec<Option<Span>>,
    /// The last row of it.
    pub(super) end: u32,
    /// Of a form, where its fields stand, once they were asked for.
    pub(super) fields: OnceCell<Vec<Option<Field>>>,
}

impl Located {
    /// How many of its columns were found.
    pub(super) fn found(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// A title whose header was not found, with what was missing.
#[derive(Debug, Clone)]
pub(super) struct Near {
    pub(super) table: usize,
    pub(super) title: (u32, u32),
    pub(super) missing: Vec<String>,
}

/// The tables of a sheet from top to bottom, and titles without a table.
pub(super) fn tables(
    sheet: &Sheet,
    headlines: &[Headline],
    of: &Titles<'_>,
) -> (Vec<Located>, Vec<Near>) {
    let (layout, titles) = (of.layout, titles(headlines, of));
    let mut located: Vec<Located> = Vec::new();
    let mut near = Vec::new();
    for (i, title) in titles.iter().enumerate() {
        let next = titles[i + 1..]
            .iter()
            .map(|t| t.at.0)
            .find(|row| *row > title.at.0);
        let limit = next.map_or(sheet.last_row(), |row| row - 1);
        let table = &layout.tables[title.table];
        let header = match &table.form {
            None => find_header(sheet, table, title.at.0 + 1, limit),
            Some(_) => find_form(sheet, table, title.at.0 + 1, limit),
        };
        match header {
            Ok((header, columns)) => {
                if let Some(before) = located.last_mut() {
                    before.end = before.end.min(title.at.0.saturating_sub(1));
                }
                located.push(Located {
                    table: title.table,
                    title_known: title.known,
                    title: title.at,
                    number: title.number.clone(),
                    continues: title.continues,
                    header,
                    columns,
                    end: sheet.last_row(),
                    fields: OnceCell::new(),
                });
            }
            Err(missing) => near.push(Near {
                table: title.table,
                title: title.at,
                missing,
            }),
        }
    }
    for i in 0..located.len() {
        if i + 1 < located.len() {
            located[i].end = without_next_mark(sheet, located[i].header.1, located[i].end);
        }
    }
    (located, near)
}

/// Columns at which a sheet is cut because tables stand side by side: those of a second title in one row.
pub(super) fn cuts(sheet: &Sheet, headlines: &[Headline], of: &Titles<'_>) -> BTreeSet<u32> {
    let titles = titles(headlines, of);
    let mut cuts = BTreeSet::new();
    for pair in titles
        .windows(2)
        .filter(|pair| pair[0].at.0 == pair[1].at.0)
    {
        // the table on the right may begin left of its centred title
        let (row, left) = (pair[1].at.0, sheet.right_end(pair[0].at.0, pair[0].at.1));
        let empty = |column: &u32| {
            !sheet
                .cells
                .rows_between(row, u32::MAX)
                .iter()
                .any(|((_, c), _)| c == column)
        };
        let gap = (left + 1..=pair[1].at.1).find(empty);
        cuts.insert(gap.unwrap_or(pair[1].at.1));
    }
    cuts
}

/// A table's last row without the mark of the next one (表二：) above its title.
fn without_next_mark(sheet: &Sheet, first: u32, mut end: u32) -> u32 {
    while end > first {
        let mut cells = sheet.row(end);
        let alone = match (cells.next(), cells.next()) {
            (None, _) => true,
            (Some((_, Value::Text(text))), None) => {
                let text = text.folded();
                text.chars().count() <= 8 && !text.contains("合计") && !text.contains("总计")
            }
            _ => false,
        };
        if !alone {
            break;
        }
        end -= 1;
    }
    end
}

struct Title {
    table: usize,
    known: usize,
    at: (u32, u32),
    number: Option<String>,
    continues: bool,
}

/// A cell that may be a title of some layout, without what numbers, dates or continues it.
#[derive(Debug)]
pub(super) struct Headline {
    at: (u32, u32),
    text: String,
    number: Option<String>,
    continues: bool,
}

/// The titles of a layout.
pub(super) struct Titles<'a> {
    pub(super) layout: &'a Layout,
    /// The table, which of its titles it is, and the title.
    known: Vec<(usize, usize, &'a str)>,
}

impl<'a> Titles<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        let of_table = |(table, it): (usize, &'a Table)| {
            it.known_titles
                .iter()
                .enumerate()
                .map(move |(known, title)| (table, known, title.as_str()))
        };
        Self {
            layout,
            known: layout
                .tables
                .iter()
                .enumerate()
                .flat_map(of_table)
                .collect(),
        }
    }

    /// The last character of each of them.
    fn ends(&self) -> impl Iterator<Item = Option<char>> {
        self.known
            .iter()
            .map(|(.., title)| title.chars().next_back())
    }

    /// How many columns their tables can have in all, each of them counted once more, as far as headlines say.
    pub(super) fn most(&self, headlines: &[Headline]) -> usize {
        let titles = titles(headlines, self);
        let columns = |title: &Title| {
            self.layout.tables[title.table]
                .blocks
                .iter()
                .map(|block| block.columns.len())
        };
        titles
            .iter()
            .map(|title| 1 + columns(title).sum::<usize>())
            .sum()
    }
}

/// The cells of a sheet that may be titles of some layout: `标题（一）`, `标题（续表）`, `标题（2020年度）`.
pub(super) fn headlines(sheet: &Sheet, layouts: &[Titles<'_>]) -> Vec<Headline> {
    let ends: BTreeSet<Option<char>> = layouts.iter().flat_map(Titles::ends).collect();
    let texts = sheet.cells.iter().filter_map(|(at, value)| match value {
        Value::Text(text) => Some((*at, text)),
        _ => None,
    });
    texts
        .filter_map(|(at, text)| {
            let folded = text.folded();
            // what may be left out at the end of a title
            let may_end = ends.contains(&folded.chars().next_back())
                || folded.ends_with([')', '表', '续', '年', '度']);
            if !may_end || text.chars().nth(TITLE_LENGTH).is_some() {
                return None;
            }
            let mut rest = without_year(folded);
            let mut number = None;
            let mut continues = false;
            loop {
                if let Some((before, inside)) =
                    rest.strip_suffix(')').and_then(|t| t.rsplit_once('('))
                {
                    continues |= inside.contains('续');
                    let is_number = !inside.is_empty()
                        && inside
                            .chars()
                            .all(|c| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c));
                    if is_number && number.is_none() {
                        number = Some(inside.to_owned());
                    }
                    rest = before.to_owned().into();
                } else if let Some(before) = rest
                    .strip_suffix("续表")
                    .or_else(|| rest.strip_suffix('续'))
                {
                    continues = true;
                    rest = before.trim_end_matches('-').to_owned().into();
                } else {
                    break;
                }
            }
            let is_title = ends.contains(&rest.chars().next_back());
            is_title.then(|| Headline {
                at,
                text: rest.into_owned(),
                number,
                continues,
            })
        })
        .collect()
}

/// The headlines that are titles of a layout.
fn titles(headlines: &[Headline], of: &Titles<'_>) -> Vec<Title> {
    let title = |headline: &Headline| {
        let fitting = of
            .known
            .iter()
            .filter(|(.., title)| headline.text.ends_with(title));
        let best = fitting.max_by_key(|(table, known, title)| {
            (title.len(), usize::MAX - table, usize::MAX - known)
        });
        let (number, continues) = (headline.number.clone(), headline.continues);
        best.map(|(table, known, _)| Title {
            table: *table,
            known: *known,
            at: headline.at,
            number,
            continues,
        })
    };
    headlines.iter().filter_map(title).collect()
}

/// A folded text without years: `2023年部门收入预算总表`, `2018年度…`.
fn without_year(folded: &str) -> Cow<'_, str> {
    let Some(at) = year_at(folded) else {
        return folded.into();
    };
    let rest = folded[at + 4..]
        .trim_start_matches("年度")
        .trim_start_matches('年');
    without_year(&format!("{}{rest}", &folded[..at]))
        .into_owned()
        .into()
}

/// Where a year (four digits and 年) stands in a folded text.
fn year_at(folded: &str) -> Option<usize> {
    folded.match_indices('年').find_map(|(at, mark)| {
        let digits = folded.get(at.checked_sub(4)?..at)?;
        let alone = !folded[..at - 4].ends_with(|c: char| c.is_ascii_digit());
        let is_year = digits.bytes().all(|b| b.is_ascii_digit())
            && (digits.starts_with("20") || digits.starts_with("19"));
        // 2019年12月15日 is a day, not a fiscal year
        let month = folded[at + mark.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        let is_day = month.len() < folded.len() - at - mark.len() && month.starts_with('月');
        (is_year && alone && !is_day).then_some(at - 4)
    })
}

/// The year that a text names: `2020年`.
pub(super) fn year_of(text: &str) -> Option<i32> {
    if text.len() > HEADING_LENGTH {
        return None;
    }
    let folded = fold(text);
    year_at(&folded).and_then(|at| folded[at..at + 4].parse().ok())
}

type Header = ((u32, u32), Vec<Option<Span>>);

/// The header of a table below its title, and where its columns stand; otherwise what was missing.
fn find_header(sheet: &Sheet, table: &Table, from: u32, to: u32) -> Result<Header, Vec<String>> {
    let is_heading = |text: &str| {
        let mut columns = table.blocks.iter().flat_map(|block| &block.columns);
        columns.any(|column| {
            column
                .headings
                .iter()
                .chain(&column.path)
                .any(|known| known == text)
        })
    };
    let is_known =
        |text: &str| is_heading(text) || year_at(text).is_some() && is_heading(&without_year(text));
    let is_line = |text: &str| {
        table.blocks.iter().any(|block| {
            block
                .lines
                .iter()
                .any(|line| line.known_labels.iter().any(|l| l == text))
        })
    };
    let reads_as_header = |row: u32, first: bool| {
        let mut count = 0;
        let mut matching = 0;
        let mut last = "";
        for (column, value) in sheet.row(row) {
            if sheet.anchor(row, column) != (row, column) {
                continue;
            }
            let Value::Text(text) = value else {
                return false;
            };
            // a total with its amount typed as text is a row, though 合计 may head a column
            if matches!(read_text(text), Written::Number(..)) {
                return false;
            }
            count += 1;
            if text.folded().len() > HEADING_LENGTH {
                last = "";
                continue;
            }
            last = text.folded();
            matching += usize::from(is_known(last));
        }
        // a total alone in its row is a row of the table, whatever headings there are
        matching > 0 && matching * 2 >= count && (first || count > 1 || !is_line(last))
    };
    let mut begin = from;
    while begin <= to && !reads_as_header(begin, true) {
        begin += 1;
        if begin > from + HEADER_WITHIN {
            break;
        }
    }
    if begin > to || begin > from + HEADER_WITHIN {
        return Err(names(table, &vec![None; table.header.columns]));
    }
    let mut end = begin;
    while end < to && end - begin + 1 < HEADER_ROWS && reads_as_header(end + 1, false) {
        end += 1;
    }
    let columns = place_columns(sheet, table, begin, end);
    // a heading merged downwards ends the header where it ends
    let deepest = sheet
        .row(begin)
        .filter_map(|(column, _)| sheet.merge(begin, column))
        .map(|merge| merge.bottom)
        .max()
        .unwrap_or(end);
    if deepest > end
        && deepest <= to
        && deepest - begin < HEADER_ROWS
        && (end + 1..=deepest).all(|row| sheet.row(row).next().is_none())
    {
        end = deepest;
    }
    let all: Vec<_> = table
        .blocks
        .iter()
        .flat_map(|block| &block.columns)
        .collect();
    let amounts = all
        .iter()
        .filter(|column| column.role == Role::Amount && !column.optional)
        .count();
    let found = all
        .iter()
        .zip(&columns)
        .filter(|(column, place)| {
            column.role == Role::Amount && !column.optional && place.is_some()
        })
        .count();
    let names_rows = table.blocks.iter().all(|block| {
        let mut places = block.columns.iter().zip(&columns[block.first_column..]);
        block
            .columns
            .iter()
            .all(|column| column.role == Role::Amount)
            || places.any(|(column, place)| column.role != Role::Amount && place.is_some())
    });
    if found > 0 && found * 2 >= amounts && names_rows {
        Ok(((begin, end), columns))
    } else {
        Err(names(table, &columns))
    }
}

fn names(table: &Table, columns: &[Option<Span>]) -> Vec<String> {
    let all = table.blocks.iter().flat_map(|block| &block.columns);
    all.zip(columns)
        .filter(|(column, place)| place.is_none() && !column.optional)
        .map(|(column, _)| column.id.clone())
        .collect()
}

/// A heading on the sheet: the columns it stands over, and the texts from the top down to it.
struct Heading {
    span: Span,
    path: Vec<String>,
}

/// Finds each column of the layout by its heading; of equal headings the one with the right texts
/// above it, then the one in the right order.
fn place_columns(sheet: &Sheet, table: &Table, begin: u32, end: u32) -> Vec<Option<Span>> {
    let headings = headings(sheet, begin, end);
    let columns: Vec<_> = table
        .blocks
        .iter()
        .flat_map(|block| &block.columns)
        .collect();
    let yearless = headings
        .iter()
        .map(|heading| without_year(heading.path.last().map_or("", String::as_str)));
    let yearless: Vec<Cow<'_, str>> = yearless.collect();
    let mut pairs = Vec::new();
    for (i, column) in columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.shares_with == 0)
    {
        for (j, (heading, yearless)) in headings.iter().zip(&yearless).enumerate() {
            let Some(text) = heading.path.last() else {
                continue;
            };
            let likeness = if column.headings.last() == Some(text) {
                100
            } else if column.headings.contains(text)
                || column.headings.iter().any(|known| known == yearless)
            {
                90
            } else if column
                .headings
                .iter()
                .any(|known| same_without_brackets(known, text))
            {
                50
            } else if column.role == Role::CodePart(Level::Class) && column.path.contains(text) {
                // 功能分类科目编码 without 类 款 项 beneath it: codes stand whole
                20
            } else {
                continue;
            };
            let above = column
                .path
                .iter()
                .filter(|text| heading.path.contains(text))
                .count();
            pairs.push((likeness + 10 * above, i, j));
        }
    }
    pairs.sort_by_key(|(score, i, j)| (usize::MAX - score, *i, *j));
    let mut places = vec![None; columns.len()];
    let mut taken = vec![false; headings.len()];
    for (_, i, j) in pairs {
        if places[i].is_none() && !taken[j] {
            places[i] = Some(headings[j].span);
            taken[j] = true;
        }
    }
    // columns under one heading share what it spans, the last one takes the rest
    for (i, column) in columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.shares_with > 0)
    {
        let Some((first, last)) = places[i - column.shares_with.min(i)] else {
            continue;
        };
        let own = first + u32::try_from(column.shares_with).unwrap_or(0);
        let is_free = !headings
            .iter()
            .any(|heading| heading.span.0 <= own && own <= heading.span.1);
        if own <= last {
            places[i - 1] = places[i - 1].map(|(first, _)| (first, own - 1));
            places[i] = Some((own, last));
        } else if is_free {
            places[i] = Some((own, own));
        }
    }
    places
}

/// The lowest heading of every column in the header rows, columns under one merged heading together.
fn headings(sheet: &Sheet, begin: u32, end: u32) -> Vec<Heading> {
    let used = (begin..=end).flat_map(|row| {
        sheet
            .row(row)
            .map(move |(column, _)| sheet.right_end(row, column))
    });
    let last = used.max().unwrap_or(0).min(400);
    let mut headings: Vec<(Option<(u32, u32)>, Heading)> = Vec::new();
    for column in 0..=last {
        let mut path: Vec<String> = Vec::new();
        let mut lowest = None;
        for row in begin..=end {
            if let Some(value) = sheet.seen(row, column) {
                let text = value.folded();
                let anchor = sheet.anchor(row, column);
                if lowest != Some(anchor) && !text.is_empty() && text.len() <= HEADING_LENGTH {
                    path.push(text.into_owned());
                    lowest = Some(anchor);
                }
            }
        }
        if path.is_empty() {
            continue;
        }
        match headings.last_mut() {
            Some((anchor, heading)) if *anchor == lowest && heading.span.1 + 1 == column => {
                heading.span.1 = column
            }
            _ => headings.push((
                lowest,
                Heading {
                    span: (column, column),
                    path,
                },
            )),
        }
    }
    headings.into_iter().map(|(_, heading)| heading).collect()
}

/// Whether the labels of a form stand below a title.
fn find_form(sheet: &Sheet, table: &Table, from: u32, to: u32) -> Result<Header, Vec<String>> {
    let labels = table.labels();
    if from > to {
        return Err(labels.iter().map(|label| label.text.clone()).collect());
    }
    let texts: Vec<_> = sheet
        .rows(from, to)
        .map(|(_, value)| value.folded())
        .collect();
    let texts: Vec<_> = texts
        .iter()
        .map(|text| (text, without_number(text)))
        .collect();
    let is_there = |label: &&Label| {
        texts
            .iter()
            .any(|(text, bare)| label.length_in(text, bare).is_some())
    };
    let enough = labels.len().div_ceil(2);
    if labels.iter().filter(is_there).take(enough).count() == enough {
        return Ok(((from, from), Vec::new()));
    }
    Err(labels
        .iter()
        .filter(|label| !is_there(label))
        .map(|label| label.text.clone())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_no_part_of_a_title() {
        assert_eq!(without_year("2023年部门收入预算总表"), "部门收入预算总表");
        assert_eq!(without_year("某局2018年度收支预算总表"), "某局收支预算总表");
        assert_eq!(year_of("２０２０ 年部门预算"), Some(2020));
        assert_eq!(year_of("12020年"), None);
        assert_eq!(year_of("报送日期：2019年12月15日"), None);
        assert_eq!(year_of("2020年（1月）"), Some(2020));
        assert_eq!(year_of("2020部门"), None);
    }
}
