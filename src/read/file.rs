//! One file: which layout it is in, what its sheets hold, and what on them no table took.

use super::locate::{self, LocatedTable, SheetTables};
use super::passed::without_continuation;
use super::rows::{self, RowReader};
use super::seal::without_seal;
use super::stated::{self, Stated};
use super::strange::{self, StrangeTable};
use super::title::{self, Headline, Titles};
use super::year;
use crate::amount::{self, Amount, UnitOfMeasure, Written};
use crate::book::Refusal;
use crate::book::grid::ClaimedCells;
use crate::book::kind::Kind;
use crate::book::limits::Limits;
use crate::book::sheet::{Sheet, Value};
use crate::book::text::{self, TextSource};
use crate::book::workbook;
use crate::budget::{Fact, FactId, Figure, Notice, Placed, Row, Table};
use crate::finding::{BeyondProblem, NearTable, Problem};
use crate::label::{fold, without_number};
use crate::layout::{Layout, Role};
use crate::place::Address;
use crate::read::{FILLING_MARK, REVIEW_SHEET, form, heading};
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::iter::repeat;
use std::sync::Arc;

/// Rows of a continued table that may print rows of the one before it again.
const HEAD_ROWS: usize = 4;

/// What one file holds.
#[derive(Debug, Clone)]
pub(crate) struct FileRead {
    pub(crate) name: Arc<str>,
    pub(crate) folder: String,
    pub(crate) layout: Arc<Layout>,
    pub(crate) department: Option<String>,
    /// The years that cover, sheets and file name state, that of a cover first; titles come before them.
    pub(crate) years: Vec<Stated>,
    /// When it was last saved, as the file itself says: `2020-02-10T08:00:00Z`.
    pub(crate) saved: Option<String>,
    pub(crate) tables: Vec<Table>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) notices: Vec<Notice>,
    /// The text (情况说明) on sheets without tables, in the order of the sheets.
    pub(crate) text: Option<TextSource>,
}

/// What a file comes to in a layout.
struct LayoutAttempt<'a> {
    /// Columns that were found, each table counted once more.
    columns: usize,
    /// Its place among the layouts.
    place: usize,
    layout: &'a Arc<Layout>,
    /// The tables of each sheet, and titles without a table.
    found: Vec<SheetTables>,
}

