//! The only door to rust_xlsxwriter: pages become the bytes of an .xlsx. Each format is built once,
//! and the time of creation is fixed, so that equal pages give equal bytes.

mod conditions;
pub(super) mod lists;

use super::finish::Finish;
use super::formats::{CellStyle, FormatCache, look, tint};
use super::host;
use super::page::{
    Area, CellContent, CellMark, CellPosition, Link, PageCell, SheetPage, Visibility,
};
use super::paper::MARGINS;
use super::{WriteError, fit};
use crate::layout::Layout;
use crate::parallel;
use conditions::{add_condition, add_entry};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, FilterCondition, Format, Formula, IgnoreError, Note,
    ProtectionOptions, Url, Workbook, Worksheet, XlsxError,
};
use std::collections::HashMap;

/// How hard bytes are pressed, as deflate counts it.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(super) enum Compression {
    /// For workbooks of which there are many: a sixth less time to write one that is a quarter larger.
    Quickly = 1,
    /// For one that is made once and sent to everybody.
    Small = 6,
}

/// The usual height of a row and the usual width of a column, in pixels.
const NORMAL: (u32, u32) = (20, 64);

/// A4.
const PAPER: u8 = 9;

/// Renders pages in their order; each goes as it is written.
pub(super) fn render(
    layout: &Layout,
    pages: Vec<SheetPage>,
    press: Compression,
) -> Result<Vec<u8>, WriteError> {
    // the writer panics where a thread cannot be started, and has no other reason to
    let outcome = parallel::caught(|| bytes(layout, pages, press)).ok_or(WriteError::NoThread)?;
    outcome.map_err(|cause| WriteError::Rejected {
        cause: cause.into(),
    })
}

fn bytes(layout: &Layout, pages: Vec<SheetPage>, press: Compression) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(press as u8);
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = SheetPage::title_of(&pages);
    let properties = DocProperties::new().set_creation_datetime(&created);
    workbook.set_properties(&properties.set_title(title.unwrap_or_default()));
    let normal = Format::new()
        .set_font_name(&layout.page.font)
        .set_font_size(11);
    workbook.set_default_format(&normal, NORMAL.0, NORMAL.1)?;
    let mut formats = FormatCache {
        style: layout.page.clone(),
        built: HashMap::new(),
    };
    let mut names = Vec::new();
    let is_formula = |cell: &PageCell| matches!(cell.content, CellContent::Formula(..));
    let finish = Finish {
        date: layout.page.date.as_deref(),
        has_formulas: pages.iter().any(|page| page.cells.iter().any(is_formula)),
    };
    for page in pages {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&page.name)?;
        set_up(sheet, &page, &layout.page.font)?;
        let (last_row, last_column) = end(&page.cells);
        let areas = areas(&page.cells);
        for cell in page.cells {
            // a format alone does not make a sheet larger
            if cell.content == CellContent::Blank
                && (cell.row == last_row || cell.column == last_column)
            {
                sheet.write_blank(cell.row, cell.column, formats.of(look(&cell)))?;
            }
            write(sheet, cell, &mut formats)?;
        }
        for (look, (first, last)) in areas {
            let format = formats.of(look);
            sheet.set_range_format(first.0, first.1, last.0, last.1, format)?;
        }
        for condition in &page.conditions {
            add_condition(sheet, condition)?;
        }
        for entry in &page.entries {
            add_entry(sheet, entry)?;
        }
        names.extend(page.names);
    }
    for (name, area) in names {
        workbook.define_name(&name, &area)?;
    }
    let mut bytes = finish.of(workbook.save_to_buffer()?);
    host::fix_system(&mut bytes);
    Ok(bytes)
}

fn set_up(sheet: &mut Worksheet, page: &SheetPage, font: &str) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip(&page.widths) {
        sheet.set_column_width(column, *width)?;
    }
    for column in &page.hidden_columns {
        sheet.set_column_hidden(*column)?;
    }
    for (row, height) in page.heights() {
        sheet.set_row_height(row, height)?;
    }
    set_up_print(sheet, page)?;
    if let Some(end) = page.header_end {
        sheet.set_repeat_rows(0, end)?;
        if page.frozen {
            sheet.set_freeze_panes(end + 1, 0)?;
        }
    }
    set_up_filter(sheet, page)?;
    if let Some(colour) = page.tab {
        sheet.set_tab_color(tint(colour));
    }
    // a formula that gives nothing stores an empty text, not a 0
    sheet.set_formula_result_default("");
    if page.title.is_some() || page.filter.is_some() {
        sheet.set_footer(format!("&C&\"{},Regular\"&9第 &P 页", font));
    }
    if page.protected {
        let options = ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        };
        sheet.protect_with_options(&options);
    }
    // codes are texts by design; Excel need not mark them
    if let Some(last) = page
        .next_row()
        .checked_sub(1)
        .filter(|_| page.filter.is_none())
    {
        let column = page.last_column();
        sheet.ignore_error_range(0, 0, last, column, IgnoreError::NumberStoredAsText)?;
    }
    match page.visibility {
        Visibility::Shown => {}
        Visibility::Hidden => drop(sheet.set_hidden(true)),
        Visibility::Internal => drop(sheet.set_very_hidden(true)),
    }
    Ok(())
}

