//! An .xlsx, .xlsm or .xltx as sheets, read by calamine, cell by cell: a dense range over two far corners would ask for
//! half a terabyte. Each sheet's XML is scanned before: for what calamine does not tell, and for cells that it would
//! read wrongly; those are read here and taken out of what it sees.

mod odd;
mod plain;
mod scan;
mod tags;

use crate::book::Refusal;
use crate::book::limits::Limits;
use crate::book::number_format::NumberFormat;
use crate::book::number_format::date_text;
use crate::book::package;
use crate::book::package::{Archive, Event, Patch, SheetPart, attribute};
use crate::book::print_header;
use crate::book::sheet::Book;
use crate::book::sheet::{Sheet, UnorderedCells};
use crate::book::value::{SharedText, Value};
use crate::place::CellRef;
use calamine::{DataRef, DataType, Reader, Xlsx, XlsxError};
use scan::SheetScan;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

/// Reads every sheet.
pub(crate) fn read(bytes: &[u8], limits: &mut Limits) -> Result<Book, Refusal> {
    let mut archive = package::open(bytes)?;
    let workbook = package::workbook_path(&mut archive)?;
    let listed = package::sheets(&mut archive, &workbook)?;
    let folder = folder(&workbook);
    // charts and macros hold no cells of a table
    let (sheets, others): (Vec<SheetPart>, Vec<SheetPart>) = listed
        .into_iter()
        .partition(|sheet| sheet.kind == "worksheet");
    let sheets = by_calamine(bytes, &mut archive, &folder, (&sheets, &others), limits)?;
    Ok(Book {
        sheets,
        saved: package::saved_of(&mut archive),
    })
}

fn by_calamine(
    bytes: &[u8],
    archive: &mut Archive<'_>,
    folder: &str,
    (sheets, others): (&[SheetPart], &[SheetPart]),
    limits: &mut Limits,
) -> Result<Vec<Sheet>, Refusal> {
    let shared = shared_strings(archive, folder)?;
    for part in ["styles.xml", "theme/theme1.xml"] {
        let path = format!("{folder}{part}");
        if !package::is_sound(archive, &path) {
            return Err(Refusal::Damaged { part: path });
        }
    }
    let mut scans = Vec::new();
    for sheet in sheets {
        limits.sheet()?;
        scans.push(scan::sheet(archive, &sheet.path, shared, limits)?);
    }
    let changed = without_odd_parts(bytes, sheets, &scans, others)?;
    let bytes = changed.as_deref().unwrap_or(bytes);
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|e| refusal(&e, "xl/workbook.xml"))?;
    let mut read = Vec::new();
    let mut known = SharedValues::default();
    for (sheet, scan) in sheets.iter().zip(scans) {
        limits.same_sheet_again();
        let cells = cells(&mut book, &sheet.name, (scan.known, &mut known), limits)?;
        let mut own = Sheet::new(&sheet.name, sheet.is_hidden, cells, scan.merges);
        own.hidden_rows = scan.hidden_rows;
        own.hidden_columns = scan.hidden_columns;
        own.print_header = print_header::lines(&scan.print_header, &sheet.name);
        limits.merged(&own)?;
        read.push(own);
    }
    Ok(read)
}

/// The folder of the workbook's parts: `xl/`.
fn folder(workbook: &str) -> String {
    workbook
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"))
}

/// How many texts the cells share. Calamine reserves as many as the part claims to have: a claim beyond what
/// its bytes can hold ends here.
fn shared_strings(archive: &mut Archive<'_>, folder: &str) -> Result<usize, Refusal> {
    let path = format!("{folder}sharedStrings.xml");
    if !package::has(archive, &path) {
        return Ok(0);
    }
    let (mut count, mut claimed, mut end) = (0, 0, 0);
    package::each_at(archive, &path, |event, at| {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            match tag.local_name().as_ref() {
                "si" => count += 1,
                "sst" => {
                    let claim =
                        attribute(tag, "uniqueCount").and_then(|value| value.parse::<usize>().ok());
                    claimed = claim.unwrap_or(0);
                }
                _ => {}
            }
        }
        end = at.end;
        Ok(true)
    })?;
    // the smallest text is <si/>
    if claimed > end / 5 + 1 {
        Err(Refusal::Damaged { part: path })
    } else {
        Ok(count)
    }
}

