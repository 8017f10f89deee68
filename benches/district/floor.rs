//! The floor under the whole: the two crates with nothing in between. Calamine reads every cell of the submitted
//! workbook once; rust_xlsxwriter writes once more what our writer sends to it. What that is, is taken from the
//! workbook that our writer made (cells, formats, merges, widths, heights, pages, links), so that nothing is left out.

use calamine::{DataRef, Reader as _, Xlsx};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline,
    IgnoreError, Url, Workbook, Worksheet,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Read};

/// Levels of deflate: what rust_xlsxwriter does when it is not told, and what our writer tells it.
pub const USUAL: u8 = 6;
pub const OURS: u8 = 1;

/// Every cell of a workbook by the cell reader; gives how many there are.
pub fn cells(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut count = 0;
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).unwrap();
        while let Some(cell) = reader.next_cell().unwrap() {
            count += usize::from(!matches!(cell.get_value(), DataRef::Empty));
        }
    }
    count
}

/// Every cell of a workbook by `worksheet_range`.
pub fn ranges(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    names
        .iter()
        .map(|name| book.worksheet_range(name).unwrap().used_cells().count())
        .sum()
}

/// The usual height of a row and width of a column, in pixels.
const NORMAL: (u32, u32) = (20, 64);

/// What is sent to rust_xlsxwriter for a workbook.
pub struct Calls {
    title: String,
    formats: Vec<Format>,
    sheets: Vec<Sheet>,
}

#[derive(Default)]
struct Sheet {
    name: String,
    widths: Vec<(u16, f64)>,
    heights: Vec<(u32, f64)>,
    merges: HashMap<(u32, u16), (u32, u16)>,
    /// Where links lead, and what they show.
    links: HashMap<(u32, u16), (String, String)>,
    cells: Vec<Cell>,
    frozen: Option<u32>,
    landscape: bool,
    /// Whether it is as wide as a page, and how many pages it is high: any number by 0.
    is_fitted: bool,
    pages: u16,
    footer: Option<String>,
    /// Where codes are texts: the last cell of that area.
    codes: Option<(u32, u16)>,
}

struct Cell {
    at: (u32, u16),
    format: usize,
    says: Says,
}

enum Says {
    Nothing,
    Text(String),
    Number(f64),
}

impl Calls {
    /// Those that made a workbook.
    pub fn of(bytes: &[u8]) -> Self {
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for place in 0..archive.len() {
            let mut part = archive.by_index(place).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            parts.insert(part.name().unwrap().into_owned(), text);
        }
        let mut texts: Vec<String> = Vec::new();
        let mut names = Vec::new();
        let mut is_text = false;
        each(&parts["xl/sharedStrings.xml"], |event| match event {
            Event::Start(tag) if tag.name().as_ref() == "t" => {
                is_text = true;
                texts.push(String::new());
            }
            Event::End(_) => is_text = false,
            Event::Empty(tag) if tag.name().as_ref() == "t" => texts.push(String::new()),
            Event::Text(text) if is_text => *texts.last_mut().unwrap() += text.as_ref(),
            Event::GeneralRef(name) if is_text => {
                *texts.last_mut().unwrap() += entity(name.as_ref())
            }
            _ => {}
        });
        each(&parts["xl/workbook.xml"], |event| match event {
            Event::Empty(tag) if tag.name().as_ref() == "sheet" => {
                names.push(said(tag, "name").unwrap())
            }
            _ => {}
        });
        let sheet = |(number, name): (usize, String)| {
            Sheet::of(
                name,
                &parts[&format!("xl/worksheets/sheet{number}.xml")],
                &texts,
            )
        };
        let sheets = (1..).zip(names).map(sheet).collect();
        Self {
            title: title(&parts["docProps/core.xml"]),
            formats: formats(&parts["xl/styles.xml"]),
            sheets,
        }
    }