/// The rows of a list that are shown at first, and the button to choose others.
fn set_up_filter(sheet: &mut Worksheet, page: &SheetPage) -> Result<(), XlsxError> {
    if let Some((header, last)) = page.filter {
        let column = page.last_column();
        sheet.autofilter(header, 0, last, column)?;
        // the rows speak of different cells by design; Excel need not mark them
        sheet.ignore_error_range(header, 0, last, column, IgnoreError::FormulaDiffers)?;
    }
    if let Some((column, words, others)) = &page.shown {
        let condition = words
            .iter()
            .fold(FilterCondition::new(), |condition, word| {
                condition.add_list_filter(*word)
            });
        // the writer does not see what formulas give
        sheet.filter_automatic_off();
        sheet.filter_column(*column, &condition)?;
        for row in others {
            sheet.set_row_hidden(*row)?;
        }
    }
    Ok(())
}

fn set_up_print(sheet: &mut Worksheet, page: &SheetPage) -> Result<(), XlsxError> {
    let [left, right, top, bottom, header, footer] = MARGINS;
    sheet
        .set_paper_size(PAPER)
        .set_print_center_horizontally(true);
    sheet.set_margins(left, right, top, bottom, header, footer);
    if page.landscape {
        sheet.set_landscape();
    }
    match &page.print.breaks {
        None => sheet.set_print_fit_to_pages(1, page.print.sheets.unwrap_or(0)),
        // a page that is made to fit has no breaks
        Some(breaks) => sheet
            .set_print_scale(page.scale())
            .set_page_breaks(breaks)?,
    };
    let is_cut = page.print.last.is_some() || page.print.columns.is_some();
    if is_cut && page.visibility == Visibility::Shown {
        let row = page.print.last.unwrap_or(page.next_row().saturating_sub(1));
        let columns = page.print.columns.map(|count| count.saturating_sub(1));
        sheet.set_print_area(0, 0, row, columns.unwrap_or(page.last_column()))?;
    }
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    cell: PageCell,
    formats: &mut FormatCache,
) -> Result<(), XlsxError> {
    let (row, column, look) = (cell.row, cell.column, look(&cell));
    let is_merged = cell.is_merged();
    let has_own = !matches!(cell.content, CellContent::Blank | CellContent::Text(_));
    if is_merged {
        // a text is written with its range, any other content over it
        let text = match &cell.content {
            CellContent::Text(text) => fit::cell(text),
            _ => "".into(),
        };
        let (last_row, last_column) = (row + cell.rows - 1, column + cell.columns - 1);
        sheet.merge_range(row, column, last_row, last_column, &text, formats.of(look))?;
    }
    match cell.content {
        CellContent::Blank | CellContent::Text(_) if is_merged => &mut *sheet,
        CellContent::Blank => sheet,
        CellContent::Text(text) => sheet.write_string(row, column, fit::cell(&text))?,
        // the one place where an exact amount becomes a float: Excel has no other number
        CellContent::Amount(amount, _) => {
            sheet.write_number(row, column, amount.value().to_f64().unwrap_or_default())?
        }
        CellContent::Link(link) => {
            sheet.write_url_with_format(row, column, url(&link), formats.of(look))?
        }
        CellContent::PageNumber(number, link) => {
            let format = formats.of(look);
            sheet.write_url_with_format(row, column, url(&link), format)?;
            sheet.write_number_with_format(row, column, number, format)?
        }
        CellContent::File(name) => {
            let url = Url::new(format!("file:///{name}")).set_text(fit::link(&name));
            sheet.write_url_with_format(row, column, url, formats.of(look))?
        }
        CellContent::Formula(formula, result) => {
            let result = match *result {
                CellContent::Amount(amount, _) => amount.plain(0),
                CellContent::Text(text) => fit::cell(&text).into_owned(),
                _ => String::new(),
            };
            sheet.write_formula(row, column, Formula::new(formula).set_result(result))?
        }
    };
    if is_merged && has_own {
        sheet.set_cell_format(row, column, formats.of(look))?;
    }
    if let Some(mark) = &cell.mark {
        sheet.insert_note(row, column, &note(mark))?;
    }
    Ok(())
}

/// A link to a cell of the workbook.
fn url(link: &Link) -> Url {
    let sheet = link.sheet.replace('\'', "''");
    Url::new(format!("internal:'{sheet}'!{}", link.cell)).set_text(fit::link(&link.text))
}

/// The note on a wrong cell, as high as its text.
fn note(mark: &CellMark) -> Note {
    let text = fit::note(&mark.note);
    let lines = text.lines().count();
    let height = u32::try_from(18 * (lines + 2)).unwrap_or(400).min(400);
    Note::new(text)
        .add_author_prefix(false)
        .set_width(360)
        .set_height(height)
}

/// The last row and the last column that have a cell.
fn end(cells: &[PageCell]) -> CellPosition {
    let last =
        |(row, column): CellPosition, cell: &PageCell| (row.max(cell.row), column.max(cell.column));
    cells.iter().fold((0, 0), last)
}

/// Cells below one another that look the same, merged ones left out. A format is looked up by all that it says:
/// once an area is much less than once a cell.
fn areas(cells: &[PageCell]) -> Vec<(CellStyle, Area)> {
    let mut areas = Vec::new();
    let mut open: Vec<Option<(CellStyle, Area)>> = Vec::new();
    for cell in cells.iter().filter(|cell| !cell.is_merged()) {
        let (column, at, look) = (
            usize::from(cell.column),
            (cell.row, cell.column),
            look(cell),
        );
        if open.len() <= column {
            open.resize(column + 1, None);
        }
        match &mut open[column] {
            Some((known, (_, last))) if *known == look && last.0 + 1 == cell.row => *last = at,
            other => areas.extend(other.replace((look, (at, at)))),
        }
    }
    areas.extend(open.into_iter().flatten());
    areas
}
