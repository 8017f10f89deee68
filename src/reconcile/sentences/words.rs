//! Figures and sums of a text in words: as printed, and as they should be.

use super::locate::{Candidate, TextSlip};
use super::told::{Proposal, Teller};
use crate::amount::{Amount, UnitOfMeasure};
use crate::finding::{Calculation, SentenceSlip};
use crate::rule::narrative::{Kind, Ref, SentenceMatch, Statement, Sum, TextFigure, TextLine};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// A sum of more figures than this is not written out.
const WRITTEN_OUT: usize = 12;
/// The same of cells, whose names are long.
const CELLS: usize = 3;
/// In a sum of more figures than this those that are nothing are left out.
const SHORT: usize = 6;
/// Cells of a row before a number in which its label is looked for.
const ROW: usize = 8;
/// Characters before a figure that are quoted with it.
const QUOTED: usize = 20;
/// Characters behind a bracket that say nothing without it.
const SHORTEST: usize = 3;

impl Teller<'_> {
    /// A value as a figure of the text would print it.
    pub(super) fn printed(&self, figure: usize, value: Decimal) -> String {
        let own = &self.reading.figures[figure];
        let unit = self.budget.layout.unit_of_measure;
        if own.figure.kind == Kind::Same {
            return self.said_same(own, value);
        }
        if self.is_times(figure) {
            return self.proposed(figure, value, value);
        }
        let (value, half) = match &own.figure.kind {
            Kind::Amount(printed) => (
                unit.convert(value, *printed),
                unit.convert(own.half, *printed),
            ),
            // in the unit that a heading says
            Kind::Bare => {
                let in_its_unit = (value * own.figure.value).checked_div(own.value);
                (in_its_unit.unwrap_or(value), own.figure.half)
            }
            _ => (value, own.half),
        };
        // what is printed without decimals may be meant with them, as others of a text that rounds nothing are
        let scale = value.normalize().scale().min(2);
        let more = match half < own.figure.half {
            true => scale,
            false if self.reading.rounded_places.contains(&own.figure.decimals) => 0,
            false => scale.min(self.most_decimals()),
        };
        // 22.91 with its point moved is printed as 229.1
        let digits = |value: Decimal| value.normalize().mantissa().unsigned_abs();
        let is_moved = digits(value) == digits(own.figure.value);
        let moved = match own.figure.kind {
            Kind::Amount(_) if is_moved => value.normalize().scale(),
            _ => 0,
        };
        let decimals = own.figure.decimals.max(more).max(moved);
        Amount::new(value.abs()).published(decimals).plain(decimals)
    }

    /// The most decimal places that an amount of the text has.
    fn most_decimals(&self) -> u32 {
        let figures = self.reading.figures.iter();
        let amounts = figures.filter(|it| matches!(it.figure.kind, Kind::Amount(_)));
        amounts.map(|it| it.figure.decimals).max().unwrap_or(0)
    }

    /// 持平 as printed, or the change that it should be.
    fn said_same(&self, own: &TextFigure, value: Decimal) -> String {
        if value.is_zero() {
            return self.reading.lines[own.line].text(own.figure.start, own.figure.end);
        }
        let word = match (own.is_change, value.is_sign_negative()) {
            (false, _) => "",
            (true, true) => "减少",
            (true, false) => "增加",
        };
        let layout = self.budget.layout.unit_of_measure;
        // as the amount before it on its line is printed
        let amounts = self
            .reading
            .figures
            .iter()
            .filter_map(|it| match it.figure.kind {
                Kind::Amount(unit) => Some((it, unit)),
                _ => None,
            });
        let mut amounts =
            amounts.filter(|(it, _)| it.line == own.line && it.figure.start < own.figure.start);
        let (unit, decimals) = amounts
            .next_back()
            .map_or((layout, own.figure.decimals), |(it, unit)| {
                (unit, it.figure.decimals)
            });
        let value = layout.convert(value, unit);
        let decimals = decimals.max(value.normalize().scale().min(2));
        let value = Amount::new(value.abs()).published(decimals).plain(decimals);
        format!("{word}{value}{unit}")
    }

    /// What a figure should be: a rate with two decimals, however it is printed.
    pub(super) fn proposed(&self, figure: usize, value: Decimal, exact: Decimal) -> String {
        let own = &self.reading.figures[figure];
        if self.is_times(figure) {
            let decimals = own.figure.decimals.max(1);
            let times = exact.abs() / Decimal::ONE_HUNDRED;
            return Amount::new(times).published(decimals).plain(decimals);
        }
        if own.figure.kind == Kind::Rate {
            let decimals = own.figure.decimals.max(2);
            return Amount::new(exact.abs()).published(decimals).plain(decimals);
        }
        self.printed(figure, value)
    }

    /// What a candidate proposes; where its digits are right in another unit, that unit.
    pub(super) fn proposal(
        &self,
        candidate: &Candidate,
        exact: Decimal,
        is_named: bool,
    ) -> Proposal {
        let Candidate {
            figure,
            value,
            ref slip,
            ..
        } = *candidate;
        let unit = self.other_unit(figure, value).filter(|_| is_named);
        let right = match unit {
            Some(_) => self.printed(figure, self.reading.figures[figure].value),
            None => self.proposed(figure, value, exact),
        };
        Proposal {
            figure,
            right: is_named.then_some(right),
            slip: unit.map(TextSlip::Unit).or_else(|| slip.clone()),
            is_certain: false,
        }
    }

    /// The unit in which an amount is right as it is printed: 16072.23元 that is 16072.23万元.
    fn other_unit(&self, figure: usize, value: Decimal) -> Option<UnitOfMeasure> {
        let own = &self.reading.figures[figure].figure;
        let Kind::Amount(printed) = own.kind else {
            return None;
        };
        let layout = self.budget.layout.unit_of_measure;
        let units = [
            UnitOfMeasure::TenThousandYuan,
            UnitOfMeasure::Yuan,
            UnitOfMeasure::HundredMillionYuan,
        ];
        let is_right = |unit: &UnitOfMeasure| {
            let [amount, half] = [own.value, own.half].map(|it| unit.convert(it, layout));
            *unit != printed && (amount - value.abs()).abs() <= half
        };
        let is_something = !own.value.is_zero() && !value.is_zero();
        units.into_iter().find(is_right).filter(|_| is_something)
    }

    /// Whether a rate is printed as a number of times: 增长9.1倍.
    fn is_times(&self, figure: usize) -> bool {
        let own = &self.reading.figures[figure];
        own.figure.kind == Kind::Rate && self.reading.lines[own.line].has(own.figure.end, "倍")
    }

    pub(super) fn unit(&self, figure: usize) -> String {
        let own = &self.reading.figures[figure].figure;
        match &own.kind {
            Kind::Rate if self.is_times(figure) => "倍".to_owned(),
            Kind::Rate => "%".to_owned(),
            Kind::Amount(unit) => unit.name().to_owned(),
            Kind::Count(word) => word.clone(),
            Kind::Year => "年".to_owned(),
            Kind::Bare | Kind::Same => String::new(),
        }
    }

    /// The label of the row for a number that is all of its cell in a table of the text.
    pub(super) fn label_of(&self, figure: usize) -> Option<String> {
        let own = &self.reading.figures[figure];
        let lines = &self.reading.lines;
        if !lines[own.line].in_table || own.figure.start > 1 {
            return None;
        }
        let near = own.line.saturating_sub(ROW)..own.line;
        let is_label = |line: &&TextLine| {
            let is_text = |c: &char| !c.is_ascii_digit() && !"-.,%".contains(*c);
            line.in_table && line.chars.iter().any(is_text)
        };
        let label = lines[near].iter().rfind(is_label)?;
        Some(format!("{} ", label.text(0, label.chars.len().min(QUOTED))))
    }

    /// A figure with the words before it, as printed but for blanks: `减少5.99万元`. A year with its sentence.
    pub(super) fn quoted(&self, figure: usize) -> String {
        let own = &self.reading.figures[figure];
        let line = &self.reading.lines[own.line];
        if own.figure.kind == Kind::Year {
            let mut matches = self.reading.matches.iter();
            let is_around = |it: &&SentenceMatch| {
                it.line == own.line && it.from <= own.figure.start && own.figure.end <= it.to
            };
            if let Some(found) = matches.find(is_around) {
                return self.original(own.line, found.from, found.to);
            }
        }
        let behind = |at: usize| {
            (0..at)
                .rev()
                .find(|at| is_stop(line, *at))
                .map_or(0, |at| at + 1)
        };
        let start = own.figure.start;
        let mut from = behind(start);
        if from == start && line.chars[..start].ends_with(&[':']) {
            // the words before the colon say what it is
            from = behind(start - 1);
        }
        // 因公出国（境）费8.10万元
        if start - from < SHORTEST && line.chars[..from].ends_with(&[')']) {
            let opens = line.chars[..from].iter().rposition(|c| *c == '(');
            from = opens.map_or(from, behind);
        }
        // of words too long to be quoted, those from their year on
        if start - from > QUOTED {
            let of_line = self.reading.figures.iter().filter(|it| it.line == own.line);
            let mut years = of_line.filter(|it| it.figure.kind == Kind::Year);
            let near = start - QUOTED..start;
            let year = years.find(|it| near.contains(&it.figure.start));
            from = year.map_or(from, |it| it.figure.start);
        }
        let whole = from;
        let cut = start.saturating_sub(QUOTED);
        // a single character is not left out of a name
        if cut > whole + 1 {
            from = cut;
        }
        while from > 0
            && from < start
            && line.chars[from - 1..=from].iter().all(char::is_ascii_digit)
        {
            from -= 1;
        }
        // ” behind a path
        let quotes = line.chars[from..start].iter().filter(|c| **c == '"');
        if line.chars[from] == '"' && quotes.count() == 1 {
            from += 1;
        }
        let cut = if from > whole + 1 { "…" } else { "" };
        format!("{cut}{}", self.original(own.line, from, own.figure.close))
    }

    /// Characters of a line as the text has them, without blanks.
    pub(super) fn original(&self, line: usize, from: usize, to: usize) -> String {
        let mut printed = self.as_printed(line, from, to);
        printed.retain(|c| !c.is_whitespace());
        printed
    }

    /// Characters of a line as the text has them, of whichever paragraphs.
    pub(super) fn as_printed(&self, line: usize, from: usize, to: usize) -> String {
        let own = &self.reading.lines[line];
        let mut printed = String::new();
        let mut at = from;
        while at < to {
            let (_, behind) = own.in_paragraph_of(at, (at, to));
            let (start, end) = own.span(at, behind);
            let text = &self.place.paragraphs[own.paragraph_at(at)].text;
            printed.extend(text.chars().skip(start).take(end - start));
            at = behind;
        }
        printed
    }

    /// Both sides in words.
    pub(super) fn sides(&self, statement: &Statement) -> [String; 2] {
        let unit = self.unit_of(statement);
        let left = match statement.left.terms.as_slice() {
            [(_, Ref::Text(figure))] if statement.left.constant.is_zero() => {
                format!("“{}”", self.quoted(*figure))
            }
            _ => self.sum(&statement.left, unit),
        };
        let right = match &statement.over {
            Some(over) => {
                let (part, whole) = (self.bracketed(&statement.right), self.bracketed(over));
                format!("{part} ÷ {whole}")
            }
            None => match self.lacking(statement) {
                Some(Calculation::NoFigure { table, is_empty })
                    if statement.right.terms.is_empty() =>
                {
                    let what = if is_empty {
                        "空表"
                    } else {
                        "没有这一项"
                    };
                    format!("{table}（{what}）")
                }
                _ => self.sum(&statement.right, unit),
            },
        };
        [left, right]
    }

    pub(super) fn bracketed(&self, sum: &Sum) -> String {
        bracketed(sum, self.sum(sum, None))
    }

    pub(super) fn sum(&self, sum: &Sum, unit: Option<UnitOfMeasure>) -> String {
        self.sum_of(sum, unit, &HashMap::new())
    }

    /// A sum in words: figures of the text as printed or as they ought to be, with their unit where it is not `unit`;
    /// cells by their names.
    pub(super) fn sum_of(
        &self,
        sum: &Sum,
        unit: Option<UnitOfMeasure>,
        changed: &HashMap<usize, Decimal>,
    ) -> String {
        let is_said = |(_, own): &&(Decimal, Ref)| !self.is_unchanged(*own, changed);
        let mut terms: Vec<&(Decimal, Ref)> = sum.terms.iter().filter(is_said).collect();
        if terms.is_empty() {
            terms = sum.terms.iter().collect();
        }
        let has_cells = terms.iter().any(|(_, own)| matches!(own, Ref::Cell(_)));
        // of a long sum what is nothing says nothing
        let is_nothing = |own: Ref| match own {
            Ref::Text(index) => {
                let printed = || self.reading.figures[index].value;
                changed
                    .get(&index)
                    .copied()
                    .unwrap_or_else(printed)
                    .is_zero()
            }
            Ref::Cell(_) => false,
        };
        if terms.len() > SHORT {
            let all = terms.clone();
            terms.retain(|(_, own)| !is_nothing(*own));
            terms = if terms.is_empty() { all } else { terms };
        }
        let count = terms.len();
        let is_long = count > if has_cells { CELLS } else { WRITTEN_OUT };
        let mut text = String::new();
        for (place, (factor, own)) in terms.into_iter().enumerate() {
            if is_long && place > 0 && place < count - 1 {
                if place == 1 {
                    text.push_str(" + …");
                }
                continue;
            }
            text.push_str(match (place, factor.is_sign_negative()) {
                (0, false) => "",
                (0, true) => "- ",
                (_, true) => " - ",
                (_, false) => " + ",
            });
            if factor.abs() != Decimal::ONE {
                text.push_str(&format!("{} × ", factor.abs().normalize()));
            }
            match own {
                Ref::Text(index) => text.push_str(&self.figure(*index, unit, changed)),
                Ref::Cell(id) => text.push_str(&crate::equation::cell_name(self.budget, *id)),
            }
        }
        if is_long && has_cells {
            text.push_str(&format!("（共 {count} 个）"));
        }
        let constant = sum.constant.normalize();
        match (text.is_empty(), constant.is_sign_negative()) {
            (true, _) => text = constant.to_string(),
            (false, _) if constant.is_zero() => {}
            (false, true) => text.push_str(&format!(" - {}", constant.abs())),
            (false, false) => text.push_str(&format!(" + {constant}")),
        }
        text
    }

    /// Whether it says 与上年一致, so that nothing is added.
    fn is_unchanged(&self, own: Ref, changed: &HashMap<usize, Decimal>) -> bool {
        let Ref::Text(index) = own else { return false };
        let figure = &self.reading.figures[index];
        let value = changed.get(&index).copied().unwrap_or(figure.value);
        figure.figure.kind == Kind::Same && value.is_zero()
    }

    fn figure(
        &self,
        index: usize,
        unit: Option<UnitOfMeasure>,
        changed: &HashMap<usize, Decimal>,
    ) -> String {
        let value = changed.get(&index).copied();
        let text = self.printed(index, value.unwrap_or(self.reading.figures[index].value));
        match (&self.reading.figures[index].figure.kind, unit) {
            (Kind::Amount(own), Some(unit)) if *own != unit => format!("{text}{own}"),
            _ => text,
        }
    }

    pub(super) fn said(&self, slip: &TextSlip) -> SentenceSlip {
        match slip {
            TextSlip::ThisYearsBase => SentenceSlip::ThisYearsBase,
            TextSlip::Direction => SentenceSlip::Direction,
            TextSlip::LastYear => SentenceSlip::LastYear,
            TextSlip::Exchanged(other) => SentenceSlip::Exchanged(self.quoted(*other)),
            TextSlip::OtherItem(other) => {
                let line = &self.reading.lines[self.reading.figures[*other].line];
                SentenceSlip::OtherItem(self.place.paragraphs[line.paragraph].block)
            }
            TextSlip::Unit(unit) => SentenceSlip::Unit(*unit),
            TextSlip::Figure(slip) => SentenceSlip::Figure {
                word: slip.word().to_owned(),
                text: slip.text(|_| String::new()),
            },
        }
    }
}

/// A sum in brackets, where it is one.
pub(super) fn bracketed(sum: &Sum, text: String) -> String {
    // its word gives the direction: of - 0.40 - 0.30 too
    let text = match text.strip_prefix("- ") {
        Some(rest) if !rest.contains(" + ") => rest.replace(" - ", " + "),
        _ => text,
    };
    if sum.terms.len() > 1 {
        format!("({text})")
    } else {
        text
    }
}

/// Whether words end at a character of a line; the mark within 1,000.00 ends nothing.
fn is_stop(line: &TextLine, at: usize) -> bool {
    let is_digit = |at: Option<usize>| {
        let c = at.and_then(|at| line.chars.get(at));
        c.is_some_and(char::is_ascii_digit)
    };
    match line.chars[at] {
        ',' => !is_digit(at.checked_sub(1)) || !is_digit(Some(at + 1)),
        c => ";:。、()".contains(c),
    }
}
