//! One way through a text, line by line: headings give the section, sentences give statements, and what is
//! stated last is what the next change is about.

use super::cell::{Grid, GridRow, Meaning};
use super::figure::{self, Kind};
use super::form::{Match, Slot};
use super::line::{Line, Marker, lines};
use super::reading::{Claim, Reading, Ref, SentenceMatch, Statement, Sum, TextFigure};
use super::reasons::Told;
use super::subject::{Found, Subject};
use super::{Narrative, Paragraph, Sentence, TextCheck, cell};
use crate::budget::{Budget, FactId};
use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::{Expander, RuleSet};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::rc::Rc;

/// Characters of the longest heading.
const HEADING: usize = 60;

/// Characters before a figure that may say what it is about.
pub(super) const FAR: usize = 400;

/// Characters and figures of a text that are looked at; a book of a hundred pages has fewer.
const CHARACTERS: usize = 300_000;
const FIGURES: usize = 10_000;

/// A figure that a text states about a subject.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) figure: usize,
    pub(super) line: usize,
    pub(super) at: usize,
    pub(super) subject: Found,
    /// The words before it.
    pub(super) from: usize,
    /// Whether it is this year's figure of its subject, not last year's or one among reasons.
    pub(super) is_current: bool,
}

/// A change against last year.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) figure: usize,
    pub(super) sign: Decimal,
    pub(super) cells: Vec<(Decimal, FactId)>,
    /// Whether it is against what was spent, not against the budget.
    pub(super) is_executed: bool,
}

/// The way through a text.
pub(super) struct Walk<'a> {
    pub(super) data: &'a Narrative,
    pub(super) rules: &'a RuleSet,
    pub(super) budget: &'a Budget,
    pub(super) expander: &'a Expander<'a>,
    /// How the text names its department.
    pub(super) names: Vec<String>,
    /// The figures of each line are those from here on.
    pub(super) first: Vec<usize>,
    /// The same, line by line.
    figures: Vec<Rc<[figure::Figure]>>,
    /// What each line states begins here.
    stated_from: Vec<usize>,
    pub(super) heads: Vec<(Marker, String)>,
    /// Sections at hand, the innermost first.
    pub(super) sections: Vec<usize>,
    /// The path at hand, from headings: the code so far.
    pub(super) path: Option<Code>,
    /// The code that the line at hand has named.
    pub(super) code: Option<(Code, FactId)>,
    pub(super) project: Option<String>,
    pub(super) stated: Vec<Stated>,
    pub(super) changes: Vec<Change>,
    /// Changes that are not among reasons.
    pub(super) told: Vec<Told>,
    /// The sign of the last change or rate of the line.
    pub(super) direction: i8,
    pub(super) grids: HashMap<(usize, usize, usize), Rc<Vec<GridRow>>>,
    /// Which sentences are asked for in this text.
    said: Vec<bool>,
    own_year: Option<i32>,
    pub(super) reading: Reading,
}

/// Reads a text against a budget.
pub(crate) fn read(
    paragraphs: &[Paragraph],
    data: &Narrative,
    rules: &RuleSet,
    budget: &Budget,
    expander: &Expander<'_>,
) -> Reading {
    let mut walk = Walk {
        data,
        rules,
        budget,
        expander,
        names: Vec::new(),
        first: Vec::new(),
        figures: Vec::new(),
        stated_from: Vec::new(),
        heads: Vec::new(),
        sections: Vec::new(),
        path: None,
        code: None,
        project: None,
        stated: Vec::new(),
        changes: Vec::new(),
        told: Vec::new(),
        direction: 0,
        grids: HashMap::new(),
        said: Vec::new(),
        own_year: None,
        reading: Reading {
            lines: lines(paragraphs),
            ..Reading::default()
        },
    };
    walk.leave_out();
    walk.figures();
    walk.names = super::subject::names(&walk);
    walk.own_year = walk.text_year();
    let says = |words: &[String]| {
        let has = |line: &Line| {
            let text = line.text(0, line.chars.len());
            words.iter().any(|word| text.contains(word.as_str()))
        };
        words.is_empty() || walk.reading.lines.iter().any(has)
    };
    walk.said = data.sentences.iter().map(|it| says(&it.with)).collect();
    for line in 0..walk.reading.lines.len() {
        walk.stated_from.push(walk.stated.len());
        walk.line(line);
    }
    walk.exact();
    walk.parts();
    walk.reasons();
    walk.shadow();
    walk.reading
}

