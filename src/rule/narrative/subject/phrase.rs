//! Phrases: words that mean cells, and which of several cells they mean.

use crate::amount::Rounded;
use crate::budget::FactId;
use crate::rule::narrative::language::{Meaning, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine, begin_of_words};
use crate::rule::narrative::reader::{FAR, Found, Reader, Subject, Sum, TextFigure};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// What the longest phrase that ends at a place means, if there is one.
    pub(super) fn phrase(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end, to): (usize, usize, usize),
        amount: Option<Rounded>,
    ) -> Option<Found> {
        let figures = self.of_line(index);
        let data = self.data;
        let mut best: Option<(usize, Vec<usize>)> = None;
        let before_end = end.checked_sub(1).map(|at| line.chars[at])?;
        for number in data.places.phrases.of(before_end).iter().copied() {
            let phrase = &data.phrases[number];
            let is_path = matches!(phrase.meaning, Meaning::Path);
            let is_here = self.is_here(&phrase.sections) || self.is_by_default(&phrase.sections);
            if !is_here || (is_path && self.code.is_none()) {
                continue;
            }
            let last = best
                .as_ref()
                .map_or(end, |(start, _)| (*start + 1).min(end));
            let starts = phrase.forms.iter().filter_map(|form| {
                let mut starts = form.starts(line, &figures, &data.groups, ((from, last), end));
                starts.next()
            });
            if let Some(start) = starts.min() {
                match &mut best {
                    Some((own, numbers)) if *own == start => numbers.push(number),
                    _ => best = Some((start, vec![number])),
                }
            }
        }
        let (start, numbers) = best?;
        let is_path = matches!(data.phrases[numbers[0]].meaning, Meaning::Path);
        // 甲（项）：预算数为5万元。乙（项）：预算数为3万元: each of its own item
        let colon = line.chars[from..start].iter().rposition(|c| *c == ':');
        let named = colon.filter(|_| is_path).map(|more| from + more);
        if let Some(found) = named.and_then(|at| self.path(index, line, (from, at), amount)) {
            return Some(found);
        }
        if !self.is_neutral(index, line, (from, start))
            || self.is_last_of(line, (start, end, to))
            || self.is_less(line, to)
        {
            if is_path {
                return None;
            }
            if let Some((name, amount)) = self.another_body(index, line, (from, start), amount) {
                let own = self.meant_by(index, line, (end, &numbers), Some(amount));
                let cells = own.cells().map(|it| self.total(&Sum::of(it)));
                if cells.is_some_and(|it| amount.may_be(it)) {
                    self.of_another_body(index, name, true);
                    return Some(own);
                }
            }
            let project = self.project_label(index, line, (from, end));
            let of_item = || self.of_item(index, line, ((from, start), to), (&numbers, amount));
            return Some(project.or_else(of_item).unwrap_or(Found::Unknown));
        }
        if self.is_of_a_part(line, (from, start)) {
            return Some(Found::Unknown);
        }
        let own = self.meant_by(index, line, (end, &numbers), amount);
        let other = self.meant_elsewhere(index, line, (start, end), (&own, amount));
        Some(other.unwrap_or(own))
    }

    /// Whether words speak of the department's own offices or of the bodies below it where their sentence speaks of both:
    /// `局本级支出预算8万元，所属单位支出预算2万元`.
    fn is_of_a_part(&self, line: &TextLine, (from, start): (usize, usize)) -> bool {
        let clause = line.segment(start);
        let is_of_body = self.is_of_body(line, clause);
        let begin = match is_of_body {
            true => clause,
            false => begin_of_words(line, (from, start)),
        };
        let (sentence, end) = line.sentence(start);
        let is_beside = |group: WordGroup| {
            self.has_word(group, line, (sentence, begin))
                || self.has_word(group, line, (start, end))
        };
        let says = |group: WordGroup| self.has_word(group, line, (begin, start));
        let near = (
            sentence.max(begin.saturating_sub(FAR)),
            end.min(start + FAR),
        );
        let is_unit_beside = || self.names_unit_below(line, near);
        (is_of_body && self.names_bodies(line, (sentence, end)))
            || (says(WordGroup::OwnOffice)
                && !says(WordGroup::OtherUnit)
                && (is_beside(WordGroup::OtherUnit) || is_unit_beside()))
            || (says(WordGroup::OtherUnit)
                && !says(WordGroup::OwnOffice)
                && is_beside(WordGroup::OwnOffice))
    }

    /// Whether words go on with what was said of one body: `街道本部收入预算5万元，支出预算5万元`, `省法院本级支出预算5万元，其中基本支出3万元`.
    pub(super) fn follows_a_part(&self, index: usize, line: &TextLine, start: usize) -> bool {
        let from = line.segment(start);
        let mut told = self.stated_in(index).iter();
        let first = told.find(|it| it.at >= from && it.at < start);
        let is_part = first.is_some_and(|it| matches!(it.subject, Found::Unknown));
        is_part && self.is_of_body(line, from)
    }

    /// What the same words mean in another section, where they may differ here and have the amount there.
    fn meant_elsewhere(
        &mut self,
        index: usize,
        line: &TextLine,
        (start, end): (usize, usize),
        (own, amount): (&Found, Option<Rounded>),
    ) -> Option<Found> {
        let Found::Known(Subject {
            near: true,
            cells: Some(cells),
            ..
        }) = own
        else {
            return None;
        };
        let amount = amount.filter(|it| !it.may_be(self.total(&Sum::of(cells))))?;
        let data = self.data;
        let figures = self.of_line(index);
        let last = end.checked_sub(1).map(|at| line.chars[at])?;
        for number in data.places.phrases.of(last).iter().copied() {
            let phrase = &data.phrases[number];
            let mut forms = phrase.forms.iter();
            let is_it = forms.any(|form| {
                let place = ((start, start + 1), end);
                form.starts(line, &figures, &data.groups, place).next() == Some(start)
            });
            if !is_it || !matches!(phrase.meaning, Meaning::Cells(_)) {
                continue;
            }
            let cells = self.cells(&phrase.meaning);
            if let Some(cells) = cells.filter(|it| amount.may_be(self.total(&Sum::of(it)))) {
                return Some(Found::Known(Subject {
                    cells: Some(cells),
                    near: true,
                    most: false,
                    before: None,
                    lacking: None,
                }));
            }
        }
        None
    }

    /// What phrases with the same words mean: of those whose cells the tables have the one that an amount fits, or the first.
    fn meant_by(
        &mut self,
        index: usize,
        line: &TextLine,
        (end, numbers): (usize, &[usize]),
        amount: Option<Rounded>,
    ) -> Found {
        let data = self.data;
        let mut known: Vec<(usize, Vec<(Decimal, FactId)>)> = Vec::new();
        for number in numbers.iter().copied() {
            let phrase = &data.phrases[number];
            let cells = self.cells(&phrase.meaning);
            let is_it = |it: &Vec<_>| !phrase.counted || self.is_counted(index, end, it.len());
            known.extend(cells.filter(is_it).map(|it| (number, it)));
        }
        let fits = |(_, cells): &(usize, Vec<(Decimal, FactId)>)| {
            amount.is_some_and(|amount| amount.may_be(self.total(&Sum::of(cells))))
        };
        let fitting = known.iter().position(fits);
        let fitting = fitting.or_else(|| self.likest(amount?, &known));
        let fitting = fitting.unwrap_or(0);
        if known.is_empty() {
            return Found::Known(Subject {
                cells: None,
                near: false,
                most: false,
                before: None,
                lacking: None,
            });
        }
        let (number, cells) = known.swap_remove(fitting);
        let of_row =
            amount.and_then(|amount| self.of_row_at_hand(index, (line, end), &cells, amount));
        let before = match of_row {
            None => self.before(&data.phrases[number].meaning),
            Some(_) => None,
        };
        let is_lacking = cells.is_empty() && of_row.is_none();
        let table = data.phrases[number].meaning.table();
        Found::Known(Subject {
            lacking: table.filter(|_| is_lacking),
            cells: Some(of_row.map_or(cells, |cell| vec![(Decimal::ONE, cell)])),
            most: data.phrases[number].most,
            near: data.phrases[number].near || self.is_by_default(&data.phrases[number].sections),
            before,
        })
    }

    /// Which of several amounts one that is none of them is meant for: the one with its digits in another order.
    fn likest(&self, amount: Rounded, known: &[(usize, Vec<(Decimal, FactId)>)]) -> Option<usize> {
        let digits = |value: Decimal| {
            let mut digits = value.normalize().to_string().into_bytes();
            digits.sort_unstable();
            digits
        };
        let own = digits(amount.value);
        let mut all = known.iter();
        all.position(|(_, cells)| digits(self.total(&Sum::of(cells))) == own)
    }

    /// Whether the text counts as many things before a place.
    fn is_counted(&self, index: usize, before: usize, count: usize) -> bool {
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let is_as_many = |it: &TextFigure| {
            let is_count = matches!(it.figure.kind, Kind::Count(_));
            is_count && it.figure.close <= before && it.value == Decimal::from(count)
        };
        let mut counts = (self.first[index]..)
            .zip(own)
            .filter(|(_, it)| is_as_many(it));
        // 5个预算单位…项目50个 counts the projects
        counts.any(|(figure, _)| self.counts_projects(figure))
    }
}
