//! A `[[table.block]]`: its columns and its lines.

use super::{BlockFile, ColumnFile, LayoutBuilder, LineFile, RoleFile, SharedList};
use crate::classification::{Code, Level};
use crate::label::{fold, forms};
use crate::layout::drawing::CellDrawing;
use crate::layout::{Block, Column, Line, Role, plain};
use std::borrow::Cow;
use std::collections::HashSet;
use toml::Spanned;

impl LayoutBuilder<'_> {
    pub(super) fn block(
        &mut self,
        block: &BlockFile,
        first_column: usize,
        header: &CellDrawing,
        lists: &[SharedList<'_>],
    ) -> Block {
        Block {
            id: block.id.clone(),
            rows: block.rows,
            series: block.codes,
            columns: self.columns(block, first_column, header),
            lines: self.lines(block, lists),
            first_column,
            unit_rows: block.unit_rows,
            keep_labels: block.keep_labels,
        }
    }

    fn columns(
        &mut self,
        block: &BlockFile,
        first_column: usize,
        header: &CellDrawing,
    ) -> Vec<Column> {
        let mut ids = HashSet::new();
        let mut columns = Vec::new();
        for (offset, column) in block.columns.get_ref().iter().enumerate() {
            let id = &column.get_ref().id;
            if !ids.insert(id) {
                self.wrong(
                    column.span().start,
                    format!("the column {id:?} stands twice in this block"),
                );
            }
            let at = first_column + offset;
            let path = if at < header.columns {
                header.path(at)
            } else {
                Vec::new()
            };
            columns.push(Column {
                shares_with: header.shares(at).min(offset),
                ..build_column(column.get_ref(), &path)
            });
        }
        if !columns.iter().any(|column| column.role == Role::Amount) {
            self.wrong(
                block.columns.span().start,
                "expected at least one column with role = \"amount\"",
            );
        }
        self.compared(block, &mut columns);
        columns
    }

    /// Finds the column that each column about last year compares.
    fn compared(&mut self, block: &BlockFile, columns: &mut [Column]) {
        for (at, column) in block.columns.get_ref().iter().enumerate() {
            let compares = columns[at].role.compares();
            let of = column.get_ref().of.as_deref();
            let is_it = |it: &Column| it.role == Role::Amount && Some(it.id.as_str()) == of;
            columns[at].of = columns.iter().position(is_it);
            if compares != of.is_some() || compares && columns[at].of.is_none() {
                self.wrong(
                    column.span().start,
                    "expected `of`, the id of a column with role = \"amount\" of this block, beside the roles last-year, \
                     change and rate alone",
                );
            }
        }
    }

    fn lines(&mut self, block: &BlockFile, lists: &[SharedList<'_>]) -> Vec<Line> {
        let mut lines = Vec::new();
        for line in &block.lines {
            let Some(used) = &line.get_ref().list else {
                lines.extend(self.line(line));
                continue;
            };
            match lists.iter().find(|list| list.id == *used) {
                Some(list) => lines.extend(list.lines.iter().cloned()),
                None => self.wrong(
                    line.span().start,
                    format!("expected the id of a [[list]], found {used:?}"),
                ),
            }
        }
        let mut ids = HashSet::new();
        if let Some(twice) = lines.iter().find(|line| !ids.insert(&line.id)) {
            self.wrong(
                block.columns.span().start,
                format!("the line {:?} stands twice in this block", twice.id),
            );
        }
        lines
    }

    pub(super) fn line(&mut self, spanned: &Spanned<LineFile>) -> Option<Line> {
        let start = spanned.span().start;
        let line = spanned.get_ref();
        let Some(label) = &line.label else {
            self.wrong(start, "expected a label, or a list");
            return None;
        };
        let code = match line
            .code
            .as_deref()
            .map(|digits| (digits, Code::new(digits)))
        {
            Some((digits, None)) => {
                self.wrong(
                    start,
                    format!("expected a code of 3, 5 or 7 digits, found {digits:?}"),
                );
                return None;
            }
            code => code.and_then(|(_, code)| code),
        };
        Some(Line {
            id: line.id.clone().unwrap_or_else(|| fold(label)),
            label: label.clone(),
            known_labels: known_labels(label, &line.aliases),
            section: line.section.as_deref().map(fold),
            code,
            total: line.total,
            at: line.at,
            required: line.required.unwrap_or(line.total),
            closing: line.closing,
            negative: line.negative,
        })
    }
}

/// A label and its aliases in every form in which a cell may write them.
fn known_labels(label: &String, aliases: &[String]) -> Vec<String> {
    let mut known: Vec<String> = std::iter::once(label)
        .chain(aliases)
        .flat_map(|text| forms(&fold(text)).map(Cow::into_owned))
        .filter(|form| !form.is_empty())
        .collect();
    known.dedup();
    known
}

pub(super) fn build_column(column: &ColumnFile, path: &[&str]) -> Column {
    let path: Vec<String> = path.iter().map(|text| fold(&plain(text))).collect();
    let mut headings: Vec<String> = column
        .headings
        .iter()
        .map(|text| fold(&plain(text)))
        .collect();
    headings.push(path.last().cloned().unwrap_or_else(|| fold(&column.id)));
    Column {
        id: column.id.clone(),
        role: match column.role {
            RoleFile::Class => Role::CodePart(Level::Class),
            RoleFile::Group => Role::CodePart(Level::Group),
            RoleFile::Item => Role::CodePart(Level::Item),
            RoleFile::Code => Role::Code,
            RoleFile::Label => Role::Label,
            RoleFile::Section => Role::Section,
            RoleFile::Level => Role::Level,
            RoleFile::LevelToo => Role::LevelToo,
            RoleFile::Project => Role::Project,
            RoleFile::Amount => Role::Amount,
            RoleFile::LastYear => Role::LastYear,
            RoleFile::Change => Role::Change,
            RoleFile::Rate => Role::Rate,
            RoleFile::Text => Role::Text,
            RoleFile::MergedText => Role::MergedText,
            RoleFile::Department => Role::Department,
        },
        headings,
        path,
        shares_with: 0,
        optional: column.optional,
        negative: column.negative || matches!(column.role, RoleFile::Change | RoleFile::Rate),
        of: None,
        is_executed: column.executed,
    }
}