impl<'a> Walk<'a> {
    /// Of a text beyond all measure the rest is left alone; its amounts are counted as not compared.
    fn leave_out(&mut self) {
        let (mut characters, mut figures) = (0, 0);
        let is_over = |line: &Line| {
            if !line.in_table {
                let is_digit = |c: &char| c.is_ascii_digit();
                let runs = line.chars.windows(2);
                characters += line.chars.len();
                figures += runs
                    .filter(|it| is_digit(&it[0]) && !is_digit(&it[1]))
                    .count();
            }
            characters > CHARACTERS || figures > FIGURES
        };
        if let Some(from) = self.reading.lines.iter().position(is_over) {
            for line in self.reading.lines.split_off(from) {
                let own = figure::figures(&line, &self.data.units);
                let amounts = own.iter().filter(|it| matches!(it.kind, Kind::Amount(_)));
                self.reading.left_out += amounts.count();
            }
        }
    }

    fn figures(&mut self) {
        let unit = self.budget.layout.unit_of_measure;
        for (index, line) in self.reading.lines.iter().enumerate() {
            self.first.push(self.reading.figures.len());
            let figures: Rc<[figure::Figure]> = if line.in_table {
                Rc::default()
            } else {
                figure::figures(line, &self.data.units).into()
            };
            self.figures.push(figures.clone());
            for own in figures.iter().cloned() {
                let scaled = |value| match &own.kind {
                    Kind::Amount(from) => from.convert(value, unit),
                    _ => value,
                };
                self.reading.figures.push(TextFigure {
                    line: index,
                    value: scaled(own.value),
                    half: scaled(own.half),
                    figure: own,
                    is_tied: false,
                    is_change: false,
                    cells: Vec::new(),
                });
            }
        }
        self.first.push(self.reading.figures.len());
    }

    /// 7000 万元 among 1261.73 万元 is exact, unless such figures round their cells in this text.
    fn exact(&mut self) {
        let figures = &self.reading.figures;
        let decimals = |own: &TextFigure| match own.figure.kind {
            Kind::Amount(_) if !own.value.is_zero() => Some(own.figure.decimals),
            _ => None,
        };
        let Some(most) = figures.iter().filter_map(decimals).max() else {
            return;
        };
        let gap = |own: &TextFigure| {
            let cells = own.cells.iter();
            let values: Option<Vec<Decimal>> = cells
                .map(|(factor, id)| Some(*factor * cell::value(self.budget, *id)?))
                .collect();
            let known = values.filter(|it| !it.is_empty())?;
            Some((known.into_iter().sum::<Decimal>() - own.value).abs())
        };
        let finest = |own: &TextFigure| {
            let places = own.figure.decimals.min(most);
            (0..most - places).fold(own.half, |half, _| half / Decimal::TEN)
        };
        let is_rounded = |places: u32| {
            let mut own = figures.iter().filter(|it| decimals(it) == Some(places));
            own.any(|it| gap(it).is_some_and(|gap| gap <= it.half && gap > finest(it)))
        };
        let is_full = |places: u32| {
            let own = figures.iter().filter(|it| decimals(it) == Some(places));
            own.filter(|it| gap(it).is_some_and(|gap| gap.is_zero()))
                .count()
                > 1
        };
        let exact: Vec<u32> = (0..most.min(2))
            .filter(|it| is_full(*it) && !is_rounded(*it))
            .collect();
        let halves: Vec<(usize, Decimal)> = figures
            .iter()
            .enumerate()
            .filter(|(_, it)| decimals(it).is_some_and(|places| exact.contains(&places)))
            .map(|(index, it)| (index, finest(it)))
            .collect();
        for (index, half) in halves {
            self.reading.figures[index].half = half;
        }
    }

    /// The figures of a line.
    pub(super) fn of_line(&self, line: usize) -> Rc<[figure::Figure]> {
        self.figures[line].clone()
    }

    /// What a line states.
    pub(super) fn stated_in(&self, line: usize) -> &[Stated] {
        let all = self.stated.len();
        let from = self.stated_from.get(line).copied().unwrap_or(all);
        let to = self.stated_from.get(line + 1).copied().unwrap_or(all);
        &self.stated[from..to.max(from)]
    }

