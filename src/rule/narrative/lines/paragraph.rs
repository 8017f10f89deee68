//! A paragraph of a text, wherever it was read.

use crate::book::text::{Paragraph, ParagraphPlace};
use crate::budget::BudgetText;
use std::borrow::Cow;

/// Styles of the tables in a document that the program itself has written: their words are those of the workbook.
const OWN_STYLES: [&str; 4] = ["表题", "表头", "表文", "表注"];

/// Whether the program itself has written what has a style.
pub(crate) fn is_of_program(style: &str) -> bool {
    OWN_STYLES.contains(&style)
}

/// A paragraph of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextParagraph<'a> {
    /// The block of the document's body that it stands in, zero-based.
    pub(crate) block: usize,
    /// Its automatic number, which is not in the text: `（一）`.
    pub(crate) number: String,
    /// Its level, where a style or an outline makes it a heading.
    pub(crate) level: Option<u8>,
    /// Its text.
    pub(crate) text: Cow<'a, str>,
    /// Whether it stands in a table.
    pub(crate) in_table: bool,
    /// The block of that table, and the row and column of its grid.
    pub(crate) table_place: Option<(usize, u32, u32)>,
    /// Whether that table is read as one of the budget's.
    pub(crate) is_read: bool,
    /// Whether it is the title, the unit of measure or a note of such a table.
    pub(crate) is_around: bool,
    /// The cell of a workbook that holds it: sheet, row and column.
    pub(crate) cell: Option<(String, u32, u32)>,
}

impl<'a> TextParagraph<'a> {
    /// The paragraphs of a text.
    pub(crate) fn all_of(text: &'a BudgetText) -> Vec<Self> {
        let all = text.source.paragraphs.iter().enumerate();
        all.map(|(at, it)| {
            let mut own = Self::of(it);
            if let Some(book) = &text.book {
                own.is_read = own.in_table && book.blocks.contains(&own.block);
                own.is_around = book.around.contains(&at);
            }
            own
        })
        .collect()
    }

    /// A paragraph as the readers of texts give it.
    fn of(read: &'a Paragraph) -> Self {
        let cell = match &read.place {
            ParagraphPlace::Cell {
                sheet, row, column, ..
            } => Some((sheet.clone(), *row, *column)),
            _ => None,
        };
        Self {
            block: read.block(),
            number: read.number.clone(),
            level: read.outline,
            text: if is_of_program(&read.style) {
                Cow::Borrowed("")
            } else {
                Cow::Borrowed(&read.text)
            },
            in_table: matches!(read.place, ParagraphPlace::Table { .. }),
            table_place: match read.place {
                ParagraphPlace::Table { block, row, column } => Some((block, row, column)),
                _ => None,
            },
            is_read: false,
            is_around: false,
            cell,
        }
    }

    /// The same with a text of its own.
    #[cfg(test)]
    pub(crate) fn into_owned(self) -> TextParagraph<'static> {
        TextParagraph {
            text: Cow::Owned(self.text.into_owned()),
            ..self
        }
    }

    /// A paragraph that is nothing but text.
    #[cfg(test)]
    pub(crate) fn plain(text: &'a str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            ..Self::default()
        }
    }
}