    /// Makes them, pressed so hard.
    pub fn bytes(&self, level: u8) -> Vec<u8> {
        let mut workbook = Workbook::new();
        workbook.set_zip_compression_level(level);
        let created = ExcelDateTime::from_ymd(2000, 1, 1).unwrap();
        let properties = DocProperties::new().set_creation_datetime(&created);
        workbook.set_properties(&properties.set_title(&self.title));
        workbook
            .set_default_format(&self.formats[0], NORMAL.0, NORMAL.1)
            .unwrap();
        for (number, sheet) in self.sheets.iter().enumerate() {
            let page = workbook.add_worksheet();
            page.set_name(&sheet.name).unwrap();
            sheet.set_up(page);
            if number == 0 {
                // formats have their numbers in the order in which they are first used
                let (row, column) = sheet.cells[0].at;
                for format in &self.formats[1..] {
                    page.write_blank(row, column, format).unwrap();
                }
            }
            for cell in &sheet.cells {
                let format = &self.formats[cell.format];
                let (row, column) = cell.at;
                if let Some((last_row, last_column)) = sheet.merges.get(&cell.at) {
                    let text = if let Says::Text(text) = &cell.says {
                        text
                    } else {
                        ""
                    };
                    page.merge_range(row, column, *last_row, *last_column, text, format)
                        .unwrap();
                    if !matches!(cell.says, Says::Number(_)) && !sheet.links.contains_key(&cell.at)
                    {
                        continue;
                    }
                }
                match (&cell.says, sheet.links.get(&cell.at)) {
                    (Says::Number(number), Some((link, shown))) => page
                        .write_url_with_format(row, column, Url::new(link).set_text(shown), format)
                        .unwrap()
                        .write_number_with_format(row, column, *number, format),
                    (Says::Text(text), Some((link, _))) => page.write_url_with_format(
                        row,
                        column,
                        Url::new(link).set_text(text),
                        format,
                    ),
                    (Says::Nothing, _) => page.write_blank(row, column, format),
                    (Says::Text(text), None) => {
                        page.write_string_with_format(row, column, text, format)
                    }
                    (Says::Number(number), None) => {
                        page.write_number_with_format(row, column, *number, format)
                    }
                }
                .unwrap();
            }
        }
        workbook.save_to_buffer().unwrap()
    }
}

impl Sheet {
    fn of(name: String, xml: &str, texts: &[String]) -> Self {
        let mut sheet = Self {
            name,
            ..Self::default()
        };
        let mut cell: Option<(Cell, bool)> = None;
        let mut footer = false;
        each(xml, |event| match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "col" => {
                    let number = |key| said(tag, key).unwrap().parse::<u16>().unwrap();
                    let width: f64 = said(tag, "width").unwrap().parse().unwrap();
                    // five pixels of padding, of seven a letter
                    sheet.widths.extend(
                        (number("min")..=number("max"))
                            .map(|column| (column - 1, width - 5.0 / 7.0)),
                    );
                }
                "row" => {
                    let row: u32 = said(tag, "r").unwrap().parse().unwrap();
                    sheet
                        .heights
                        .extend(said(tag, "ht").map(|height| (row - 1, height.parse().unwrap())));
                }
                "c" => {
                    let at = place(&said(tag, "r").unwrap());
                    let format = said(tag, "s").map_or(0, |style| style.parse().unwrap());
                    let shared = said(tag, "t").is_some_and(|kind| kind == "s");
                    let own = Cell {
                        at,
                        format,
                        says: Says::Nothing,
                    };
                    match event {
                        Event::Empty(_) => sheet.cells.push(own),
                        _ => cell = Some((own, shared)),
                    }
                }
                "mergeCell" => {
                    let range = said(tag, "ref").unwrap();
                    let (first, last) = range.split_once(':').unwrap();
                    sheet.merges.insert(place(first), place(last));
                }
                "hyperlink" => {
                    let link = format!("internal:{}", said(tag, "location").unwrap());
                    let shown = said(tag, "display").unwrap_or_default();
                    let at = place(&said(tag, "ref").unwrap());
                    sheet.links.insert(at, (link, shown));
                }
                "pane" => sheet.frozen = said(tag, "ySplit").map(|rows| rows.parse().unwrap()),
                "pageSetUpPr" => sheet.is_fitted = said(tag, "fitToPage").is_some(),
                "pageSetup" => {
                    sheet.landscape = said(tag, "orientation").is_some_and(|it| it == "landscape");
                    let pages = said(tag, "fitToHeight");
                    sheet.pages = pages.map_or(1, |pages| pages.parse().unwrap());
                }
                "oddFooter" => (footer, sheet.footer) = (true, Some(String::new())),
                "ignoredError" => {
                    let area = said(tag, "sqref").unwrap();
                    sheet.codes = Some(place(area.split_once(':').map_or(&*area, |ends| ends.1)));
                }
                _ => {}
            },
            Event::Text(text) => match &mut cell {
                Some((own, true)) => {
                    own.says = Says::Text(texts[text.as_ref().parse::<usize>().unwrap()].clone())
                }
                Some((own, false)) => own.says = Says::Number(text.as_ref().parse().unwrap()),
                None if footer => *sheet.footer.as_mut().unwrap() += text.as_ref(),
                None => {}
            },
            Event::GeneralRef(name) if footer => {
                *sheet.footer.as_mut().unwrap() += entity(name.as_ref())
            }
            Event::End(tag) => match tag.name().as_ref() {
                "c" => sheet.cells.extend(cell.take().map(|(own, _)| own)),
                "oddFooter" => footer = false,
                _ => {}
            },
            _ => {}
        });
        let mut covered = HashSet::new();
        for ((top, left), (bottom, right)) in &sheet.merges {
            covered.extend(
                (*top..=*bottom).flat_map(|row| (*left..=*right).map(move |column| (row, column))),
            );
        }
        sheet
            .cells
            .retain(|cell| !covered.contains(&cell.at) || sheet.merges.contains_key(&cell.at));
        sheet
    }

    fn set_up(&self, page: &mut Worksheet) {
        for (column, width) in &self.widths {
            page.set_column_width(*column, *width).unwrap();
        }
        for (row, height) in &self.heights {
            page.set_row_height(*row, *height).unwrap();
        }
        page.set_paper_size(9).set_print_center_horizontally(true);
        if self.is_fitted {
            page.set_print_fit_to_pages(1, self.pages);
        }
        page.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        if self.landscape {
            page.set_landscape();
        }
        if let Some(rows) = self.frozen {
            page.set_repeat_rows(0, rows - 1)
                .unwrap()
                .set_freeze_panes(rows, 0)
                .unwrap();
        }
        if let Some(footer) = &self.footer {
            page.set_footer(footer);
        }
        if let Some((row, column)) = self.codes {
            page.ignore_error_range(0, 0, row, column, IgnoreError::NumberStoredAsText)
                .unwrap();
        }
    }
}