    pub(super) fn at(&self, line: usize) -> Line {
        self.reading.lines[line].clone()
    }

    /// The year of the budget: of its tables, or the one that the text names most.
    pub(super) fn year(&self) -> Option<i32> {
        self.budget.fiscal_year.or(self.own_year)
    }

    fn text_year(&self) -> Option<i32> {
        let mut counts: HashMap<i32, usize> = HashMap::new();
        for figure in &self.reading.figures {
            let line = &self.reading.lines[figure.line];
            let behind = line.text(figure.figure.close, figure.figure.close + 24);
            if figure.figure.kind == Kind::Year && behind.contains("预算") {
                *counts
                    .entry(i32::try_from(figure.value.mantissa()).ok()?)
                    .or_default() += 1;
            }
        }
        counts
            .into_iter()
            .max_by_key(|(year, count)| (*count, *year))
            .map(|(year, _)| year)
    }

    /// The value of a figure as printed.
    pub(super) fn value(&self, own: Ref) -> Decimal {
        match own {
            Ref::Text(index) => self.reading.figures[index].value,
            Ref::Cell(id) => cell::value(self.budget, id).unwrap_or_default(),
        }
    }

    pub(super) fn total(&self, sum: &Sum) -> Decimal {
        let terms = sum
            .terms
            .iter()
            .map(|(factor, own)| *factor * self.value(*own));
        sum.constant + terms.sum::<Decimal>()
    }

    pub(super) fn rows(&mut self, grid: Grid) -> Rc<Vec<GridRow>> {
        let key = (grid.table, grid.block, grid.column);
        let budget = self.budget;
        let rows = self
            .grids
            .entry(key)
            .or_insert_with(|| Rc::new(grid.rows(budget)));
        rows.clone()
    }

    /// The first of the sections at hand that has something.
    pub(super) fn of_section<T>(&self, pick: impl Fn(&super::Section) -> Option<T>) -> Option<T> {
        self.sections
            .iter()
            .find_map(|index| pick(&self.data.sections[*index]))
    }

    pub(super) fn is_here(&self, sections: &[usize]) -> bool {
        sections.is_empty() || sections.iter().any(|it| self.sections.contains(it))
    }

    pub(super) fn state(&mut self, statement: Statement) {
        let sides = [
            Some(&statement.left),
            Some(&statement.right),
            statement.over.as_ref(),
        ];
        for (_, own) in sides.into_iter().flatten().flat_map(|sum| &sum.terms) {
            if let Ref::Text(index) = own {
                self.reading.figures[*index].is_tied = true;
            }
        }
        self.reading.statements.push(statement);
    }

    /// States an equation under the rule of a check, where the data has one.
    pub(super) fn check(&mut self, check: TextCheck, left: Sum, relation: Relation, right: Sum) {
        let Some(rule) = self.data.checks.get(&check).copied() else {
            return;
        };
        self.state(Statement {
            rule,
            left,
            relation,
            right,
            over: None,
            is_near: matches!(
                check,
                TextCheck::CellNear
                    | TextCheck::PartsNear
                    | TextCheck::Reasons
                    | TextCheck::SameChangeMaybe
                    | TextCheck::ChangePartsMaybe
            ),
        });
    }

    pub(super) fn claim(
        &mut self,
        check: TextCheck,
        (line, from, to): (usize, usize, usize),
        right: Option<String>,
        problem: ClaimProblem,
    ) {
        if let Some(rule) = self.data.checks.get(&check).copied() {
            self.reading.claims.push(Claim {
                rule,
                line,
                from,
                to,
                right,
                problem,
                cells: Vec::new(),
            });
        }
    }

