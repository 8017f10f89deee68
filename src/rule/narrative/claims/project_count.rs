//! How many projects a text counts: where the amount beside is that of all of them, they are as many as the tables have.

use crate::budget::FactId;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::narrative::language::{Grid, Meaning, TextCheck, WordGroup, cell, value};
use crate::rule::narrative::lines::Kind;
use crate::rule::narrative::reader::{Found, Reader, Ref, Statement, Sum, TextFigure};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// How many projects are so many that a count of some of them is hardly that of all by chance.
const FEWEST: usize = 3;

/// Projects as one table lists them: how many rows and how many names they may be counted as, and what they come to.
struct ProjectList {
    counts: [usize; 2],
    total: Decimal,
    /// The cells of these amounts.
    cells: Vec<(Decimal, FactId)>,
}

impl Reader<'_> {
    /// Counts of projects, each with the amount behind it.
    pub(crate) fn project_counts(&mut self) {
        let figures = 0..self.reading.figures.len();
        let counts: Vec<usize> = figures.filter(|it| self.counts_projects(*it)).collect();
        if counts.is_empty() {
            return;
        }
        let lists = self.project_lists();
        for count in counts {
            self.project_count(count, &lists);
        }
    }

    /// Holds a count against the lists whose total the amount behind it is.
    fn project_count(&mut self, count: usize, lists: &[ProjectList]) {
        let own = &self.reading.figures[count];
        let said = own.value;
        let (line, from, to) = (own.line, own.figure.start, own.figure.end);
        let amounts = self.amounts_beside(count);
        let fits = |it: &&ProjectList| {
            let is_total = |own: &TextFigure| (it.total - own.value).abs() <= own.half;
            amounts
                .iter()
                .any(|amount| is_total(&self.reading.figures[*amount]))
        };
        let fitting: Vec<&ProjectList> = lists.iter().filter(fits).collect();
        let right: BTreeSet<usize> = fitting.iter().flat_map(|it| it.counts).collect();
        if fitting.is_empty() {
            self.total_of_projects((count, &amounts), lists);
        }
        let is_right = right.iter().any(|it| said == Decimal::from(*it));
        let mut all = right.iter();
        if let (Some(right), None, false) = (all.next(), all.next(), is_right) {
            let right = right.to_string();
            let problem = ClaimProblem::ProjectCount {
                right: right.clone(),
            };
            self.claim(
                TextCheck::ProjectCount,
                (line, from, to),
                Some(right),
                problem,
            );
        }
    }

    /// Holds the amount behind a count of all projects against what they come to, where its words name no cell: with 合计 it is
    /// that of all, else only a slip is told.
    fn total_of_projects(&mut self, (count, amounts): (usize, &[usize]), lists: &[ProjectList]) {
        let own = &self.reading.figures[count];
        let said = own.value;
        let is_counted = |it: &&ProjectList| it.counts.iter().any(|it| said == Decimal::from(*it));
        let counted: Vec<&ProjectList> = lists.iter().filter(is_counted).collect();
        let [amount] = amounts else { return };
        let Some(first) = counted.first().filter(|_| said >= Decimal::from(FEWEST)) else {
            return;
        };
        let other = &self.reading.figures[*amount];
        let is_known = !other.cells.is_empty() || other.figure.start < own.figure.close;
        if is_known || counted.iter().any(|it| it.total != first.total) {
            return;
        }
        let (index, start, close) = (own.line, own.figure.start, own.figure.close);
        let until = other.figure.start;
        let line = self.at(index);
        let (sentence, _) = line.sentence(start);
        // 一般性项目6个 are some of them
        let words = line.clause(self.clause_start(index, &line, start), start);
        let is_of_some = matches!(
            self.named_by_the_way(index, &line, words, None),
            Found::Unknown
        );
        let is_total = self.has_word(WordGroup::Total, &line, (close, until))
            && !is_of_some
            && !self.has_word(WordGroup::FundKind, &line, (sentence, until));
        let rule = self.data.checks.get(&TextCheck::CellNear).copied();
        let right = Sum::of(&first.cells);
        if let Some(rule) = rule.filter(|_| !first.cells.is_empty()) {
            self.state(Statement {
                rule,
                left: Sum::one(Decimal::ONE, Ref::Text(*amount)),
                relation: Relation::Equal,
                right,
                over: None,
                is_near: !is_total,
                may_be_less: false,
            });
        }
    }

    /// The amounts of this year right before and behind a count, in its part of the sentence.
    fn amounts_beside(&self, count: usize) -> Vec<usize> {
        let own = &self.reading.figures[count];
        let line = &self.reading.lines[own.line];
        let (from, to) = line.sentence(own.figure.start);
        let of_line = self.first[own.line]..self.first[own.line + 1];
        let is_amount = |it: &usize| {
            let figure = &self.reading.figures[*it].figure;
            matches!(figure.kind, Kind::Amount(_)) && (from..to).contains(&figure.start)
        };
        let before = (of_line.start..count).rfind(is_amount);
        let behind = (count..of_line.end).find(is_amount);
        // 14688.4万元；其中100万元以上项目4个
        let is_apart = |it: &usize| {
            let other = &self.reading.figures[*it].figure;
            let from = other.close.min(own.figure.close);
            let place = (from, own.figure.start.max(other.start));
            line.chars[place.0..place.1].contains(&';')
                || self.has_word(WordGroup::OfWhich, line, place)
        };
        let stated = |it: &usize| {
            let mut all = self.stated_in(own.line).iter();
            all.any(|own| own.figure == *it && own.is_current)
        };
        let behind = behind.filter(|it| !is_apart(it));
        let before = before.filter(|it| behind.is_none() && !is_apart(it));
        let both = before.into_iter().chain(behind);
        both.filter(stated).collect()
    }

    /// The projects of each table that sections or phrases of the layout name.
    fn project_lists(&mut self) -> Vec<ProjectList> {
        let data = self.data;
        let mut lists = Vec::new();
        let mut grids: Vec<Grid> = Vec::new();
        for grid in data.sections.iter().filter_map(|it| it.projects) {
            if !grids.contains(&grid) {
                grids.push(grid);
            }
        }
        grids.retain(|grid| self.budget.tables.iter().any(|it| it.layout == grid.table));
        for grid in grids {
            let rows = self.rows(grid);
            let named = rows.iter().filter_map(|row| {
                let amount = value(self.budget, row.fact)?;
                let name = row.project.as_deref()?;
                (!amount.is_zero()).then_some((name, row.fact))
            });
            let named: Vec<(&str, FactId)> = named.collect();
            let names: BTreeSet<&str> = named.iter().map(|(name, _)| *name).collect();
            let counts = [named.len(), names.len()];
            let cells = named.iter().map(|(_, fact)| (Decimal::ONE, *fact));
            let cells: Vec<(Decimal, FactId)> = cells.collect();
            let total = self.total(&Sum::of(&cells));
            let cells = self.total_cell(&cells, total).unwrap_or(cells);
            lists.push(ProjectList {
                counts,
                total,
                cells,
            });
        }
        for phrase in data.phrases.iter().filter(|it| it.counted) {
            if let Meaning::Cells(terms) = &phrase.meaning {
                let cells = cell::terms(terms, self.expander).unwrap_or_default();
                lists.push(ProjectList {
                    counts: [cells.len(); 2],
                    total: self.total(&Sum::of(&cells)),
                    cells,
                });
            }
        }
        // with no project in any table there are none, and no money for them
        let is_something = |it: &ProjectList| it.counts[0] > 0 && !it.total.is_zero();
        match lists.iter().any(is_something) {
            true => lists.retain(is_something),
            false => lists.retain(|it| it.total.is_zero()),
        }
        lists
    }

    /// The one cell of a table that has what its projects come to.
    fn total_cell(
        &self,
        cells: &[(Decimal, FactId)],
        total: Decimal,
    ) -> Option<Vec<(Decimal, FactId)>> {
        let own = self.budget.fact(cells.first()?.1);
        let rows = &self.budget.tables[own.table].blocks[own.block];
        let mut totals = rows.iter().filter_map(|row| {
            let fact = (*row.facts.get(own.column)?).filter(|_| row.project.is_none())?;
            (value(self.budget, fact) == Some(total)).then_some(fact)
        });
        totals.next().map(|it| vec![(Decimal::ONE, it)])
    }
}