/// The title of a workbook.
fn title(xml: &str) -> String {
    let (mut title, mut in_title) = (String::new(), false);
    each(xml, |event| match event {
        Event::Start(tag) => in_title = tag.name().as_ref() == "dc:title",
        Event::End(_) => in_title = false,
        Event::Text(text) if in_title => title += text.as_ref(),
        Event::GeneralRef(name) if in_title => title += entity(name.as_ref()),
        _ => {}
    });
    title
}

/// The formats of a workbook by their number.
fn formats(xml: &str) -> Vec<Format> {
    let (mut codes, mut fonts, mut formats) =
        (HashMap::new(), Vec::<Format>::new(), Vec::<Format>::new());
    let (mut in_fonts, mut in_formats) = (false, false);
    each(xml, |event| match event {
        Event::Start(tag) | Event::Empty(tag) => {
            let value = |key| said(tag, key).unwrap();
            match tag.name().as_ref() {
                "fonts" => in_fonts = true,
                "fills" => in_fonts = false,
                "cellXfs" => in_formats = true,
                "cellStyles" => in_formats = false,
                "numFmt" => drop(codes.insert(value("numFmtId"), value("formatCode"))),
                "font" => fonts.push(Format::new()),
                "b" => change(&mut fonts, Format::set_bold),
                "u" => change(&mut fonts, |font| {
                    font.set_underline(FormatUnderline::Single)
                }),
                "sz" => change(&mut fonts, |font| {
                    font.set_font_size(value("val").parse::<f64>().unwrap())
                }),
                "color" if in_fonts && said(tag, "rgb").is_some() => {
                    let colour = u32::from_str_radix(&value("rgb")[2..], 16).unwrap();
                    change(&mut fonts, |font| font.set_font_color(Color::RGB(colour)));
                }
                "name" => change(&mut fonts, |font| font.set_font_name(value("val"))),
                "xf" if in_formats => {
                    let mut format = fonts[value("fontId").parse::<usize>().unwrap()].clone();
                    if let Some(code) = codes.get(&value("numFmtId")) {
                        format = format.set_num_format(code);
                    }
                    if value("borderId") != "0" {
                        format = format.set_border(FormatBorder::Thin);
                    }
                    formats.push(format);
                }
                "alignment" if in_formats => {
                    for (key, word, align) in [
                        ("horizontal", "left", FormatAlign::Left),
                        ("horizontal", "center", FormatAlign::Center),
                        ("horizontal", "right", FormatAlign::Right),
                        ("vertical", "center", FormatAlign::VerticalCenter),
                    ] {
                        if said(tag, key).is_some_and(|said| said == word) {
                            change(&mut formats, |format| format.set_align(align));
                        }
                    }
                    if said(tag, "wrapText").is_some() {
                        change(&mut formats, Format::set_text_wrap);
                    }
                    if let Some(indent) = said(tag, "indent") {
                        change(&mut formats, |format| {
                            format.set_indent(indent.parse().unwrap())
                        });
                    }
                }
                _ => {}
            }
        }
        _ => {}
    });
    formats
}

fn change(formats: &mut [Format], change: impl FnOnce(Format) -> Format) {
    let last = formats.last_mut().unwrap();
    *last = change(std::mem::take(last));
}

fn each(xml: &str, mut see: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return,
            event => see(&event),
        }
    }
}

fn said(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    let attribute = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == key)?;
    Some(
        quick_xml::escape::unescape(attribute.value.as_ref())
            .unwrap()
            .into_owned(),
    )
}

fn entity(name: &str) -> &'static str {
    quick_xml::escape::resolve_xml_entity(name).unwrap()
}

fn place(name: &str) -> (u32, u16) {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.fold(0, |sum, letter| sum * 26 + u16::from(letter - b'A') + 1);
    (
        name.trim_start_matches(|c: char| c.is_ascii_uppercase())
            .parse::<u32>()
            .unwrap()
            - 1,
        column - 1,
    )
}
