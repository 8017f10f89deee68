//! The formats of cells, each built once.

use crate::layout::PageStyle;
use crate::write::page::{CellContent, CellPurpose, ConditionColour, PageCell, Paint, Style};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};
use std::collections::HashMap;

const RED: Color = Color::RGB(0xFF_5050);

const AMBER: Color = Color::RGB(0xFF_C000);

const GREEN: Color = Color::RGB(0xC6_EFCE);

const GREY: Color = Color::RGB(0xD9_D9D9);

/// Cells that are entered.
const ENTERED: Color = Color::RGB(0xFF_F2CC);

/// Cells that may be written over.
const OFFERED: Color = Color::RGB(0xDD_EBF7);

pub(super) fn tint(tint: ConditionColour) -> Color {
    match tint {
        ConditionColour::Red => RED,
        ConditionColour::Amber => AMBER,
        ConditionColour::Green => GREEN,
        ConditionColour::Grey | ConditionColour::Ruled => GREY,
    }
}

pub(super) struct FormatCache {
    pub(super) style: PageStyle,
    pub(super) built: HashMap<CellStyle, Format>,
}

/// All that a format is made from: style, paint, dress and decimals.
pub(super) type CellStyle = (Style, Option<Paint>, CellPurpose, u32);

pub(super) fn look(cell: &PageCell) -> CellStyle {
    let decimals = match cell.content.result() {
        CellContent::Amount(_, decimals) => *decimals,
        _ => 2,
    };
    (
        cell.style,
        cell.mark.as_ref().map(|mark| mark.paint),
        cell.dress,
        decimals,
    )
}

impl FormatCache {
    pub(super) fn of(&mut self, look: CellStyle) -> &Format {
        let font = match look.0 {
            Style::Title | Style::CoverTitle => &self.style.title_font,
            Style::Header => &self.style.header_font,
            _ => &self.style.font,
        };
        let built = &mut self.built;
        built.entry(look).or_insert_with(|| build(font, look))
    }
}

fn build(font: &str, (style, paint, dress, decimals): CellStyle) -> Format {
    let mut format = Format::new()
        .set_font_name(font)
        .set_font_size(style.size())
        .set_align(FormatAlign::VerticalCenter);
    format = match style {
        // these have typefaces of their own, which are heavy enough
        Style::Title | Style::CoverTitle | Style::Header => format.set_align(FormatAlign::Center),
        Style::Centre | Style::Code => format.set_align(FormatAlign::Center),
        Style::Right | Style::Amount | Style::Rate | Style::PageNumber => {
            format.set_align(FormatAlign::Right)
        }
        // the contents are read, and only incidentally clicked
        Style::Link => format.set_align(FormatAlign::Left),
        Style::RuledLink => format
            .set_font_color(Color::RGB(0x05_63C1))
            .set_underline(FormatUnderline::Single)
            .set_align(FormatAlign::Left),
        Style::Mark | Style::Left | Style::Label | Style::Remark => {
            format.set_align(FormatAlign::Left)
        }
    };
    format = match style {
        Style::Link => format.set_indent(4),
        // rows that cannot grow have no room to spare
        Style::Amount | Style::Rate | Style::Label if dress == CellPurpose::Plain => {
            format.set_indent(1)
        }
        _ => format,
    };
    // rows of formulas do not grow
    if matches!(dress, CellPurpose::Lined | CellPurpose::Bare) {
        format = format.set_shrink();
    } else if style.wraps() {
        format = format.set_text_wrap();
    }
    let is_ruled = matches!(
        style,
        Style::Header
            | Style::Centre
            | Style::Code
            | Style::Amount
            | Style::Rate
            | Style::Label
            | Style::RuledLink
    );
    if is_ruled && dress != CellPurpose::Bare {
        format = format.set_border(FormatBorder::Thin);
    }
    format = match style {
        Style::Amount if decimals == 0 => format.set_num_format("#,##0"),
        Style::Amount => format.set_num_format(format!("#,##0.{}", "0".repeat(decimals as usize))),
        Style::Rate => {
            format.set_num_format(format!("#,##0.{}\"%\"", "0".repeat(decimals as usize)))
        }
        Style::Code => format.set_num_format("@"),
        _ => format,
    };
    format = match dress {
        CellPurpose::Entered => format.set_unlocked().set_background_color(ENTERED),
        CellPurpose::Offered => format.set_unlocked().set_background_color(OFFERED),
        CellPurpose::LikeEntered => format.set_background_color(ENTERED),
        CellPurpose::LikeOffered => format.set_background_color(OFFERED),
        CellPurpose::Plain | CellPurpose::Lined | CellPurpose::Bare => format,
    };
    match paint {
        Some(Paint::Red) => format.set_background_color(RED),
        Some(Paint::Amber) => format.set_background_color(AMBER),
        None => format,
    }
}
