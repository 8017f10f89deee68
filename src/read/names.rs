//! What the cells beside the figures of a row say: its code, its name, its texts.

use super::code::{self, CodeCell};
use super::located::ColumnSpan;
use super::rows::RowReader;
use crate::book::value::Value;
use crate::budget::UnclearCode;
use crate::classification::{Code, Level};
use crate::label::fold;
use crate::layout::{Block, Role};
use crate::place::Address;
use crate::place::CellRef;

/// What the cells beside the figures of a row say.
#[derive(Default)]
pub(super) struct RowNames {
    pub(super) code: Option<Code>,
    pub(super) label: String,
    pub(super) project: Option<String>,
    pub(super) texts: Vec<(usize, String)>,
    /// The first cell of the row's own.
    pub(super) first: Option<CellRef>,
    /// The cell that the row is known by: of a project its name, of a code its last part.
    pub(super) at: Option<CellRef>,
    /// The cells of its code, one a part.
    pub(super) code_cells: Vec<Address>,
    /// The cell of its name.
    pub(super) label_cell: Option<Address>,
    /// What stands in them, where it is no code.
    pub(super) unclear: Option<UnclearCode>,
    /// The depth of a row of an outline.
    pub(super) depth: Option<usize>,
}

/// What the columns for codes say of a row.
#[derive(Default)]
struct CodeParts {
    /// The parts of a code, by level: their text, and the digits where they are understood.
    parts: Vec<(Level, String, Option<String>)>,
    /// The same of a code that stands whole in one column.
    whole: Option<(String, Option<String>)>,
    /// The name beside a code in one cell.
    name: Option<String>,
    /// Whether a part of it stands in the row itself, not in a cell merged from above.
    is_own: bool,
}

impl RowReader<'_, '_> {
    /// Reads codes, names and texts of a row. Cells merged downwards hold for every row they cover.
    pub(super) fn names(
        &self,
        block: &Block,
        row: u32,
        spans: &[Option<ColumnSpan>],
        above: Option<&Code>,
        section: &mut Option<String>,
    ) -> RowNames {
        let mut names = RowNames::default();
        let mut codes = CodeParts::default();
        let mut labels: Vec<String> = Vec::new();
        let mut own_section = None;
        for (index, column) in block.columns.iter().enumerate() {
            let Some(span) = spans[index].filter(|_| !column.role.is_figure()) else {
                continue;
            };
            let Some((place, value)) = self.seen_in(row, span) else {
                continue;
            };
            let text = value.text().into_owned();
            let own = place.row == row;
            if own {
                names.first.get_or_insert(place);
            }
            match column.role {
                Role::CodePart(_) | Role::Code => {
                    let level = match column.role {
                        Role::CodePart(level) => Some(level),
                        _ => None,
                    };
                    if codes.take(value, level, block) {
                        names.code_cells.push(self.address(place.row, place.column));
                        if own {
                            codes.is_own = true;
                            names.at = Some(place);
                        }
                    } else if own && code::cell(value) != CodeCell::Dash {
                        labels.push(text);
                    }
                }
                Role::Section => {
                    *section = Some(fold(&text));
                    if own {
                        own_section = Some(text.clone());
                        names.texts.push((index, text));
                    }
                }
                Role::Level | Role::LevelToo if own => {
                    labels.push(text.clone());
                    let levels = block.columns[..=index]
                        .iter()
                        .filter(|column| column.role == Role::Level)
                        .count();
                    names.depth.get_or_insert(levels.saturating_sub(1));
                    names.texts.push((index, text));
                }
                Role::Level | Role::LevelToo => {}
                Role::Project => {
                    names.at = Some(place);
                    names.project = Some(text);
                }
                Role::Label => {
                    labels.push(text);
                    let cell = self.address(place.row, place.column);
                    names.label_cell.get_or_insert(cell);
                }
                _ => names.texts.push((index, text)),
            }
        }
        if labels.is_empty() {
            labels.extend(own_section.or(codes.name.take()));
        }
        // a merged cell undone and filled says its text in every cell
        labels.dedup();
        names.label = labels.join("");
        names.settle_code(block, &codes, above);
        names
    }

    /// What is seen in a row under a heading, a cell merged downwards included.
    pub(super) fn seen_in(&self, row: u32, span: ColumnSpan) -> Option<(CellRef, &Value)> {
        (span.0..=span.1).find_map(|column| {
            let anchor = self.sheet.anchor(row, column);
            // a cell merged from the left belongs to the column on the left
            if anchor.column < span.0 {
                return None;
            }
            self.sheet.cells.get(anchor).map(|value| (anchor, value))
        })
    }
}

impl CodeParts {
    /// Takes a cell for a code, or for the part of one level; false for a dash and for words.
    fn take(&mut self, value: &Value, level: Option<Level>, block: &Block) -> bool {
        let digits = match code::cell(value) {
            CodeCell::Digits(digits) => Some(digits),
            CodeCell::Named(digits, name) if code::whole(&digits, block.series).is_some() => {
                self.name = Some(name);
                Some(digits)
            }
            CodeCell::Unclear => None,
            CodeCell::Named(..) | CodeCell::Dash | CodeCell::Words => return false,
        };
        let text = value.text().into_owned();
        match level {
            Some(level) => self.parts.push((level, text, digits)),
            None => self.whole = Some((text, digits)),
        }
        true
    }

    /// The code, if all parts of it are understood.
    fn code(&self, block: &Block, above: Option<&Code>) -> Option<Code> {
        if let Some((_, digits)) = &self.whole {
            return code::whole(digits.as_deref()?, block.series);
        }
        let parts = self.parts.iter();
        let parts: Option<Vec<(Level, String)>> = parts
            .map(|(level, _, digits)| Some((*level, digits.clone()?)))
            .collect();
        code::from_parts(
            &parts.filter(|parts| !parts.is_empty())?,
            block.series,
            above,
        )
    }

    /// What stands there instead of a code.
    fn unclear(&self, block: &Block) -> UnclearCode {
        let known = |(level, _, digits): &(Level, String, Option<String>)| (*level, digits.clone());
        let (text, within) = match &self.whole {
            Some((text, _)) => {
                let folded = fold(text);
                let digits = folded.len()
                    - folded
                        .trim_start_matches(|c: char| c.is_ascii_digit())
                        .len();
                let begins = [5, 3]
                    .iter()
                    .filter(|length| **length < folded.len() && digits >= **length)
                    .find_map(|length| code::whole(&folded[..*length], block.series));
                (text.clone(), begins)
            }
            None => {
                let texts: Vec<&str> = self
                    .parts
                    .iter()
                    .map(|(_, text, _)| text.as_str())
                    .collect();
                let known: Vec<_> = self.parts.iter().map(known).collect();
                (texts.join(" "), code::understood(&known, block.series))
            }
        };
        UnclearCode { text, within }
    }
}

impl RowNames {
    /// Finds the code of the row, or what stands in its place.
    fn settle_code(&mut self, block: &Block, codes: &CodeParts, above: Option<&Code>) {
        // a total below a merged code is no part of it
        let is_total = !codes.is_own
            && block
                .lines_of(&self.label, None)
                .iter()
                .any(|line| block.lines[*line].total);
        if is_total {
            return;
        }
        self.code = codes.code(block, above);
        if self.code.is_none() && codes.is_own {
            self.unclear = Some(codes.unclear(block));
        }
        if self.code.is_none()
            && self.unclear.is_none()
            && let Some((found, name)) = code::before_name(&self.label, block.series)
        {
            self.code = Some(found);
            self.label = name;
        }
    }
}