    fn line(&mut self, index: usize) {
        let line = self.at(index);
        if line.in_table {
            self.cell_of_table(index, &line);
            return;
        }
        self.code = None;
        self.direction = 0;
        self.heading(index, &line);
        let matches = self.matches(index, &line);
        let own = self.of_line(index);
        let mut taken = vec![false; own.len()];
        for (sentence, form, found) in &matches {
            let slots = &self.data.sentences[*sentence].forms[*form].slots;
            for filled in &found.filled {
                if let Some(figure) = filled.figure.filter(|_| slots[filled.slot].0 != "本") {
                    taken[figure] = true;
                }
            }
        }
        enum Event {
            Match(usize),
            Figure(usize),
        }
        let mut events: Vec<(usize, Event)> = Vec::new();
        for (number, (.., found)) in matches.iter().enumerate() {
            events.push((found.to, Event::Match(number)));
        }
        for (number, figure) in own.iter().enumerate() {
            let is_stated = matches!(figure.kind, Kind::Amount(_) | Kind::Count(_) | Kind::Bare);
            if is_stated && !taken[number] {
                events.push((figure.close, Event::Figure(number)));
            }
        }
        // a figure before the sentence that ends with it
        events.sort_by_key(|(at, event)| (*at, matches!(event, Event::Match(_))));
        for (_, event) in events {
            match event {
                Event::Figure(number) => self.stated_figure(index, &line, number),
                Event::Match(number) => {
                    let (sentence, form, found) = &matches[number];
                    self.matched(index, &line, (*sentence, *form), found);
                }
            }
        }
    }

    /// A cell of a table in the document: a project's name beside its label.
    fn cell_of_table(&mut self, index: usize, line: &Line) {
        let Some(before) = index.checked_sub(1).map(|at| &self.reading.lines[at]) else {
            return;
        };
        let label = before.text(0, before.chars.len());
        if before.in_table && self.data.labels.contains(&label) {
            self.project_named(index, line, (0, line.chars.len()));
        }
    }

    /// Takes a heading in: it ends the ones on its level and below.
    fn heading(&mut self, index: usize, line: &Line) {
        let text = line.text(0, line.chars.len());
        let length = line.chars.len();
        let has_amount = self
            .of_line(index)
            .iter()
            .any(|it| matches!(it.kind, Kind::Amount(_)));
        let ends = text.chars().last().unwrap_or(' ');
        let is_open = !"。;,".contains(ends) && !has_amount && length <= HEADING;
        let is_named = self
            .data
            .headings
            .iter()
            .any(|word| text.ends_with(word.as_str()));
        let is_heading = match line.marker {
            Marker::Part | Marker::Han | Marker::HanInBrackets => is_open,
            Marker::Plain => is_open && (is_named || line.is_styled),
            _ => is_open && line.is_styled,
        };
        if is_heading {
            let rank = |marker: Marker| match marker {
                Marker::Plain => Marker::Part,
                other => other,
            };
            let own = rank(line.marker);
            self.heads.retain(|(marker, _)| rank(*marker) < own);
            self.heads.push((own, text));
            let sections = &self.data.sections;
            self.sections.clear();
            for (_, head) in self.heads.iter().rev() {
                let found = sections.iter().position(|it| it.is_headed(head));
                self.sections
                    .extend(found.filter(|it| !self.sections.contains(it)));
            }
            if line.marker <= Marker::Han {
                self.path = None;
            }
        }
        if is_heading || line.marker == Marker::HanInBrackets {
            self.path_of_heading(index, line);
        }
    }

    /// The sentences of a line; the first ones of the data take their figures first.
    fn matches(&mut self, index: usize, line: &Line) -> Vec<(usize, usize, Match)> {
        let figures = self.of_line(index);
        let mut taken = vec![false; figures.len()];
        let mut found: Vec<(usize, usize, Match)> = Vec::new();
        for (number, sentence) in self.data.sentences.iter().enumerate() {
            if !self.is_here(&sentence.sections) || !self.said[number] {
                continue;
            }
            for (form_number, form) in sentence.forms.iter().enumerate() {
                for own in form.all(line, &figures, &self.data.groups, 0) {
                    let uses = |it: &&super::form::Filled| form.slots[it.slot].1 != Slot::Year;
                    let used: Vec<usize> = own
                        .filled
                        .iter()
                        .filter(uses)
                        .filter_map(|it| it.figure)
                        .collect();
                    if used.iter().any(|figure| taken[*figure]) {
                        continue;
                    }
                    let overlaps = |(other, _, it): &(usize, usize, Match)| {
                        *other == number && it.from < own.to && own.from < it.to
                    };
                    if found.iter().any(overlaps) {
                        continue;
                    }
                    used.iter().for_each(|figure| taken[*figure] = true);
                    let slots = own.filled.iter().map(|it| (it.slot, it.from, it.to));
                    self.reading.matches.push(SentenceMatch {
                        rule: sentence.rule,
                        line: index,
                        from: own.from,
                        to: own.to,
                        form: (number, form_number),
                        slots: slots.collect(),
                    });
                    found.push((number, form_number, own));
                }
            }
        }
        found
    }

