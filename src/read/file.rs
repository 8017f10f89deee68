//! One file: which layout it is in, what its sheets hold, and what on them no table took.

use super::attempt::{self, FittingLayout, TitledSheet};
use super::department;
use super::explanations;
use super::locate;
use super::located::SheetTables;
use super::stated::{self, StatedYears};
use super::strange;
use super::title::Titles;
use crate::book::Refusal;
use crate::book::grid::ClaimedCells;
use crate::book::kind::FileKind;
use crate::book::limits::Limits;
use crate::book::sheet::{Book, Sheet};
use crate::book::text::{self, TextSource};
use crate::book::value::Value;
use crate::book::workbook;
use crate::budget::{Fact, Figure, Notice, Table};
use crate::finding::{GivenExplanation, Ignored, Problem};
use crate::layout::{Layout, Publication};
use crate::read::{FILLING_MARK, REVIEW_SHEET, SUMMARY_HEADINGS, SUMMARY_TITLE};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Rows of a summary in which its title and headings are looked for.
const HEADINGS: u32 = 10;

/// What one file holds, with its layout or what stands for that.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FileRead<L = Arc<Layout>> {
    pub(crate) name: Arc<str>,
    pub(crate) folder: String,
    pub(crate) layout: L,
    pub(crate) department: Option<String>,
    /// Whose budget cover, sheets and file name say that it is.
    pub(crate) publication: Option<Publication>,
    /// The years that cover, sheets and file name state, that of a cover first; titles come before them.
    pub(crate) years: Vec<StatedYears>,
    /// When it was last saved, as the file itself says: `2020-02-10T08:00:00Z`.
    pub(crate) saved: Option<String>,
    pub(crate) tables: Vec<Table>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) notices: Vec<Notice>,
    /// The text (情况说明) on sheets without tables, in the order of the sheets.
    pub(crate) text: Option<TextSource>,
    /// What sheets of 核实说明.xlsx that were pasted into the workbook explain.
    pub(crate) explanations: Vec<GivenExplanation>,
    /// Whether it is a document: beside a workbook its tables are those of the workbook again.
    pub(crate) is_document: bool,
}

/// Reads the sheets of a workbook in the layout that fits it best.
pub(crate) fn read_file(
    name: &Arc<str>,
    folder: &str,
    (bytes, kind): (&[u8], FileKind),
    layouts: &[Arc<Layout>],
    limits: &mut Limits,
) -> Result<FileRead, Refusal> {
    let book = workbook::read(bytes, kind, limits)?;
    if let Some(given) = explanations::of_book(&book) {
        return Err(Refusal::LeftAlone(Ignored::Explanations(given.into())));
    }
    if is_summary(&book) {
        return Err(Refusal::LeftAlone(Ignored::Summary));
    }
    read_book(name, folder, book, layouts, limits)
}

/// Whether a workbook is a 汇总.xlsx of this program, whatever it is called and whatever people have written into it.
fn is_summary(book: &Book) -> bool {
    let is_title = |value: &Value| value.folded() == SUMMARY_TITLE;
    book.sheets.first().is_some_and(|sheet| {
        let has_title = sheet.rows(0, HEADINGS).any(|(_, value)| is_title(value));
        has_title
            && (0..=HEADINGS).any(|row| {
                let has = |heading: &&str| {
                    let mut cells = sheet.row(row);
                    cells.any(|(_, value)| value.folded() == **heading)
                };
                SUMMARY_HEADINGS.iter().all(has)
            })
    })
}

/// The same of sheets that are at hand.
pub(crate) fn read_book(
    name: &Arc<str>,
    folder: &str,
    Book { sheets, saved }: Book,
    layouts: &[Arc<Layout>],
    limits: &mut Limits,
) -> Result<FileRead, Refusal> {
    let titles: Vec<Titles<'_>> = layouts.iter().map(|layout| Titles::new(layout)).collect();
    let cut = |mut sheet: Sheet| {
        // forms of a blank workbook are hidden at first, and may be filled in all the same
        if sheet.leave_out_aids(FILLING_MARK) {
            sheet.hidden = false;
        }
        attempt::cut(sheet, &titles)
    };
    let sheets: Vec<TitledSheet> = sheets.into_iter().flat_map(cut).collect();
    let seen: Vec<&TitledSheet> = sheets
        .iter()
        .filter(|(sheet, _)| !sheet.hidden && !is_ours(sheet))
        .collect();
    let FittingLayout { layout, found } = attempt::best(name, &seen, &titles, layouts)?;
    let visible: Vec<&Sheet> = seen.iter().map(|(sheet, _)| sheet).collect();
    let mut read = FileRead::new(name, folder, layout, saved);
    read.tables_and_text(&visible, &found, limits)?;
    let pasted = sheets
        .iter()
        .filter_map(|(sheet, _)| explanations::of_sheet(sheet));
    read.explanations = pasted.flatten().collect();
    let is_blank = |fact: &Fact| matches!(fact.figure, Figure::Blank);
    if read.facts.iter().all(is_blank) && sheets.iter().any(|(sheet, _)| helps(sheet)) {
        return Err(Refusal::NotFilledIn);
    }
    let hidden = sheets.iter().filter(|(sheet, _)| sheet.hidden);
    let hidden = hidden.filter(|(sheet, _)| !sheet.cells.is_empty() && !helps(sheet));
    let hidden: Vec<_> = hidden.collect();
    if !hidden.is_empty() {
        let layout = read.layout.clone();
        let titles = Titles::new(&layout);
        for (sheet, headlines) in hidden {
            let found = locate::tables(sheet, headlines, &titles, None).tables;
            let ids = found.iter().map(|it| layout.tables[it.table].id.clone());
            read.report_hidden(sheet, ids.collect());
        }
    }
    Ok(read)
}