/// Reads the sheets of a workbook in the layout that fits it best.
pub(crate) fn read_file(
    name: &Arc<str>,
    folder: &str,
    (bytes, kind): (&[u8], Kind),
    layouts: &[Arc<Layout>],
    limits: &mut Limits,
) -> Result<FileRead, Refusal> {
    let titles: Vec<Titles<'_>> = layouts.iter().map(|layout| Titles::new(layout)).collect();
    let cut = |mut sheet: Sheet| {
        sheet.leave_out_aids(FILLING_MARK);
        let headlines = title::headlines(&sheet, &titles);
        let cuts: BTreeSet<u32> = titles
            .iter()
            .flat_map(|of| locate::cuts(&sheet, &headlines, of))
            .collect();
        if cuts.is_empty() {
            return vec![(sheet, headlines)];
        }
        let strips = sheet.strips(&cuts).into_iter();
        strips
            .map(|strip| (title::headlines(&strip, &titles), strip))
            .map(|(it, strip)| (strip, it))
            .collect()
    };
    let workbook::Book { sheets, saved } = workbook::read(bytes, kind, limits)?;
    let sheets: Vec<(Sheet, Vec<Headline>)> = sheets.into_iter().flat_map(cut).collect();
    let begins = |sheet: &Sheet, word: &str| {
        sheet
            .seen(0, 0)
            .is_some_and(|value| value.text().starts_with(word))
    };
    let helps = |sheet: &Sheet| begins(sheet, FILLING_MARK);
    let is_ours =
        |sheet: &Sheet| helps(sheet) || &*sheet.name == REVIEW_SHEET && begins(sheet, REVIEW_SHEET);
    let seen = || {
        sheets
            .iter()
            .filter(|(sheet, _)| !sheet.hidden && !is_ours(sheet))
    };
    let visible: Vec<&Sheet> = seen().map(|(sheet, _)| sheet).collect();
    let year = likely_year(name, seen());
    let mut tried: Vec<LayoutAttempt<'_>> = Vec::new();
    let most = |of: &Titles<'_>| {
        seen()
            .map(|(_, headlines)| of.most(headlines))
            .sum::<usize>()
    };
    let mut likely: Vec<_> = titles
        .iter()
        .zip(layouts)
        .enumerate()
        .map(|it| (most(it.1.0), it))
        .collect();
    likely.sort_by_key(|(most, _)| Reverse(*most));
    for (most, (place, (of, layout))) in likely {
        // a layout whose titles do not promise as much explains the file less
        if tried.iter().any(|other| other.columns > most) {
            continue;
        }
        let found: Vec<_> = seen()
            .map(|(sheet, headlines)| locate::tables(sheet, headlines, of, year))
            .collect();
        let columns: usize = found
            .iter()
            .flat_map(|it| &it.tables)
            .map(|table| 1 + table.found())
            .sum();
        tried.push(LayoutAttempt {
            columns,
            place,
            layout,
            found,
        });
    }
    tried.sort_by_key(|tried| tried.place);
    let ids = layouts
        .iter()
        .map(|layout| layout.id.as_str())
        .collect::<Vec<_>>()
        .join("、");
    let fits_none = tried.iter().all(|tried| tried.columns == 0);
    if fits_none {
        // of all layouts the table whose header lacks least
        let near = tried
            .iter()
            .flat_map(|LayoutAttempt { layout, found, .. }| {
                let of_sheet = found.iter().zip(&visible);
                of_sheet.flat_map(move |(found, sheet)| {
                    found.near.iter().map(move |near| (near, *sheet, *layout))
                })
            });
        let nearest = near
            .min_by_key(|(near, ..)| near.missing.len())
            .map(|(near, sheet, layout)| Box::new(nearest(near, sheet, layout)));
        return Err(Refusal::NoKnownTable {
            layouts: ids,
            sheets: visible.len(),
            nearest,
        });
    }
    let Some(LayoutAttempt {
        layout, mut found, ..
    }) = tried.into_iter().rev().max_by_key(|tried| tried.columns)
    else {
        return Err(Refusal::NoKnownTable {
            layouts: ids,
            sheets: visible.len(),
            nearest: None,
        });
    };
    let mut read = FileRead {
        name: name.clone(),
        folder: folder.to_owned(),
        layout: layout.clone(),
        department: None,
        years: Vec::new(),
        saved,
        tables: Vec::new(),
        facts: Vec::new(),
        notices: Vec::new(),
        text: None,
    };
    complete(&visible, &mut found, layout);
    let unused = visible
        .iter()
        .zip(&found)
        .filter(|(_, found)| found.tables.is_empty() && found.strange.is_empty());
    read.text = text::of_sheets(unused.map(|(sheet, _)| *sheet));
    read.department = department(&visible, &found, layout);
    for (sheet, found) in visible.iter().zip(&found) {
        read.sheet(sheet, found);
        limits.figures(read.facts.len().max(read.notices.len()))?;
    }
    let is_filled = read
        .facts
        .iter()
        .any(|fact| !matches!(fact.figure, Figure::Blank));
    if !is_filled && sheets.iter().any(|(sheet, _)| helps(sheet)) {
        return Err(Refusal::NotFilledIn);
    }
    for (sheet, _) in sheets
        .iter()
        .filter(|(sheet, _)| sheet.hidden && !sheet.cells.is_empty() && !helps(sheet))
    {
        let place = Some((name.clone(), Some(sheet.name.clone())));
        read.notices.push(Notice {
            at: Vec::new(),
            place,
            problem: Problem::SheetHidden {
                sheet: sheet.name.clone(),
            },
        });
    }
    let covers = visible
        .iter()
        .zip(&found)
        .filter(|(_, found)| found.tables.is_empty());
    let seen: Vec<(&Sheet, bool)> = visible
        .iter()
        .zip(&found)
        .map(|(sheet, found)| (*sheet, !found.tables.is_empty()))
        .collect();
    read.years = stated::stated(name, &seen);
    if read.department.is_none() {
        read.department = covers
            .flat_map(|(sheet, _)| sheet.cells.values())
            .find_map(|value| before_year(&value.text()))
            .or_else(|| before_year(stated::stem(name)))
            .map(|name| without_seal(&name, &read.layout.seal_words).to_owned());
    }
    Ok(read)
}