    /// Whether a place stands among reasons, or among what money is for.
    pub(super) fn is_aside(&self, line: &Line, at: usize, group: &str) -> Option<usize> {
        let (sentence, _) = line.sentence(at);
        let sentence = sentence.max(at.saturating_sub(FAR));
        let stop = line.chars[sentence..at.min(line.chars.len())]
            .iter()
            .rposition(|c| *c == ';');
        let from = stop.map_or(sentence, |more| sentence + more + 1);
        let words = self.data.groups.iter().find(|it| it.name == group)?;
        let is_word = |place: &usize| {
            let fits = |word: &[char]| line.chars[*place..].starts_with(word);
            words.words.iter().any(|(word, _)| fits(word))
        };
        (from..at.min(line.chars.len())).rev().find(is_word)
    }

    fn stated_figure(&mut self, index: usize, line: &Line, number: usize) {
        let figure = self.first[index] + number;
        let own = self.reading.figures[figure].clone();
        let (start, value) = (own.figure.start, own.value);
        let from = self.clause_start(index, line, start);
        let year = self.year_between(index, from, start);
        let in_reason = self.is_aside(line, start, "原因").is_some();
        let is_money = matches!(own.figure.kind, Kind::Amount(_) | Kind::Bare);
        let subject = if is_money && !in_reason {
            self.subject(index, line, (from, start), Some(value))
        } else {
            Found::Nothing
        };
        let known = subject.cells();
        self.reading.figures[figure].cells = known.cloned().unwrap_or_default();
        if own.figure.kind == Kind::Bare && known.is_none() {
            return;
        }
        let mut is_current = !in_reason;
        if let Found::Known(subject) = &subject
            && let Some(cells) = &subject.cells
        {
            let right = Sum::of(cells);
            let is_same = (self.total(&right) - value).abs() <= own.half;
            let is_last_year =
                year.is_some_and(|(year, _)| self.year().is_some_and(|own| year == own - 1));
            if is_last_year && !is_same {
                is_current = false;
            } else {
                let check = if subject.near {
                    TextCheck::CellNear
                } else {
                    TextCheck::Cell
                };
                self.check(
                    check,
                    Sum::one(Decimal::ONE, Ref::Text(figure)),
                    Relation::Equal,
                    right,
                );
                if let (Some((said, place)), Some(year)) = (year, self.year())
                    && said != year
                {
                    let problem = ClaimProblem::YearOfAmount { said, year };
                    self.claim(
                        TextCheck::Year,
                        (index, place, place + 5),
                        Some(year.to_string()),
                        problem,
                    );
                }
            }
        }
        self.stated.push(Stated {
            figure,
            line: index,
            at: start,
            subject,
            from,
            is_current,
        });
    }

    /// Where the words about a figure begin: behind the figure before it, and behind 。 and ；.
    pub(super) fn clause_start(&self, index: usize, line: &Line, start: usize) -> usize {
        let figures = self.of_line(index);
        let before = figures
            .iter()
            .filter(|it| it.kind != Kind::Year && it.close <= start);
        let after_figure = before.map(|it| it.close).max().unwrap_or(0);
        let stop = line.chars[..start]
            .iter()
            .rposition(|c| "。;".contains(*c))
            .map_or(0, |at| at + 1);
        after_figure.max(stop).max(line.body).min(start)
    }

    /// The last year that stands between two places.
    fn year_between(&self, index: usize, from: usize, to: usize) -> Option<(i32, usize)> {
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let mut years = own.iter().filter(|it| it.figure.kind == Kind::Year);
        let last = years.rfind(|it| it.figure.start >= from && it.figure.close <= to)?;
        Some((
            i32::try_from(last.value.mantissa()).ok()?,
            last.figure.start,
        ))
    }