impl<L> FileRead<L> {
    /// The same with something else for its layout.
    pub(crate) fn with_layout<M>(self, layout: M) -> FileRead<M> {
        FileRead {
            layout,
            name: self.name,
            folder: self.folder,
            department: self.department,
            publication: self.publication,
            years: self.years,
            saved: self.saved,
            tables: self.tables,
            facts: self.facts,
            notices: self.notices,
            text: self.text,
            explanations: self.explanations,
            is_document: self.is_document,
        }
    }
}

fn begins(sheet: &Sheet, word: &str) -> bool {
    let first = sheet.seen(0, 0);
    first.is_some_and(|value| value.text().starts_with(word))
}

/// Whether a sheet helps to fill in a blank workbook.
fn helps(sheet: &Sheet) -> bool {
    begins(sheet, FILLING_MARK)
}

/// Whether this program wrote the sheet, so that it is no submission.
fn is_ours(sheet: &Sheet) -> bool {
    helps(sheet)
        || &*sheet.name == REVIEW_SHEET && begins(sheet, REVIEW_SHEET)
        || explanations::is_sheet(sheet)
}

impl FileRead {
    fn new(name: &Arc<str>, folder: &str, layout: &Arc<Layout>, saved: Option<String>) -> Self {
        Self {
            name: name.clone(),
            folder: folder.to_owned(),
            layout: layout.clone(),
            department: None,
            publication: None,
            years: Vec::new(),
            saved,
            tables: Vec::new(),
            facts: Vec::new(),
            notices: Vec::new(),
            text: None,
            explanations: Vec::new(),
            is_document: false,
        }
    }

    /// Reads what was found on the sheets, and what they say beside their tables.
    fn tables_and_text(
        &mut self,
        sheets: &[&Sheet],
        found: &[SheetTables],
        limits: &mut Limits,
    ) -> Result<(), Refusal> {
        let layout = self.layout.clone();
        let unused = sheets
            .iter()
            .zip(found)
            .filter(|(_, found)| found.tables.is_empty() && found.strange.is_empty());
        self.text = text::of_sheets(unused.map(|(sheet, _)| *sheet));
        self.department = department::in_headings(sheets, found, &layout);
        for (sheet, found) in sheets.iter().zip(found) {
            self.sheet(sheet, found);
            limits.figures(self.facts.len().max(self.notices.len()))?;
        }
        let seen: Vec<(&Sheet, bool)> = sheets
            .iter()
            .zip(found)
            .map(|(sheet, found)| (*sheet, !found.tables.is_empty()))
            .collect();
        self.years = stated::stated(&self.name, &seen);
        self.publication = stated::publication(&self.name, &seen);
        if self.department.is_none() {
            let cover = department::on_covers(&self.name, sheets, found, &layout);
            self.department =
                cover.or_else(|| department::bare_in_headings(sheets, found, &layout));
        }
        self.report_covers(sheets, found);
        Ok(())
    }

    fn sheet(&mut self, sheet: &Sheet, found: &SheetTables) {
        let mut claimed = ClaimedCells::new(&sheet.cells);
        for located in &found.tables {
            if located.is_beside {
                self.part(sheet, located, &mut claimed);
            } else {
                self.table(sheet, located, &mut claimed);
            }
        }
        for table in &found.strange {
            self.strange(sheet, table, &mut claimed);
        }
        if !found.tables.is_empty() {
            self.report_remarks(sheet, &claimed);
        }
        let is_contents = strange::is_contents(sheet, found, &self.layout);
        self.report_unclaimed(sheet, &claimed, &found.near, is_contents);
    }

    fn report_hidden(&mut self, sheet: &Sheet, tables: Vec<String>) {
        self.notices.push(Notice {
            at: Vec::new(),
            place: Some((self.name.clone(), Some(sheet.name.clone()))),
            problem: Problem::SheetHidden {
                sheet: sheet.name.clone(),
                tables,
            },
        });
    }
}
