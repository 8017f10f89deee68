//! Checks of a sentence that are no formula: of names, of reasons, of what is said to be empty.

use super::cell::value;
use super::form::{Filled, Match};
use super::line::{Line, fold};
use super::reading::{Claim, Ref, Sum};
use super::subject::Found;
use super::walk::Walk;
use super::{Sentence, TextCheck};
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use rust_decimal::Decimal;

impl Walk<'_> {
    /// Checks a sentence by its word.
    pub(super) fn checked<'f>(
        &mut self,
        index: usize,
        line: &Line,
        (sentence, check): (&Sentence, TextCheck),
        named: &impl Fn(&str) -> Option<&'f Filled>,
        found: &Match,
    ) {
        let name = named("名");
        match check {
            TextCheck::ProjectName => {
                if let Some(name) = name {
                    self.project_named(index, line, (name.from, name.to));
                }
            }
            TextCheck::OtherName => {
                if let Some(name) = name {
                    self.other_name(index, line, sentence, name);
                }
            }
            TextCheck::ReasonDirection => {
                if let Some((name, reason)) = name.zip(named("因")) {
                    self.reason(index, line, sentence, (name, reason));
                }
            }
            TextCheck::Empty => self.is_empty(index, line, sentence, found),
            TextCheck::ListName => {
                if let Some(name) = name {
                    self.list(index, line, sentence, name);
                }
            }
            TextCheck::Unit => {
                let figure = named("裸").and_then(|it| it.figure);
                if let Some(figure) = figure {
                    let own = &mut self.reading.figures[self.first[index] + figure];
                    own.is_tied = true;
                    let (from, to) = (own.figure.start, own.figure.end);
                    let right = Some(format!("{}%", line.text(from, to)));
                    let problem = ClaimProblem::NoPercent;
                    self.push(sentence, (index, from, to), right, problem);
                }
            }
            TextCheck::Share => self.share(index, line, sentence, found),
            TextCheck::YearOfBudget => {
                if let Some(year) = named("年") {
                    self.year_of_budget(index, line, sentence, year);
                }
            }
            TextCheck::ProjectUnit => {
                if let Some(name) = name {
                    self.project_unit(index, line, sentence, name);
                }
            }
            _ => {}
        }
    }

    fn push(
        &mut self,
        sentence: &Sentence,
        (line, from, to): (usize, usize, usize),
        right: Option<String>,
        problem: ClaimProblem,
    ) {
        self.reading.claims.push(Claim {
            rule: sentence.rule,
            line,
            from,
            to,
            right,
            problem,
            cells: Vec::new(),
        });
    }

    /// A project's name: as the table has it, or nearly so.
    pub(super) fn project_named(&mut self, index: usize, line: &Line, (from, to): (usize, usize)) {
        let written = line.text(from, to);
        self.project = None;
        let Some(grid) = self.of_section(|it| it.projects) else {
            return;
        };
        let rows = self.rows(grid);
        let names: Vec<String> = rows.iter().filter_map(|row| row.project.clone()).collect();
        if names.is_empty() {
            return;
        }
        if let Some(same) = names.iter().find(|it| fold(it) == written) {
            self.project = Some(same.clone());
            return;
        }
        let likeness = |it: &&String| {
            let right = fold(it);
            let contained = written.ends_with(&right)
                || right.ends_with(&written)
                || written.starts_with(&right);
            let near = strsim::normalized_levenshtein(&written, &right);
            ((if contained { near.max(0.9) } else { near }) * 1000.0) as u32
        };
        // the amount that is stated below tells which project is meant where the name does not
        let amount = self.project_amount(index);
        let by_amount: Vec<&String> = rows
            .iter()
            .filter(|row| amount.is_some() && value(self.budget, row.fact) == amount)
            .filter_map(|row| names.iter().find(|it| row.project.as_ref() == Some(it)))
            .collect();
        let best = names.iter().max_by_key(likeness);
        let right = match (by_amount.as_slice(), best) {
            (_, Some(best)) if likeness(&best) >= 900 => Some(best),
            ([only], _) => Some(*only),
            (_, Some(best)) if likeness(&best) >= 500 => Some(best),
            _ => None,
        };
        let Some(right) = right else {
            return;
        };
        self.project = Some(right.clone());
        let folded = fold(right);
        let is_suffix = written.ends_with(&folded)
            || written.starts_with(&folded)
            || folded.ends_with(&written)
            || folded.starts_with(&written);
        let check = if is_suffix {
            TextCheck::ProjectSuffix
        } else {
            TextCheck::ProjectName
        };
        let problem = ClaimProblem::ProjectName {
            right: right.clone(),
        };
        self.claim(check, (index, from, to), Some(right.clone()), problem);
    }

    /// The first amount that stands in the lines right below.
    fn project_amount(&self, index: usize) -> Option<Decimal> {
        let below = index + 1..(index + 4).min(self.reading.lines.len());
        let mut own =
            below.flat_map(|line| &self.reading.figures[self.first[line]..self.first[line + 1]]);
        own.find(|it| matches!(it.figure.kind, super::figure::Kind::Amount(_)))
            .map(|it| it.value)
    }

    /// A purpose or a reason that names a neighbour's item and not this one.
    fn other_name(&mut self, index: usize, line: &Line, sentence: &Sentence, name: &Filled) {
        let Some((code, _)) = self.code.clone() else {
            return;
        };
        let Some(grid) = self.of_section(|it| it.items.or(it.codes)) else {
            return;
        };
        let rows = self.rows(grid);
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
        let is_other = |row: &&super::cell::GridRow| {
            let own = row
                .code
                .as_ref()
                .filter(|own| **own != code && own.depth() == code.depth());
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

    /// A reason in the opposite direction of what it explains.
    fn reason(
        &mut self,
        index: usize,
        line: &Line,
        sentence: &Sentence,
        (name, reason): (&Filled, &Filled),
    ) {
        let Some((code, _)) = self.code.clone() else {
            return;
        };
        let Some(grid) = self.of_section(|it| it.items.or(it.codes)) else {
            return;
        };
        let rows = self.rows(grid);
        let own = rows
            .iter()
            .find(|row| row.code.as_ref() == Some(&code))
            .map(|row| row.name.clone());
        let written = line.text(name.from, name.to);
        let is_own = own.is_some_and(|own| written.ends_with(&own));
        if is_own && self.direction != 0 && reason.sign != 0 && self.direction != reason.sign {
            let problem = ClaimProblem::OppositeReason;
            // what is wrong is the reason or the figure before it
            let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
            let rate = own.iter().rfind(|it| {
                it.figure.kind == super::figure::Kind::Rate && it.figure.close <= reason.from
            });
            let from = rate.map_or(reason.from, |it| it.figure.start);
            self.push(sentence, (index, from, reason.to), None, problem);
        }
    }

    /// Something that is said to be empty.
    fn is_empty(&mut self, index: usize, line: &Line, sentence: &Sentence, found: &Match) {
        let from = self.clause_start(index, line, found.from);
        if self.is_aside(line, found.from, "原因").is_some() {
            return;
        }
        let mut subject = self.subject(index, line, (from, found.to), None);
        if subject.cells().is_none() {
            subject = self.subject(index, line, (from, found.from), None);
        }
        let Some(cells) = subject.cells().filter(|_| !line.in_table) else {
            return;
        };
        let sum = Sum::of(cells);
        let amount = self.total(&sum);
        if !amount.is_zero() {
            let unit = self.budget.layout.unit_of_measure;
            let problem = ClaimProblem::NotEmpty {
                amount: crate::amount::Amount::new(amount).grouped(0),
                unit: unit.to_string(),
            };
            self.push(sentence, (index, found.from, found.to), None, problem);
            if let Some(claim) = self.reading.claims.last_mut() {
                claim.cells = cells.iter().map(|(_, id)| *id).collect();
            }
        }
    }

    /// Names in a list without amounts, held against the rows of a table.
    fn list(&mut self, index: usize, line: &Line, sentence: &Sentence, first: &Filled) {
        let Some(grid) = self.of_section(|it| it.economic) else {
            return;
        };
        let rows = self.rows(grid);
        let (_, end) = line.sentence(first.from);
        let figures = self.of_line(index);
        let has_amounts = figures
            .iter()
            .any(|it| it.start >= first.from && it.start < end);
        let mut at = first.from;
        let mut listed: Vec<(usize, usize)> = Vec::new();
        for place in first.from..=end.min(line.chars.len()) {
            let is_end = place == end.min(line.chars.len()) || "、,;。".contains(line.chars[place]);
            if is_end {
                listed.push((at, place));
                at = place + 1;
            }
        }
        let names: Vec<String> = listed
            .iter()
            .map(|(from, to)| line.text(*from, *to))
            .collect();
        for ((from, to), written) in listed.iter().zip(&names) {
            let amount = figures.iter().any(|it| it.start >= *from && it.start < *to);
            let known = rows.iter().any(|row| row.name == *written);
            if amount || known || written.chars().count() < 3 {
                continue;
            }
            let free = rows.iter().filter(|row| {
                row.code.as_ref().is_some_and(|it| it.depth() == 2) && !names.contains(&row.name)
            });
            let near = free.map(|row| (strsim::normalized_levenshtein(&row.name, written), row));
            let near = near
                .filter(|(likeness, _)| *likeness >= 0.75)
                .max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, row)) = near {
                let problem = ClaimProblem::TableName {
                    right: row.name.clone(),
                };
                self.push(
                    sentence,
                    (index, *from, *to),
                    Some(row.name.clone()),
                    problem,
                );
            } else if has_amounts && written.ends_with('费') {
                let problem = ClaimProblem::NotInTable;
                self.push(sentence, (index, *from, *to), None, problem);
            }
        }
    }

    /// A share: of what its words name, of the whole before it, or of that of the section.
    fn share(&mut self, index: usize, line: &Line, sentence: &Sentence, found: &Match) {
        let Some(rate) = found
            .filled
            .iter()
            .find_map(|it| it.figure)
            .map(|it| self.first[index] + it)
        else {
            return;
        };
        let rate_at = self.reading.figures[rate].figure.start;
        let Some(part) = self
            .current(index, found.from)
            .map(|it| Sum::one(Decimal::ONE, Ref::Text(it)))
        else {
            return;
        };
        let named = match self.subject(index, line, (found.from + 1, rate_at), None) {
            Found::Known(it) => it.cells.map(|cells| Sum::of(&cells)),
            Found::Nothing => None,
            // of something that is not known
            Found::Unknown => return,
        };
        let section = self
            .of_section(|it| it.whole.clone())
            .and_then(|it| self.cells(&it));
        let before = self
            .whole_before(index, line, found.from)
            .map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
        let has_name = named.is_some();
        let wholes: Vec<Sum> = if let Some(named) = named {
            vec![named]
        } else {
            [before, section.map(|cells| Sum::of(&cells))]
                .into_iter()
                .flatten()
                .filter(|it| *it != part)
                .collect()
        };
        let share = |walk: &Self, whole: &Sum| {
            let whole = walk.total(whole);
            (!whole.is_zero()).then(|| walk.total(&part) * Decimal::ONE_HUNDRED / whole)
        };
        let printed = &self.reading.figures[rate];
        let (value, half) = (printed.value, printed.half);
        let fits = |walk: &Self, whole: &Sum| {
            share(walk, whole).is_some_and(|it| (it - value).abs() <= half + half)
        };
        let best = wholes
            .iter()
            .find(|whole| fits(self, whole))
            .or(wholes.last().filter(|_| has_name || wholes.len() < 3));
        let Some(whole) = best.filter(|it| !self.total(it).is_zero()).cloned() else {
            return;
        };
        self.state(super::reading::Statement {
            rule: sentence.rule,
            left: Sum::one(Decimal::ONE, Ref::Text(rate)),
            relation: Relation::Equal,
            right: part,
            over: Some(whole),
            is_near: false,
        });
    }

    /// The whole whose parts are being told at a place: before 其中 in the line, or at the end of a line above.
    fn whole_before(&self, index: usize, line: &Line, at: usize) -> Option<usize> {
        let group = self.data.groups.iter().find(|it| it.name == "其中")?;
        let begins = |line: &Line, at: usize| {
            group
                .words
                .iter()
                .any(|(word, _)| line.chars[at..].starts_with(word))
        };
        if let Some(begin) = (0..at).rev().find(|at| begins(line, *at)) {
            return self.current(index, begin);
        }
        let above = (index.saturating_sub(6)..index).rev();
        for above in above {
            let line = &self.reading.lines[above];
            let from = line.chars.len().saturating_sub(6);
            let is_open = (from..line.chars.len()).any(|at| begins(line, at))
                || line.chars.last() == Some(&':');
            if is_open {
                return self.current(above, line.chars.len());
            }
        }
        None
    }

    /// A year that ought to be the budget's.
    fn year_of_budget(&mut self, index: usize, line: &Line, sentence: &Sentence, filled: &Filled) {
        let Some((figure, year)) = filled.figure.zip(self.year()) else {
            return;
        };
        let own = &self.reading.figures[self.first[index] + figure];
        let said = own.value;
        if said == Decimal::from(year) {
            return;
        }
        let before = line.text(filled.from.saturating_sub(3), filled.from);
        let is_compared =
            before.chars().any(|c| "比较与同据至自从到以-".contains(c)) || before.contains("关于");
        let in_title = line.chars[..filled.from]
            .iter()
            .rev()
            .find(|c| matches!(c, '《' | '》'))
            == Some(&'《');
        let behind = line.text(filled.to, filled.to + 14);
        let is_past = behind.contains("执行") || behind.contains("决算") || behind.contains("批复");
        // last year's figure stands before this year's
        let is_base = {
            let (_, end) = line.sentence(filled.to);
            let own = self.of_line(index);
            let behind = own
                .iter()
                .filter(|it| it.start > filled.to && it.start < end);
            let is_this_year = |it: &super::figure::Figure| {
                it.kind == super::figure::Kind::Year && it.value == Decimal::from(year)
            };
            behind.clone().any(is_this_year)
        };
        let is_last = said == Decimal::from(year - 1);
        let is_heading = before.contains("关于") && !in_title;
        if in_title || is_past || (is_compared && !is_heading) || (is_last && is_base) {
            return;
        }
        let problem = ClaimProblem::YearOfBudget {
            said: said.to_string(),
            year,
        };
        let place = (index, filled.from, filled.to);
        self.push(sentence, place, Some(year.to_string()), problem);
    }

    /// The unit that a project is of, as its form names it.
    fn project_unit(&mut self, index: usize, line: &Line, sentence: &Sentence, name: &Filled) {
        let written = line.text(name.from, name.to);
        let Some(project) = self.project.as_deref().map(fold) else {
            return;
        };
        let is_one = |own: &str| written.contains(own) || own.contains(written.as_str());
        if self.names.iter().any(|own| is_one(own)) {
            return;
        }
        let of_project = |table: &&crate::budget::Table| {
            let mut rows = table.blocks.iter().flatten();
            table.department.is_some()
                && rows.any(|row| row.project.as_deref().map(fold).as_deref() == Some(&project))
        };
        let form = self
            .budget
            .in_scope()
            .map(|(_, table)| table)
            .find(|table| of_project(table));
        let unit = form
            .and_then(|table| table.department.as_ref())
            .map(|it| it.text.clone());
        if let Some(unit) = unit.filter(|unit| !is_one(&fold(unit))) {
            let problem = ClaimProblem::ProjectUnit {
                right: unit.clone(),
            };
            self.push(sentence, (index, name.from, name.to), Some(unit), problem);
        }
    }

    /// The parts of a whole: `left` is the whole.
    pub(super) fn whole(
        &mut self,
        check: TextCheck,
        whole: usize,
        relation: Relation,
        parts: &[usize],
    ) {
        let mut right = Sum::default();
        right
            .terms
            .extend(parts.iter().map(|part| (Decimal::ONE, Ref::Text(*part))));
        self.check(
            check,
            Sum::one(Decimal::ONE, Ref::Text(whole)),
            relation,
            right,
        );
    }
}