    fn matched(
        &mut self,
        index: usize,
        line: &Line,
        (sentence, form): (usize, usize),
        found: &Match,
    ) {
        let data = self.data;
        let sentence = &data.sentences[sentence];
        let slots = &sentence.forms[form].slots;
        let named = |name: &str| found.filled.iter().find(|it| slots[it.slot].0 == name);
        if let Some(check) = sentence.check {
            self.checked(index, line, (sentence, check), &named, found);
        } else if let Some(says) = &sentence.says {
            let (zh, en) = says.split_once('|').unwrap_or((says, says));
            let name = found
                .filled
                .iter()
                .find(|it| slots[it.slot].1 == Slot::Name);
            let (from, to) = name.map_or((found.from, found.to), |it| (it.from, it.to));
            self.reading.claims.push(Claim {
                rule: sentence.rule,
                line: index,
                from,
                to,
                right: sentence.right.clone(),
                problem: ClaimProblem::Said {
                    zh: zh.to_owned(),
                    en: en.to_owned(),
                },
                cells: Vec::new(),
            });
        }
        let direction = found.filled.iter().rev().find(|it| it.sign != 0);
        if let Some(direction) = direction {
            self.direction = direction.sign;
        }
        let change = named("增").or_else(|| named("平"));
        let base = change.and_then(|it| self.change(index, line, it, found));
        if change.is_some() && base.is_none() {
            return;
        }
        for means in &sentence.means {
            let side = |linear: &super::means::Linear| {
                let mut sum = Sum {
                    terms: Vec::new(),
                    constant: linear.constant,
                };
                for (factor, name) in &linear.terms {
                    sum.add(
                        *factor,
                        &self.named_sum(index, name, &named, found, base.as_ref())?,
                    );
                }
                Some(sum)
            };
            let over = means.over.as_ref().map(side);
            if let (Some(left), Some(right), None | Some(Some(_))) =
                (side(&means.left), side(&means.right), &over)
            {
                self.meant(
                    index,
                    sentence,
                    found,
                    (left, means.relation, right, over.flatten()),
                );
            }
        }
    }

    fn meant(
        &mut self,
        index: usize,
        sentence: &Sentence,
        found: &Match,
        (left, relation, right, over): (Sum, Relation, Sum, Option<Sum>),
    ) {
        if over.as_ref().is_some_and(|over| self.total(over).is_zero()) {
            for (_, own) in left.terms.iter().chain(&right.terms) {
                if let Ref::Text(figure) = own {
                    self.reading.figures[*figure].is_tied = true;
                }
            }
            if !self.total(&right).is_zero() {
                let problem = ClaimProblem::ZeroBase;
                let at = left.terms.first().map(|(_, own)| *own);
                let (from, to) = match at {
                    Some(Ref::Text(figure)) => {
                        let own = &self.reading.figures[figure].figure;
                        (own.start, own.close)
                    }
                    _ => (found.from, found.to),
                };
                self.claim(TextCheck::ZeroBase, (index, from, to), None, problem);
            }
            return;
        }
        self.state(Statement {
            rule: sentence.rule,
            left,
            relation,
            right,
            over,
            is_near: false,
        });
    }