/// The package without odd cells, and without sheets of a kind for which calamine gives up the whole workbook;
/// nothing where there are none.
fn without_odd_parts(
    bytes: &[u8],
    sheets: &[SheetPart],
    scans: &[SheetScan],
    others: &[SheetPart],
) -> Result<Option<Vec<u8>>, Refusal> {
    let unknown = others
        .iter()
        .filter(|sheet| !["chartsheet", "dialogsheet"].contains(&sheet.kind.as_str()));
    let unknown: Vec<_> = unknown.map(|sheet| sheet.listed.clone()).collect();
    let odd = || {
        sheets
            .iter()
            .zip(scans)
            .filter(|(_, scan)| !scan.cuts.is_empty())
    };
    if unknown.is_empty() && odd().next().is_none() {
        return Ok(None);
    }
    let mut patch = Patch::open(bytes)?;
    let workbook = package::workbook_path(patch.archive())?;
    let cut = odd().map(|(sheet, scan)| (&sheet.path, &scan.cuts));
    for (path, cuts) in cut
        .chain([(&workbook, &unknown)])
        .filter(|(_, cuts)| !cuts.is_empty())
    {
        let damaged = || Refusal::Damaged { part: path.clone() };
        let mut text = patch.text(path)?;
        for cut in cuts.iter().rev() {
            // an element with its end stands whole in the list: <sheet …/>
            text.get(cut.clone())
                .filter(|cut| cut.starts_with('<') && cut.ends_with('>'))
                .ok_or_else(damaged)?;
            text.replace_range(cut.clone(), "");
        }
        patch.put(path, text);
    }
    patch.bytes().map(Some)
}

type Calamine<'a> = Xlsx<Cursor<&'a [u8]>>;

/// What all sheets of a workbook share, made once.
#[derive(Default)]
struct SharedValues {
    /// One text for all cells that show it, however many they are, by where calamine keeps it.
    texts: HashMap<usize, Arc<SharedText>>,
    /// By the number of the style.
    formats: HashMap<usize, NumberFormat>,
}

fn cells(
    book: &mut Calamine<'_>,
    sheet: &str,
    (odd, known): (Vec<(CellRef, Value)>, &mut SharedValues),
    limits: &mut Limits,
) -> Result<UnorderedCells, Refusal> {
    let mut cells = UnorderedCells::new();
    let mut reader = book
        .worksheet_cells_reader(sheet)
        .map_err(|e| refusal(&e, sheet))?;
    while let Some((cell, style)) = reader
        .next_cell_with_style_id()
        .map_err(|e| refusal(&e, sheet))?
    {
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) => Value::Text(SharedText::new(text.as_str())),
            DataRef::SharedString(text) => Value::Text(
                known
                    .texts
                    .entry(text.as_ptr().addr())
                    .or_insert_with(|| SharedText::new(*text))
                    .clone(),
            ),
            DataRef::Float(_) | DataRef::Int(_) | DataRef::DateTime(_) => {
                let format = known.formats.entry(style).or_insert_with(|| {
                    let style = reader.styles().get(style);
                    let format = style.and_then(|style| style.number_format.as_ref());
                    format.map_or_else(NumberFormat::default, |it| {
                        NumberFormat::new(&it.format_code)
                    })
                });
                format.dressed(number_in(cell.get_value(), format))
            }
            DataRef::Bool(value) => Value::Bool(*value),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Date(text.clone()),
            DataRef::Error(error) => Value::Error(error.to_string()),
        };
        limits.cell()?;
        // a cell written twice is ambiguous
        let (row, column) = cell.get_position();
        if cells.insert(CellRef::new(row, column), value).is_some() {
            return Err(Refusal::Damaged {
                part: sheet.to_owned(),
            });
        }
    }
    for (place, value) in odd {
        limits.cell()?;
        cells.insert(place, value);
    }
    Ok(cells)
}

/// A number as its cell shows it. What calamine takes for a date is none where the format says otherwise.
fn number_in(value: &DataRef<'_>, format: &NumberFormat) -> Value {
    match value {
        DataRef::DateTime(date) if format.is_date() => Value::Date(date_text(date)),
        DataRef::DateTime(date) => format.number(date.as_f64()),
        DataRef::Float(number) => format.number(*number),
        other => format.number(other.as_f64().unwrap_or_default()),
    }
}

fn refusal(error: &XlsxError, part: &str) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Password,
        XlsxError::Zip(_) | XlsxError::Io(_) => Refusal::CutShort,
        _ => Refusal::Damaged {
            part: part.to_owned(),
        },
    }
}
