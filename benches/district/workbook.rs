//! The sheets of a department as a workbook, with the borders, merges and widths that a clerk's has.

use crate::lines::Lines;
use crate::sheets::{self, Look, Says, Sheet};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook};

/// The workbook of the department of a number.
pub fn bytes(number: u64, projects: usize) -> Vec<u8> {
    packed(sheets::all(&Lines::of(number, projects)))
}

/// The same with one wrong figure: another one for each number.
pub fn slipped(number: u64, projects: usize) -> Vec<u8> {
    let mut sheets = sheets::all(&Lines::of(number, projects));
    let cells = sheets.iter_mut().flat_map(|sheet| &mut sheet.cells);
    let figures = cells.filter_map(|cell| match &mut cell.says {
        Says::Hundreds(hundreds) => Some(hundreds),
        _ => None,
    });
    let mut figures: Vec<_> = figures.collect();
    let place = usize::try_from(number).unwrap() * 37 % figures.len();
    *figures[place] += 900;
    packed(sheets)
}

fn packed(sheets: Vec<Sheet>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2020, 2, 10).unwrap();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let looks = [
        Look::Plain,
        Look::Title,
        Look::Header,
        Look::Text,
        Look::Code,
        Look::Figure,
    ];
    let formats = looks.map(|look| (look, format(look)));
    for sheet in sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name).unwrap();
        for (column, width) in (0..).zip(&sheet.widths) {
            page.set_column_width(column, *width).unwrap();
        }
        for row in 0..sheet.rows {
            page.set_row_height(row, 21).unwrap();
        }
        for cell in &sheet.cells {
            let format = &formats
                .iter()
                .find(|(look, _)| *look == cell.look)
                .unwrap()
                .1;
            let (row, column) = (cell.row, cell.column);
            if cell.rows > 1 || cell.columns > 1 {
                let (last_row, last_column) = (row + cell.rows - 1, column + cell.columns - 1);
                page.merge_range(row, column, last_row, last_column, "", format)
                    .unwrap();
            }
            match &cell.says {
                Says::Nothing => page.write_blank(row, column, format),
                Says::Text(text) => page.write_string_with_format(row, column, text, format),
                Says::Hundreds(hundreds) => {
                    page.write_number_with_format(row, column, sheets::money(*hundreds), format)
                }
            }
            .unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn format(look: Look) -> Format {
    let format = Format::new()
        .set_font_name("宋体")
        .set_font_size(10)
        .set_align(FormatAlign::VerticalCenter);
    let format = match look {
        Look::Title => {
            return format
                .set_font_size(18)
                .set_bold()
                .set_align(FormatAlign::Center);
        }
        Look::Plain => return format,
        Look::Header => format.set_align(FormatAlign::Center).set_text_wrap(),
        Look::Text => format.set_text_wrap(),
        Look::Code => format.set_align(FormatAlign::Center).set_num_format("@"),
        Look::Figure => format
            .set_align(FormatAlign::Right)
            .set_num_format("#,##0.00"),
    };
    format.set_border(FormatBorder::Thin)
}
