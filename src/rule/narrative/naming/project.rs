//! Projects: their names and units, as the text and the tables write them.

use super::department::is_short_for;
use crate::amount::Rounded;
use crate::budget::FactId;
use crate::finding::ClaimProblem;
use crate::rule::narrative::form::Filled;
use crate::rule::narrative::language::{Sentence, TextCheck, WordGroup, value};
use crate::rule::narrative::lines::{Kind, TextLine, fold};
use crate::rule::narrative::reader::{Reader, Sum, TextFigure};
use rust_decimal::Decimal;

/// What blanks of a text begin with, folded: 〔待填：…〕, 〔上年：…〕.
const BLANKS: [&str; 2] = ["[待填", "[上年"];

/// Characters of the longest name of an office or a body below a department.
const BELOW: usize = 8;

impl Reader<'_> {
    /// Says that the same list has a project already, with the same amount.
    fn project_again(&mut self, (index, from, to): (usize, usize, usize), name: &str) {
        let marker = self.reading.lines[index].marker;
        let is_of_list = |first: usize| {
            let between = &self.reading.lines[first..index];
            between[0].marker == marker && between.iter().all(|it| it.marker >= marker)
        };
        let known = self.projects_named.get(name).copied();
        let amount = |at: usize| self.project_amount(at).map(|it| it.value);
        let known = known.filter(|(first, _)| {
            is_of_list(*first) && amount(*first).is_some() && amount(*first) == amount(index)
        });
        match known {
            Some(first) => self.told_twice_at((index, from, to), first, &[]),
            None => {
                self.projects_named.insert(name.to_owned(), (index, from));
            }
        }
    }

    /// A project's name: as the table has it, or nearly so.
    pub(crate) fn project_named(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) {
        let written = line.text(from, to);
        self.project = None;
        self.project_at = index;
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
            let is_one = rows
                .iter()
                .filter(|row| row.project.as_ref() == Some(same))
                .count()
                == 1;
            if is_one && !line.in_table {
                self.project_again((index, from, to), same);
            }
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
        let is_it = |value: Decimal| amount.is_some_and(|it| it.may_be(value));
        let by_amount: Vec<&String> = rows
            .iter()
            .filter(|row| value(self.budget, row.fact).is_some_and(&is_it))
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
        // a table of the budget has its own rule for names
        if line.is_read {
            return;
        }
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
    pub(super) fn project_amount(&self, index: usize) -> Option<Rounded> {
        let below = index + 1..(index + 4).min(self.reading.lines.len());
        let mut own =
            below.flat_map(|line| &self.reading.figures[self.first[line]..self.first[line + 1]]);
        own.find(|it| matches!(it.figure.kind, Kind::Amount(_)))
            .map(TextFigure::printed)
    }

    /// The cells of the project at hand: of several of its name the one that has the amount below the name, or the nearest; or all
    /// of them, where that is their sum.
    pub(crate) fn project_cells(&self, named: &[FactId]) -> Vec<(Decimal, FactId)> {
        let all: Vec<(Decimal, FactId)> = named.iter().map(|it| (Decimal::ONE, *it)).collect();
        let amount = self.project_amount(self.project_at);
        let Some(amount) = amount.filter(|_| named.len() > 1) else {
            return all.into_iter().take(1).collect();
        };
        if amount.may_be(self.total(&Sum::of(&all))) {
            return all;
        }
        let off = |(_, cell): &(Decimal, FactId)| {
            let value = value(self.budget, *cell).unwrap_or_default();
            (value - amount.value).abs()
        };
        all.into_iter().min_by_key(off).into_iter().collect()
    }

    /// Whether a name is the department's own, in short or as a part of it.
    fn is_own_in_short(&self, name: &str) -> bool {
        let mut names = self.names.iter();
        is_short_for(name, &self.department)
            || is_short_for(&self.department, name)
            || names.any(|own| name.contains(own.as_str()) || own.contains(name))
    }

    /// Where the first name ends that bodies below the department stand behind: `教育局及15所幼儿园`.
    fn before_bodies_below(&self, names: &[char]) -> Option<usize> {
        let [and, below, units] = [WordGroup::And, WordGroup::BodyBelow, WordGroup::OtherUnit]
            .map(|group| self.data.group(group));
        let (first, (word, _)) =
            (1..names.len()).find_map(|at| Some((at, and.begins(&names[at..])?)))?;
        let rest = &names[first + word.len()..];
        (below.ends(rest).is_some() || units.begins(rest).is_some()).then_some(first)
    }

    /// Whether a short name is that of an office or a body below the department: 就业科, 劳动就业服务中心.
    fn is_below(&self, name: &[char]) -> bool {
        let words = self.data.group(WordGroup::BodyBelow);
        name.len() <= BELOW && words.ends(name).is_some()
    }

    /// The unit that a project is of, as its form names it.
    pub(crate) fn project_unit(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        name: &Filled,
    ) {
        let written = line.text(name.from, name.to);
        let Some(project) = self.project.as_deref().map(fold) else {
            return;
        };
        // a blank that is not filled in names nobody: another rule tells of it
        if BLANKS.iter().any(|blank| written.starts_with(blank)) {
            return;
        }
        let is_one = |own: &str| written.contains(own) || own.contains(written.as_str());
        let chars = &line.chars[name.from..name.to];
        let first = self.before_bodies_below(chars);
        let first = first.map(|length| line.text(name.from, name.from + length));
        let is_own =
            self.is_own_in_short(&written) || first.is_some_and(|it| self.is_own_in_short(&it));
        if is_own || self.is_below(chars) {
            return;
        }
        let of_project = |table: &&crate::budget::Table| {
            let mut rows = table.blocks.iter().flatten();
            table.department.is_some()
                && rows.any(|row| row.project.as_deref().map(fold).as_deref() == Some(&project))
        };
        // a project of two units has a form of each
        let forms = self.budget.in_scope().map(|(_, table)| table);
        let forms = forms.filter(of_project);
        let units: Vec<String> = forms
            .filter_map(|table| table.department.as_ref().map(|it| it.text.clone()))
            .collect();
        let is_known = units.iter().any(|unit| is_one(&fold(unit)));
        if let Some(unit) = units.into_iter().next().filter(|_| !is_known) {
            let problem = ClaimProblem::ProjectUnit {
                right: unit.clone(),
            };
            self.push(sentence, (index, name.from, name.to), Some(unit), problem);
        }
    }
}