    /// What a name of a formula stands for.
    fn named_sum<'f>(
        &self,
        index: usize,
        name: &str,
        named: &impl Fn(&str) -> Option<&'f super::form::Filled>,
        found: &Match,
        base: Option<&Sum>,
    ) -> Option<Sum> {
        if let Some(filled) = named(name) {
            let figure = self.first[index] + filled.figure?;
            let is_year = self.reading.figures[figure].figure.kind == Kind::Year;
            let mut before = found
                .filled
                .iter()
                .filter(|it| it.to <= filled.from && it.sign != 0);
            let sign = before.next_back().map_or(1, |it| it.sign);
            let factor = if is_year {
                Decimal::ONE
            } else {
                Decimal::from(sign)
            };
            return Some(Sum::one(factor, Ref::Text(figure)));
        }
        match name {
            "本" => match base {
                Some(base) => Some(base.clone()),
                None => self
                    .current(index, found.from)
                    .map(|it| Sum::one(Decimal::ONE, Ref::Text(it))),
            },
            "年度" => Some(Sum {
                terms: Vec::new(),
                constant: self.year()?.into(),
            }),
            _ => None,
        }
    }

    /// The last figure that was stated before a place: of those whose cell is known, if there are any.
    pub(super) fn current(&self, index: usize, before: usize) -> Option<usize> {
        let own = || {
            let is_money =
                |figure: usize| !matches!(self.reading.figures[figure].figure.kind, Kind::Count(_));
            let before = move |it: &&Stated| it.at < before && it.is_current && is_money(it.figure);
            self.stated_in(index).iter().filter(before)
        };
        let mut known = own().filter(|it| it.subject.cells().is_some());
        known
            .next_back()
            .or_else(|| own().next())
            .map(|it| it.figure)
    }

    /// Takes a change in; gives what it is a change of.
    fn change(
        &mut self,
        index: usize,
        line: &Line,
        slot: &super::form::Filled,
        found: &Match,
    ) -> Option<Sum> {
        let start = found.from;
        let from = self.clause_start(index, line, start);
        let is_executed = {
            let (sentence, _) = line.sentence(start);
            let words = line.text(sentence.max(from), start);
            self.data
                .execution
                .iter()
                .any(|word| words.contains(word.as_str()))
        };
        let in_reason = self.is_aside(line, start, "原因").is_some();
        let subject = self.subject(index, line, (from, start), None);
        let current = self.current(index, start);
        let (cells, base) = match (&subject, current) {
            (
                Found::Known(Subject {
                    cells: Some(cells), ..
                }),
                current,
            ) => {
                let same = current.filter(|figure| self.cells_of(*figure).as_ref() == Some(cells));
                let stated = same.or_else(|| self.stated_of(cells));
                let base = stated.map_or_else(
                    || Sum::of(cells),
                    |it| Sum::one(Decimal::ONE, Ref::Text(it)),
                );
                (cells.clone(), Some(base))
            }
            (Found::Nothing, Some(figure)) if !in_reason => {
                let cells = self.cells_of(figure).unwrap_or_default();
                (cells, Some(Sum::one(Decimal::ONE, Ref::Text(figure))))
            }
            _ => (Vec::new(), None),
        };
        let sign = found
            .filled
            .iter()
            .rfind(|it| it.to <= slot.from && it.sign != 0);
        let figure = match slot.figure {
            Some(number) => self.first[index] + number,
            None => self.said_same(index, slot),
        };
        self.reading.figures[figure].is_change = true;
        if !in_reason {
            self.told.push(Told {
                line: index,
                to: found.to,
                figure,
                sign: Decimal::from(sign.map_or(1, |it| it.sign)),
            });
        }
        let is_count = matches!(self.reading.figures[figure].figure.kind, Kind::Count(_));
        if !cells.is_empty() && !is_count {
            self.changes.push(Change {
                figure,
                sign: Decimal::from(sign.map_or(1, |it| it.sign)),
                cells,
                is_executed,
            });
        }
        base
    }

    /// Words such as 持平, as a figure that is nothing.
    fn said_same(&mut self, index: usize, slot: &super::form::Filled) -> usize {
        let figure = figure::Figure {
            kind: Kind::Same,
            value: Decimal::ZERO,
            half: Decimal::ZERO,
            decimals: self.budget.decimals(),
            start: slot.from,
            end: slot.to,
            close: slot.to,
        };
        self.reading.figures.push(TextFigure {
            line: index,
            figure,
            value: Decimal::ZERO,
            half: Decimal::ZERO,
            is_tied: false,
            is_change: true,
            cells: Vec::new(),
        });
        self.reading.figures.len() - 1
    }

    /// The cells that a stated figure is about.
    fn cells_of(&self, figure: usize) -> Option<Vec<(Decimal, FactId)>> {
        let line = self.reading.figures[figure].line;
        let own = self
            .stated_in(line)
            .iter()
            .rfind(|it| it.figure == figure)?;
        own.subject.cells().cloned()
    }

    /// The last figure that was stated about cells.
    fn stated_of(&self, cells: &[(Decimal, FactId)]) -> Option<usize> {
        let mut own = self.stated.iter().filter(|it| it.is_current);
        let found = own.rfind(|it| it.subject.cells().is_some_and(|it| it == cells))?;
        Some(found.figure)
    }

    /// What a meaning stands for here.
    pub(super) fn cells(&mut self, meaning: &Meaning) -> Option<Vec<(Decimal, FactId)>> {
        match meaning {
            Meaning::Cells(terms) => cell::terms(terms, self.expander),
            Meaning::Path => {
                let (_, fact) = self.code.clone()?;
                Some(vec![(Decimal::ONE, fact)])
            }
            Meaning::Project(grid) => {
                let name = self.project.clone()?;
                let rows = self.rows(*grid);
                let row = rows
                    .iter()
                    .find(|row| row.project.as_deref() == Some(name.as_str()))?;
                Some(vec![(Decimal::ONE, row.fact)])
            }
            Meaning::Nothing => None,
        }
    }
}