fn at_text(sheet: &Sheet, (row, column): (u32, u32)) -> String {
    let value = sheet.seen(row, column);
    value.map_or(String::new(), |value| value.text().into_owned())
}

/// Looks again at sheets without a known title, and drops tables that only resemble one that the file has.
fn complete(sheets: &[&Sheet], found: &mut [SheetTables], layout: &Layout) {
    let all = |found: &[SheetTables], is_near: bool| -> BTreeSet<usize> {
        let tables = found.iter().flat_map(|it| &it.tables);
        let own = tables.filter(|it| is_near || !it.is_near);
        own.map(|it| it.table).collect()
    };
    let exact = all(found, false);
    for of_sheet in &mut *found {
        let doubled = |it: &LocatedTable| {
            it.is_near && exact.contains(&it.table) && !layout.tables[it.table].many
        };
        let (out, kept) = std::mem::take(&mut of_sheet.tables)
            .into_iter()
            .partition(doubled);
        of_sheet.tables = kept;
        let out: Vec<LocatedTable> = out;
        of_sheet
            .strange
            .extend(out.into_iter().map(StrangeTable::from));
    }
    for (sheet, of_sheet) in sheets.iter().zip(0..) {
        let own = &found[of_sheet];
        let is_open = own.tables.is_empty() && own.strange.is_empty();
        if is_open && !strange::is_contents(&own.tables, &own.near) {
            let more = strange::untitled(sheet, layout, &all(found, true));
            found[of_sheet].tables = more.tables;
            found[of_sheet].strange = more.strange;
        }
    }
}

/// The year of the budget that titles state, or else cover, sheets or the file's name.
fn likely_year<'a>(
    name: &str,
    sheets: impl Iterator<Item = &'a (Sheet, Vec<Headline>)> + Clone,
) -> Option<i32> {
    let titles = sheets.clone().flat_map(|(_, headlines)| headlines);
    let years: Vec<i32> = titles.filter_map(|it| it.year).collect();
    let count = |year: &i32| years.iter().filter(|other| *other == year).count();
    let stated = || {
        let sheets: Vec<_> = sheets
            .clone()
            .map(|(sheet, headlines)| (sheet, !headlines.is_empty()))
            .collect();
        stated::stated(name, &sheets)
            .first()?
            .years
            .first()
            .copied()
    };
    years.iter().copied().max_by_key(count).or_else(stated)
}

fn nearest(near: &locate::TitleWithoutHeader, sheet: &Sheet, layout: &Layout) -> NearTable {
    NearTable {
        sheet: sheet.name.clone(),
        cell: crate::place::a1(near.title.0, near.title.1),
        table: layout.tables[near.table].id.clone(),
        layout: layout.id.clone(),
        missing: near.missing.clone(),
    }
}

