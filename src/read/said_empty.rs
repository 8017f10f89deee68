//! Tables of a document that are a title and a sentence: 本部门2024年无此项预算安排，故本表无数据。

use super::file::FileRead;
use super::measure;
use super::title::{Title, Titles, of_line};
use crate::book::text::{Paragraph, ParagraphPlace, TextSource};
use crate::budget::{Notice, Placed, Table};
use crate::finding::Problem;
use crate::label::fold;
use crate::layout::emptiness::{is_denied, names, statements};
use crate::layout::{self, Layout};
use crate::place::Address;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lines between a title and the sentence: department and unit of measure.
const BETWEEN: usize = 3;
/// Characters of the longest sentence.
const SENTENCE: usize = 100;

impl FileRead {
    /// Adds the tables of the layout that a document lacks, and says to be empty where they would stand; gives the paragraphs of
    /// their titles and sentences.
    pub(crate) fn add_tables_said_empty(&mut self, source: &TextSource) -> BTreeSet<usize> {
        let layout = self.layout.clone();
        let titles = Titles::new(&layout);
        let lines: Vec<(usize, &Paragraph)> = source
            .paragraphs
            .iter()
            .enumerate()
            .filter(|(_, it)| !it.text.trim().is_empty())
            .collect();
        let mut paragraphs = BTreeSet::new();
        for (place, (_, line)) in lines.iter().enumerate() {
            let is_body = matches!(line.place, ParagraphPlace::Body { .. });
            let Some(title) = of_line(line.text.trim(), &titles).filter(|_| is_body) else {
                continue;
            };
            let table = &layout.tables[title.table];
            let is_known = self.tables.iter().any(|it| it.layout == title.table);
            if is_known || table.form.is_some() {
                continue;
            }
            let behind = lines[place + 1..].iter().take(BETWEEN + 1);
            let mut behind = behind.skip_while(|(_, it)| is_of_heading(&it.text, &layout));
            let note = behind.next();
            let said = note.filter(|it| says_empty(&it.1.text, &title, &layout));
            let Some((last, note)) = said else {
                let end = note.map_or(source.paragraphs.len(), |it| it.0);
                if source.paragraphs[lines[place].0..end]
                    .iter()
                    .any(holds_table)
                {
                    self.title_above_picture(line.text.trim(), title.table);
                }
                continue;
            };
            paragraphs.extend(lines[place].0..=*last);
            self.add_said_empty(line.text.trim(), note.text.trim(), &title, table);
        }
        paragraphs
    }

    fn title_above_picture(&mut self, title: &str, table: usize) {
        let at = Address {
            file: self.name.clone(),
            sheet: title.into(),
            row: 0,
            column: 0,
        };
        self.report_title_alone(title.to_owned(), at, table, true);
    }

    fn add_said_empty(&mut self, text: &str, note: &str, title: &Title, table: &layout::Table) {
        let sheet: Arc<str> = text.into();
        let placed = |text: &str, row: u32| Placed {
            text: text.to_owned(),
            at: Address {
                file: self.name.clone(),
                sheet: sheet.clone(),
                row,
                column: 0,
            },
        };
        let columns = table.blocks.iter().map(|block| block.columns.len()).sum();
        let own = Table {
            layout: title.table,
            title: placed(text, 0),
            title_known: title.known,
            columns: vec![true; columns],
            decimals: table.decimals,
            number: title.number.clone(),
            department: None,
            department_label: None,
            year: title.year,
            header_year: None,
            header_year_cells: Vec::new(),
            unit_of_measure: Some(table.unit_of_measure),
            unit_at: None,
            notes: vec![placed(note, 1)],
            blocks: vec![Vec::new(); table.blocks.len()],
            list: Vec::new(),
            list_cells: Vec::new(),
            field_cells: Vec::new(),
            unit: None,
        };
        self.tables.push(own);
        self.notices.push(Notice {
            at: Vec::new(),
            place: Some((self.name.clone(), Some(sheet))),
            problem: Problem::EmptyTableNotDrawn {
                table: table.id.clone(),
                note: note.to_owned(),
            },
        });
    }
}

/// Whether a paragraph holds what may be a table and cannot be read.
fn holds_table(paragraph: &Paragraph) -> bool {
    paragraph.embedded.pictures + paragraph.embedded.objects > 0
}

/// Whether a line is the department or the unit of measure of a table.
fn is_of_heading(line: &str, layout: &Layout) -> bool {
    let folded = fold(line);
    let mut labels = layout.words.department_labels.iter();
    measure::unit_of_measure(line).is_some() || labels.any(|label| folded.starts_with(label))
}

/// Whether a line says that the table above it is empty.
fn says_empty(line: &str, title: &Title, layout: &Layout) -> bool {
    let has = |words: &[String]| {
        let sentences = statements(layout, line);
        sentences.iter().any(|sentence| names(sentence, words))
    };
    line.trim().chars().count() <= SENTENCE
        && (has(&layout.words.empty_words)
            || has(&layout.words.empty_reasons)
            || is_denied(layout, title.table, line))
}
