//! Names in lists of purposes, and their neighbours.

use super::reason_direction::list_end;
use crate::budget::Row;
use crate::classification::{Code, Series};
use crate::finding::ClaimProblem;
use crate::rule::narrative::form::{Filled, LineFigures};
use crate::rule::narrative::language::{GridRow, Sentence, WordGroup, value};
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::naming::{LISTS, is_economic_item};
use crate::rule::narrative::reader::Reader;

/// Characters between the words that begin a list and its amount: 预算为.
const NEXT: usize = 5;

/// How alike a name is to another that it is meant for.
const ALIKE: f64 = 0.75;

/// Names that a table has beside which one that it has not is a slip.
const KNOWN: usize = 5;

impl Reader<'_> {
    /// A purpose or a reason that names a neighbour's item and not this one.
    pub(super) fn other_name(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        name: &Filled,
    ) {
        let Some((code, _)) = self.code.clone() else {
            return;
        };
        let Some(rows) = self.items() else {
            return;
        };
        let written = line.text(name.from, name.to);
        let written = written.trim_end_matches("支出");
        let name_of = |own: &crate::classification::Code| {
            let row = rows.iter().find(|row| row.code.as_ref() == Some(own))?;
            Some(row.name.trim_end_matches("支出").to_owned())
        };
        let full = |own: &crate::classification::Code| {
            let item = name_of(own)?;
            let group = own
                .parent()
                .and_then(|parent| name_of(&parent))
                .unwrap_or_default();
            Some((item.clone(), format!("{group}{item}")))
        };
        let Some((item, path)) = full(&code) else {
            return;
        };
        if written.contains(item.as_str()) && (written == item || written == path) {
            return;
        }
        let is_other = |row: &&GridRow| {
            if !written.ends_with(row.name.trim_end_matches("支出")) {
                return false;
            }
            let own = row.code.as_ref();
            let own = own.filter(|own| **own != code && own.depth() == code.depth());
            own.and_then(full)
                .is_some_and(|(item, path)| written == item || written == path)
        };
        let Some(other) = rows.iter().find(is_other) else {
            return;
        };
        if written.contains(item.as_str())
            && item.chars().count() >= 4
            && !written.ends_with(&other.name)
        {
            return;
        }
        let right = name_of(&code).unwrap_or_default();
        let problem = ClaimProblem::OtherItem {
            right: right.clone(),
        };
        self.push(sentence, (index, name.from, name.to), Some(right), problem);
    }

    /// Names in a list without amounts, held against the rows of a table.
    pub(super) fn list(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        first: &Filled,
    ) {
        let Some(grid) = self.of_section(|it| it.economic) else {
            return;
        };
        let rows = self.rows(grid);
        let figures = self.of_line(index);
        let end = list_end(line, first.from);
        let end = self.next_list(line, &figures, (first.from, end));
        let has_amounts = figures
            .iter()
            .any(|it| it.start >= first.from && it.start < end);
        let mut listed = listed(line, first.from);
        listed.retain(|(from, _)| *from < end);
        let names: Vec<String> = listed
            .iter()
            .map(|(from, to)| line.text(*from, *to))
            .collect();
        self.names_of_other_list((index, line), sentence, grid, &listed);
        let is_known = |written: &str| {
            let bare = written.strip_suffix("支出").unwrap_or(written);
            let is_name = |name: &str| name == written || name == bare;
            let is_usual = self.data.group(WordGroup::EconomicGroupName).has(written);
            is_usual || rows.iter().any(|row| is_name(&row.name))
        };
        self.names_twice(index, &rows, &listed, &names);
        let mut strange = names.iter().filter(|it| !is_known(it));
        let only = strange.next().filter(|_| strange.next().is_none());
        // 基本工资、津贴补贴、资金: the list lacks 奖金
        let missing = only
            .filter(|_| names.len() > KNOWN && !has_amounts)
            .and_then(|written| {
                let list = self.list_at(line, first.from)?;
                let missing = self.only_item_missing(line, &rows, list)?;
                let is_alike = written.chars().any(|c| missing.contains(c));
                (is_alike && self.items_named(written).is_empty()).then_some(missing)
            });
        let known: Vec<bool> = names.iter().map(|it| is_known(it)).collect();
        for (((from, to), written), known) in listed.iter().zip(&names).zip(known) {
            let amount = figures.iter().any(|it| it.start >= *from && it.start < *to);
            let is_named = missing.is_none() && (amount || written.chars().count() < 3);
            if known || is_named {
                continue;
            }
            let free = rows.iter().filter(|row| {
                row.code.as_ref().is_some_and(|it| it.depth() == 2) && !names.contains(&row.name)
            });
            let near = || self.name_meant(written, free.map(|row| row.name.as_str()));
            if let Some(right) = missing.clone().or_else(near) {
                let problem = ClaimProblem::TableName {
                    right: right.clone(),
                };
                self.push(sentence, (index, *from, *to), Some(right), problem);
            } else if has_amounts && written.ends_with('费') {
                let problem = ClaimProblem::NotInTable;
                self.push(sentence, (index, *from, *to), None, problem);
            }
        }
    }

    /// Names of rows that a list has twice.
    fn names_twice(
        &mut self,
        index: usize,
        rows: &[GridRow],
        listed: &[(usize, usize)],
        names: &[String],
    ) {
        for (at, name) in names.iter().enumerate() {
            let first = names[..at].iter().position(|it| it == name);
            let is_one = || rows.iter().filter(|row| row.name == *name).count() == 1;
            if let Some(first) = first.filter(|_| is_one()) {
                let (from, to) = listed[at];
                self.told_twice_at((index, from, to), (index, listed[first].0), &[]);
            }
        }
    }

    /// Where the next list of economic items begins behind a comma, with its amount: `主要包括基本工资、奖金等，公用经费3万元，主要包括`.
    fn next_list(
        &self,
        line: &TextLine,
        figures: &LineFigures,
        (from, end): (usize, usize),
    ) -> usize {
        let is_next = |at: &usize| {
            let words = LISTS.iter().map(|(words, _)| self.data.group(*words));
            let mut words = words.filter_map(|it| it.begins(&line.chars[at + 1..end]));
            let behind = words.next().map(|(word, _)| at + 1 + word.len());
            let is_amount = |it: &PrintedFigure, behind: usize| {
                matches!(it.kind, Kind::Amount(_)) && (behind..behind + NEXT).contains(&it.start)
            };
            let mut all = figures.iter();
            line.chars[*at] == ','
                && behind.is_some_and(|behind| all.any(|it| is_amount(it, behind)))
        };
        (from..end).find(is_next).unwrap_or(end)
    }

    /// Classes in a list without amounts that none of the tables has.
    pub(super) fn list_of_classes(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        first: &Filled,
    ) {
        let tables = self.budget.tables.iter();
        let rows = tables.flat_map(|it| it.blocks.iter().flatten());
        let has_figure = |row: &&Row| {
            let mut facts = row.facts.iter().flatten();
            facts.any(|it| value(self.budget, *it).is_none_or(|it| !it.is_zero()))
        };
        let codes = rows.filter(has_figure).filter_map(|row| row.code.as_ref());
        let is_functional = |it: &&Code| Series::of(it) == Some(Series::Functional);
        let codes: Vec<&Code> = codes.filter(is_functional).collect();
        // rows without codes tell nothing
        if codes.is_empty() {
            return;
        }
        let is_there = |class: &Code| codes.iter().any(|it| *it == class || it.is_below(class));
        let is_lacking = |(from, to): &(usize, usize)| {
            let named = self.codes_named(&line.text(*from, *to)).into_iter();
            let classes: Vec<&Code> = named.filter(|it| it.depth() == 1).collect();
            !classes.is_empty() && !classes.into_iter().any(is_there)
        };
        let lacking: Vec<_> = listed(line, first.from)
            .into_iter()
            .filter(is_lacking)
            .collect();
        for (from, to) in lacking {
            let problem = ClaimProblem::NotInTable;
            self.push(sentence, (index, from, to), None, problem);
        }
    }

    /// The name that is written in other words or with two characters exchanged: one of the table's, or of the catalogue's.
    fn name_meant<'r>(
        &'r self,
        written: &str,
        free: impl Iterator<Item = &'r str> + Clone,
    ) -> Option<String> {
        if !self.items_named(written).is_empty() {
            return None;
        }
        let near = free
            .clone()
            .map(|name| (strsim::normalized_levenshtein(name, written), name));
        let near = near.filter(|(likeness, _)| *likeness >= ALIKE);
        let near = near.max_by(|a, b| a.0.total_cmp(&b.0));
        let exchanged = || {
            let known = self.rules.catalogue.iter().flat_map(|it| it.entries());
            let known = known.filter(|it| is_economic_item(&it.code));
            let known = known.flat_map(|it| it.namings.iter().map(|own| own.name.as_str()));
            let mut names = free.clone().chain(known);
            names.find(|name| is_exchanged(written, name))
        };
        let right = near.map(|(_, name)| name).or_else(exchanged);
        right.map(str::to_owned)
    }
}

/// Where the names of a list stand that begins at a place.
fn listed(line: &TextLine, from: usize) -> Vec<(usize, usize)> {
    let end = list_end(line, from).min(line.chars.len());
    let mut at = from;
    let mut listed = Vec::new();
    for place in from..=end {
        if place == end || matches!(line.chars[place], '、' | ',' | ';' | '。') {
            // 奖励金等支出
            let others = (at..place).find(|at| line.chars[*at] == '等');
            let from = line.ordinal(at).unwrap_or(at);
            let to = others.unwrap_or(place);
            if from < to {
                listed.push((from, to));
            }
            at = place + 1;
        }
    }
    listed
}

/// Whether a name is another one with two characters exchanged that stand side by side.
fn is_exchanged(written: &str, right: &str) -> bool {
    strsim::osa_distance(written, right) == 1 && strsim::levenshtein(written, right) == 2
}