/// The department that most headings of a file name.
fn department(sheets: &[&Sheet], found: &[SheetTables], layout: &Layout) -> Option<String> {
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
                Some(_) => form_department(sheet, located, layout),
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

fn form_department(sheet: &Sheet, located: &LocatedTable, layout: &Layout) -> Option<String> {
    let table = &layout.tables[located.table];
    let column = table.blocks[0]
        .columns
        .iter()
        .position(|column| column.role == Role::Department)?;
    let field = form::fields_of(sheet, table, located)
        .get(column)?
        .as_ref()?;
    let own = || {
        let value = sheet.own(field.at.0, field.at.1);
        value.map(|value| value.text().into_owned())
    };
    let name = field.inside.clone().or_else(own)?;
    Some(without_seal(&name, &layout.seal_words).to_owned()).filter(|name| !name.is_empty())
}

/// A department's name in front of a year: `某局2020年部门预算公开表`.
fn before_year(text: &str) -> Option<String> {
    let year = year::year_of(text)?;
    let (before, after) = text.split_once(&year.to_string())?;
    let name = before.trim();
    (name.chars().count() >= 3 && after.contains("预算")).then(|| name.to_owned())
}

impl FileRead {
    fn sheet(&mut self, sheet: &Sheet, found: &SheetTables) {
        let mut claimed = ClaimedCells::new(&sheet.cells);
        for located in &found.tables {
            self.table(sheet, located, &mut claimed);
        }
        for table in &found.strange {
            self.strange(sheet, table, &mut claimed);
        }
        let is_contents = strange::is_contents(&found.tables, &found.near);
        self.report_unclaimed(sheet, &claimed, &found.near, is_contents);
    }

    /// Names a table that the layout lacks.
    fn strange(&mut self, sheet: &Sheet, table: &StrangeTable, claimed: &mut ClaimedCells<'_>) {
        let amounts = strange::amounts(sheet, table, &self.layout);
        let cells = sheet.cells.rows_between(table.title.0, table.end);
        claimed.extend(cells.iter().map(|(place, _)| *place));
        let address = |(row, column): (u32, u32)| Address {
            file: self.name.clone(),
            sheet: sheet.name.clone(),
            row,
            column,
        };
        let mut at = vec![address(table.title)];
        at.extend(amounts.iter().map(|(place, _)| address(*place)));
        let problem = BeyondProblem::TableUnknown {
            sheet: sheet.name.clone(),
            title: if table.text.is_empty() {
                at_text(sheet, table.title)
            } else {
                table.text.clone()
            },
            layout: self.layout.id.clone(),
            amounts: amounts.iter().map(|(_, amount)| *amount).collect(),
            is_alike: table.is_alike,
        };
        self.notices.push(Notice {
            at,
            place: None,
            problem: Problem::Beyond(problem),
        });
    }

    /// Says where a title is not the layout's.
    fn report_title(&mut self, located: &LocatedTable, title: &Placed) {
        let table = &self.layout.tables[located.table];
        let text = match &located.doubt {
            Some(text) => text.clone(),
            None if located.is_near => title.text.clone(),
            None => return,
        };
        let problem = BeyondProblem::TitleUnclear {
            table: table.id.clone(),
            text,
            right: table.title(0, None, ""),
            is_near: located.doubt.is_none(),
        };
        self.notices.push(Notice {
            at: vec![title.at.clone()],
            place: None,
            problem: Problem::Beyond(problem),
        });
    }

    fn table(&mut self, sheet: &Sheet, located: &LocatedTable, claimed: &mut ClaimedCells<'_>) {
        let layout = self.layout.clone();
        let table = &layout.tables[located.table];
        let above = located.header.0.saturating_sub(1);
        let mut heading = match table.form {
            None => heading::read(sheet, &layout, located.title, above),
            Some(_) => form_heading(sheet, located, table),
        };
        let column_units = heading.column_units(sheet, located, table);
        let last = if table.form.is_some() {
            located.title.0
        } else {
            located.header.1
        };
        let headings = sheet.cells.rows_between(located.title.0, last);
        claimed.extend(headings.iter().map(|(place, _)| *place));
        claimed.extend(numbering(sheet, located, &layout));
        let missing = missing_columns(sheet, located, table);
        let name = self.name.clone();
        let address = |place: (u32, u32)| Address {
            file: name.clone(),
            sheet: sheet.name.clone(),
            row: place.0,
            column: place.1,
        };
        let title = Placed {
            text: sheet
                .seen(located.title.0, located.title.1)
                .map(|value| value.text().into_owned())
                .unwrap_or_default(),
            at: address(located.title),
        };
        let department = match table.form {
            None => heading.department.map(|(text, place)| Placed {
                text,
                at: address(place),
            }),
            Some(_) => form_department(sheet, located, &layout).map(|text| Placed {
                text,
                at: address(located.title),
            }),
        };
        self.report_title(located, &title);
        if !missing.is_empty() {
            self.notices.push(Notice {
                at: vec![title.at.clone()],
                place: None,
                problem: Problem::ColumnsMissing {
                    table: table.id.clone(),
                    columns: missing.iter().map(|column| (*column).to_owned()).collect(),
                },
            });
        }
        let known = self.facts.len();
        let mut reader = RowReader {
            sheet,
            file: &self.name.clone(),
            layout: &layout,
            located,
            unit_of_measure: heading.unit_of_measure.unwrap_or(table.unit_of_measure),
            column_units: &column_units,
            lost: Vec::new(),
            department: &self.department.clone().unwrap_or_default(),
            index: self.tables.len(),
            facts: &mut self.facts,
            notices: &mut self.notices,
            claimed,
        };
        let body = if table.form.is_some() {
            reader.form_body()
        } else {
            reader.table_body()
        };
        let lost = std::mem::take(&mut reader.lost);
        let unit_at = heading.unit_at.map(address);
        if let (Some(unit), Some(at)) = (heading.unit_of_measure, heading.unit_at) {
            self.report_unit(table, (unit, at), &lost, known, sheet);
        }
        let same =
            |before: &Table| before.layout == located.table && before.title.at.sheet == sheet.name;
        if let Some(before) = self.tables.iter().rposition(same).filter(|_| !table.many)
            && (located.continues
                || is_sequel(
                    &self.tables[before],
                    &body,
                    &self.printed_again(before, &body),
                ))
        {
            self.append(before, body);
            return;
        }
        if table.form.is_some() && is_unused_form(&body, &self.facts) {
            self.facts.truncate(known);
            return;
        }
        self.tables.push(Table {
            layout: located.table,
            title,
            title_known: located.title_known,
            columns: located.columns.iter().map(Option::is_some).collect(),
            decimals: table.decimals,
            number: located.number.clone(),
            department,
            year: heading.year,
            header_year: located.others.stated,
            unit_of_measure: heading.unit_of_measure,
            unit_at,
            notes: body.notes,
            blocks: body.blocks,
            list: body.list,
            unit: None,
        });
    }

    /// A unit of measure is hardly meant in which figures of a table come to nothing and none of them to one of the
    /// table's own unit.
    fn report_unit(
        &mut self,
        table: &crate::layout::Table,
        (unit, at): (UnitOfMeasure, (u32, u32)),
        lost: &[(u32, u32)],
        known: usize,
        sheet: &Sheet,
    ) {
        let one = table
            .unit_of_measure
            .convert(Decimal::ONE, self.layout.unit_of_measure);
        let is_large = |fact: &Fact| matches!(&fact.figure, Figure::Amount { exact, .. } if exact.value().abs() >= one);
        let Some(first) = lost.first() else {
            return;
        };
        if self.facts[known..].iter().any(is_large) {
            return;
        }
        let problem = Problem::UnitOfMeasureUnfit {
            table: table.id.clone(),
            stated: unit,
            likely: table.unit_of_measure,
            count: lost.len(),
            cell: crate::place::a1(first.0, first.1),
        };
        let at = vec![Address {
            file: self.name.clone(),
            sheet: sheet.name.clone(),
            row: at.0,
            column: at.1,
        }];
        self.notices.push(Notice {
            at,
            place: None,
            problem,
        });
    }

    /// Adds the rows of a continued table (续表) to the one before it.
    fn append(&mut self, before: usize, body: rows::TableBody) {
        let repeated = self.printed_again(before, &body);
        for ((block, rows), repeated) in body.blocks.into_iter().enumerate().zip(repeated) {
            for (mut row, of) in rows
                .into_iter()
                .zip(repeated.into_iter().chain(repeat(None)))
            {
                if let Some(of) = of {
                    for FactId(id) in row.facts.iter().flatten() {
                        self.facts[*id].table = before;
                        self.facts[*id].row = of;
                    }
                    continue;
                }
                let number = self.tables[before].blocks[block].len();
                for FactId(id) in row.facts.iter().flatten() {
                    self.facts[*id].table = before;
                    self.facts[*id].row = number;
                }
                row.unit = self.tables[before].blocks[block]
                    .iter()
                    .rposition(|r| r.key == crate::budget::RowKey::Unit);
                self.tables[before].blocks[block].push(row);
            }
        }
        self.tables[before].notes.extend(body.notes);
        self.tables[before].list.extend(body.list);
    }

    /// For the first rows of a continued table the rows of the one before it that they print again, as the head of a
    /// page does: the same code and name, with no figures or the same ones.
    fn printed_again(&self, before: usize, body: &rows::TableBody) -> Vec<Vec<Option<usize>>> {
        let figure = |id: Option<FactId>| match id.map(|FactId(id)| &self.facts[id].figure) {
            Some(Figure::Amount { exact, .. }) => *exact,
            _ => Amount::ZERO,
        };
        let blocks = body.blocks.iter().zip(&self.tables[before].blocks);
        let of_block = |(rows, first): (&Vec<Row>, &Vec<Row>)| {
            let again = |row: &Row| {
                let code = row.code.as_ref()?;
                let label = without_continuation(&fold(&row.label)).to_owned();
                let is_same = |first: &&Row| {
                    let amounts = || row.facts.iter().zip(&first.facts);
                    first.code.as_ref() == Some(code)
                        && fold(&first.label) == label
                        && (amounts().all(|(own, _)| figure(*own).is_zero())
                            || amounts().all(|(own, other)| figure(*own) == figure(*other)))
                };
                first.iter().position(|row| is_same(&row))
            };
            let heads = rows.iter().take(HEAD_ROWS);
            heads.map(again).take_while(Option::is_some).collect()
        };
        blocks.map(of_block).collect()
    }

    /// Figures that no table took, a notice for every run of rows.
    fn report_unclaimed(
        &mut self,
        sheet: &Sheet,
        claimed: &ClaimedCells<'_>,
        near: &[locate::TitleWithoutHeader],
        is_contents: bool,
    ) {
        let is_named = |value: &Value| is_figure(value) && !(is_contents && is_page_number(value));
        let free = claimed.free().filter(|(_, value)| is_named(value));
        let mut runs: Vec<Vec<(u32, u32)>> = Vec::new();
        for (place, _) in free {
            match runs.last_mut() {
                Some(run) if run.last().is_some_and(|last| place.0 <= last.0 + 1) => {
                    run.push(*place)
                }
                _ => runs.push(vec![*place]),
            }
        }
        for run in runs {
            let columns = || run.iter().map(|(_, column)| *column);
            let (first, last) = (run[0].0, run[run.len() - 1].0);
            let corner = |row, column: Option<u32>| crate::place::a1(row, column.unwrap_or(0));
            let range = format!(
                "{}:{}",
                corner(first, columns().min()),
                corner(last, columns().max())
            );
            let range = if run.len() == 1 {
                corner(first, columns().min())
            } else {
                range
            };
            let nearest = near
                .iter()
                .rev()
                .find(|near| near.title.0 <= first)
                .map(|near| nearest(near, sheet, &self.layout));
            let problem = Problem::FiguresUnclaimed {
                sheet: sheet.name.clone(),
                range,
                count: run.len(),
                nearest,
            };
            let at = vec![Address {
                file: self.name.clone(),
                sheet: sheet.name.clone(),
                row: run[0].0,
                column: run[0].1,
            }];
            self.notices.push(Notice {
                at,
                place: None,
                problem,
            });
        }
    }
}

/// The cells below headings of columns that hold no figures: 序号.
fn numbering(sheet: &Sheet, located: &LocatedTable, layout: &Layout) -> Vec<(u32, u32)> {
    let header = sheet.rows(located.header.0, located.header.1);
    let columns: HashSet<u32> = header
        .filter(|(_, value)| {
            layout
                .ignored_headings
                .iter()
                .any(|known| *known == value.folded())
        })
        .map(|((_, column), _)| *column)
        .collect();
    let body = sheet.rows(located.header.1 + 1, located.end);
    body.filter(|((_, column), _)| columns.contains(column))
        .map(|(place, _)| *place)
        .collect()
}

/// Whether a table under a second title on the same sheet goes on where the first one ended, as after a page
/// break: they have no row in common.
fn is_sequel(before: &Table, body: &rows::TableBody, repeated: &[Vec<Option<usize>>]) -> bool {
    let key = |block: usize, row: &Row| {
        (
            block,
            format!("{:?} {:?} {:?}", row.key, row.code, row.project),
            row.code.is_none().then(|| fold(&row.label)),
        )
    };
    let first: HashSet<_> = before
        .rows()
        .map(|(block, _, row)| key(block, row))
        .collect();
    let mut second = body
        .blocks
        .iter()
        .enumerate()
        .flat_map(|(block, rows)| {
            let heads = repeated.get(block).map_or(0, Vec::len);
            rows.iter().skip(heads).map(move |row| (block, row))
        })
        .peekable();
    !first.is_empty()
        && second.peek().is_some()
        && !second.any(|(block, row)| first.contains(&key(block, row)))
}

/// The columns of figures and names that a table lacks, or the fields of figures that a form lacks.
fn missing_columns<'a>(
    sheet: &Sheet,
    located: &LocatedTable,
    table: &'a crate::layout::Table,
) -> Vec<&'a str> {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let found: Vec<bool> = match table.form {
        None => located.columns.iter().map(Option::is_some).collect(),
        Some(_) => form::fields_of(sheet, table, located)
            .iter()
            .map(Option::is_some)
            .collect(),
    };
    // codes may stand whole in one column, or in front of the names; a form may lack words
    let counts = |role: Role| match role {
        Role::CodePart(_) | Role::Code => false,
        role => role == Role::Amount || table.form.is_none(),
    };
    columns
        .zip(found)
        .filter(|(column, found)| !found && !column.optional && counts(column.role))
        .map(|(column, _)| column.id.as_str())
        .collect()
}

/// The heading of a form: the unit of measure stands beside its labels, the year below its title.
fn form_heading(
    sheet: &Sheet,
    located: &LocatedTable,
    table: &crate::layout::Table,
) -> heading::TableHeading {
    let labels = table.labels();
    let within = sheet.rows(located.title.0, located.end);
    let mut found = heading::TableHeading {
        year: sheet
            .seen(located.title.0, located.title.1)
            .and_then(|value| year::of_title(&value.text())),
        ..Default::default()
    };
    for ((row, _), value) in within {
        let (text, folded) = (value.text(), value.folded());
        let bare = without_number(&folded);
        let labelled = labels
            .iter()
            .any(|label| label.text.ends_with('(') && label.length_in(&folded, bare).is_some());
        if labelled || *row <= located.title.0 + 1 {
            found.unit_of_measure = found
                .unit_of_measure
                .or_else(|| heading::unit_of_measure(&text));
        }
        if *row <= located.title.0 + 1 {
            found.year = found.year.or_else(|| year::of_heading(&text));
        }
    }
    found
}

/// Whether a form says nothing: a sheet of a blank workbook that no project needed.
fn is_unused_form(body: &rows::TableBody, facts: &[Fact]) -> bool {
    let mut rows = body.blocks.iter().flatten();
    let is_blank = |row: &Row| {
        row.project
            .as_ref()
            .is_none_or(|project| project.is_empty())
            && row.texts.iter().all(|(_, text)| text.is_empty())
            && row
                .facts
                .iter()
                .flatten()
                .all(|FactId(id)| facts[*id].figure == Figure::Blank)
    };
    body.list.is_empty() && body.notes.is_empty() && rows.all(is_blank)
}

/// Whether a cell may number a page.
fn is_page_number(value: &Value) -> bool {
    matches!(value, Value::Number(number) if number.is_integer() && *number < 1_000.into())
}

/// Whether a cell reads like an amount of money: not a year, not a page number typed as text.
fn is_figure(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            !(number.is_integer() && (1990..=2100).any(|year| *number == year.into()))
        }
        Value::Text(text) => {
            matches!(amount::read_text(text), Written::Number(..))
                && text.contains(['.', ',', '，', '．'])
        }
        Value::NoNumber(_) | Value::Shown(_) => true,
        _ => false,
    }
}
