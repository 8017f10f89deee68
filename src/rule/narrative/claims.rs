//! What a sentence that matches means, as statements and claims; and what the text claims as a whole.

mod another_department;
mod base_year;
mod broken_number;
mod dispatch;
mod economic_lists;
mod empty;
mod listed_names;
mod open_line;
mod product;
mod project_count;
mod reason_direction;
mod same_amount;
mod share;
mod share_whole;
mod year;

use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::narrative::form::{Filled, LineFigures, Match, Slot};
use crate::rule::narrative::language::{Linear, Sentence, TextCheck};
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{
    Claim, Found, Reader, Ref, SentenceMatch, Statement, Sum, TextFigure,
};
use rust_decimal::Decimal;

/// Changes of a text that are each all of their amount, with 100 %, so that another one is meant so too.
const CUSTOMARY: usize = 3;

impl Reader<'_> {
    /// The sentences of a line; the first ones of the data take their figures first.
    pub(super) fn matches(&mut self, index: usize, line: &TextLine) -> Vec<(usize, usize, Match)> {
        let figures = self.of_line(index);
        let mut taken = vec![false; figures.len()];
        let mut found: Vec<(usize, usize, Match)> = Vec::new();
        for (number, form_number, own) in self.places_of_forms(line, &figures) {
            let sentence = &self.data.sentences[number];
            let form = &sentence.forms[form_number];
            let uses = |it: &&Filled| form.slots[it.slot].1 != Slot::Year;
            let used = own.filled.iter().filter(uses).filter_map(|it| it.figure);
            let used: Vec<usize> = used.collect();
            let overlaps = |(other, _, it): &(usize, usize, Match)| {
                *other == number && it.from < own.to && own.from < it.to
            };
            if used.iter().any(|figure| taken[*figure])
                || found.iter().any(overlaps)
                || self.is_of_own_year(index, line, form, &own)
                || self.is_this_years(index, line, form, &own)
            {
                continue;
            }
            if !sentence.beside {
                used.iter().for_each(|figure| taken[*figure] = true);
            }
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
        found
    }

    /// Where forms match, in the order of the data, those of one form from left to right and not over each other.
    fn places_of_forms(
        &self,
        line: &TextLine,
        figures: &LineFigures,
    ) -> Vec<(usize, usize, Match)> {
        let data = self.data;
        let (forms, numbers) = &data.places.sentences;
        // where the last match of each form ends; forms that the line cannot have are out of reach
        let mut behind: Vec<usize> = forms
            .fit(line, figures)
            .zip(numbers)
            .map(|(fits, (number, _))| {
                let is_here = || self.is_here(&data.sentences[*number].sections);
                if fits && self.said[*number] && is_here() {
                    0
                } else {
                    usize::MAX
                }
            })
            .collect();
        let mut found = Vec::new();
        let mut next = figures.iter().peekable();
        for (at, c) in line.chars.iter().enumerate() {
            let figure = next.next_if(|it| it.start == at).map(|it| &it.kind);
            for own in forms.at(line, at) {
                if behind[own] > at {
                    continue;
                }
                let (number, form) = numbers[own];
                let form_here = &data.sentences[number].forms[form];
                if c.is_ascii_digit() && !form_here.begins_with(figure) {
                    continue;
                }
                if let Some(here) = form_here.begun_at(line, figures, &data.groups, at) {
                    behind[own] = here.to;
                    found.push((number, form, here));
                }
            }
        }
        found.sort_by_key(|(number, form, it)| (*number, *form, it.from));
        found
    }

    pub(super) fn matched(
        &mut self,
        index: usize,
        line: &TextLine,
        (sentence, form): (usize, usize),
        found: &Match,
    ) {
        let data = self.data;
        let sentence = &data.sentences[sentence];
        let slots = &sentence.forms[form].slots;
        let named = |name: &str| found.filled.iter().find(|it| slots[it.slot].0 == name);
        if let Some(check) = sentence.check {
            self.checked(index, line, (sentence, check), &named, found);
        } else if let Some(says) = &sentence.says
            && !self.goes_on_below(index, line, found)
        {
            self.says(index, (sentence, slots), says, found);
        }
        let direction = found.filled.iter().rev().find(|it| it.sign != 0);
        // the direction of a reason is none of the figure's
        let told = direction.filter(|_| sentence.check != Some(TextCheck::ReasonDirection));
        if let Some(direction) = told {
            self.direction = direction.sign;
        }
        if let Some(figure) = named("基").and_then(|it| it.figure) {
            let now = named("本").and_then(|it| it.figure);
            let now = now.map(|it| self.first[index] + it);
            let year = found.filled.iter().find(|it| slots[it.slot].0 == "上");
            let year = year.and_then(|it| it.figure);
            let year = year.map(|it| self.first[index] + it);
            if self.is_last_year(year) {
                self.stated_base(index, line, found, (self.first[index] + figure, now));
            }
        }
        if let (Some(figure), None) = (named("率").and_then(|it| it.figure), named("增")) {
            // its word gives the direction, as no amount does
            self.reading.figures[self.first[index] + figure].is_change |= direction.is_some();
        }
        let change = named("增").or_else(|| named("平"));
        let base = change.and_then(|it| self.change(index, line, it, found));
        if change.is_some() && base.is_none() && named("本").is_none() {
            return;
        }
        for means in &sentence.means {
            let side = |linear: &Linear| self.side(index, linear, (&named, found, base.as_ref()));
            let over = means.over.as_ref().map(side);
            if let (Some(left), Some(right), None | Some(Some(_))) =
                (side(&means.left), side(&means.right), &over)
            {
                let statement = (left, means.relation, right, over.flatten());
                self.meant(index, sentence, found, statement);
            }
        }
    }

    /// A sentence that is a claim as it stands.
    fn says(
        &mut self,
        index: usize,
        (sentence, slots): (&Sentence, &[(String, Slot)]),
        says: &str,
        found: &Match,
    ) {
        let (zh, en) = says.split_once('|').unwrap_or((says, says));
        let mut filled = found.filled.iter();
        let name = filled.find(|it| slots[it.slot].1 == Slot::Name);
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

    /// One side of a formula, its names filled in.
    fn side<'f>(
        &self,
        index: usize,
        linear: &Linear,
        (named, found, base): (&impl Fn(&str) -> Option<&'f Filled>, &Match, Option<&Sum>),
    ) -> Option<Sum> {
        let mut sum = Sum {
            terms: Vec::new(),
            constant: linear.constant,
        };
        for (factor, name) in &linear.terms {
            sum.add(*factor, &self.named_sum(index, name, named, found, base)?);
        }
        Some(sum)
    }

    pub(super) fn meant(
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
            // 增加0万元，增长35.20% of nothing too
            if !self.total(&right).is_zero() || !self.total(&left).is_zero() {
                // 增加300万元，下降100% goes the other way
                let is_whole = self.total(&left) == Decimal::ONE_HUNDRED;
                // an amount that its table has otherwise is told already
                let is_told = over
                    .iter()
                    .flat_map(|it| &it.terms)
                    .any(|it| self.differs(it.1));
                let (check, problem) = match is_whole || is_told {
                    true => (TextCheck::ZeroBase, ClaimProblem::ZeroBase),
                    false => (TextCheck::WholeChange, ClaimProblem::WholeChange),
                };
                // in the text of a unit that is new the rate is mistyped, not the change
                self.whole_changes += usize::from(is_whole);
                let copied = match problem {
                    ClaimProblem::WholeChange if self.whole_changes < CUSTOMARY => {
                        self.copied_amount(&left, over.as_ref())
                    }
                    _ => None,
                };
                let terms = match copied {
                    Some(_) => &right.terms,
                    None => &left.terms,
                };
                let at = terms.first().map(|(_, own)| *own);
                let problem = copied.unwrap_or(problem);
                let (from, to) = match at {
                    Some(Ref::Text(figure)) => {
                        let own = &self.reading.figures[figure].figure;
                        (own.start, own.close)
                    }
                    _ => (found.from, found.to),
                };
                self.claim(check, (index, from, to), None, problem);
            }
            return;
        }
        if self.is_earlier_year(index, &left, &right) {
            return;
        }
        self.state(Statement {
            rule: sentence.rule,
            left,
            relation,
            right,
            over,
            is_near: false,
            may_be_less: false,
        });
    }

    /// That a change is a copy of its amount, where the tables have the amount; the rate tells how much the change is about.
    fn copied_amount(&self, rate: &Sum, base: Option<&Sum>) -> Option<ClaimProblem> {
        let mut terms = base?.terms.iter();
        let amount = terms.find_map(|(factor, own)| match own {
            Ref::Text(figure) if *factor > Decimal::ZERO => Some(*figure),
            _ => None,
        })?;
        let own = &self.reading.figures[amount];
        let is_known = !own.cells.is_empty() && !self.differs(Ref::Text(amount));
        let rate = self.total(rate);
        let change = (own.value * rate).checked_div(rate + Decimal::ONE_HUNDRED)?;
        is_known.then(|| ClaimProblem::AmountAsChange {
            change: self.told_as(amount, change.abs()),
        })
    }

    /// Whether a figure of the text is another than that of its cells.
    fn differs(&self, own: Ref) -> bool {
        let Ref::Text(index) = own else { return false };
        let figure = &self.reading.figures[index];
        // of what may be another figure only a slip is told
        let stated = self.stated_by(index);
        let is_near = stated.is_some_and(|it| matches!(&it.subject, Found::Known(it) if it.near));
        let is_its = || figure.printed().may_be(self.total(&Sum::of(&figure.cells)));
        !is_near && !figure.cells.is_empty() && !is_its()
    }

    /// Whether a year is one more that a sentence compares with, beside the right one: its own figure stands behind it.
    fn is_earlier_year(&self, index: usize, left: &Sum, right: &Sum) -> bool {
        let ([(_, Ref::Text(year))], []) = (left.terms.as_slice(), right.terms.as_slice()) else {
            return false;
        };
        let own = &self.reading.figures[*year];
        if own.figure.kind != Kind::Year || own.value >= right.constant {
            return false;
        }
        let line = &self.reading.lines[index];
        let (from, to) = line.sentence(own.figure.start);
        let of_line = &self.reading.figures[self.first[index]..self.first[index + 1]];
        // 2019年执行数5万元，比2018年增加: a sentence about the year before
        let years = |value: Decimal| {
            let mut own_years = of_line.iter().filter(|it| {
                let start = it.figure.start;
                it.figure.kind == Kind::Year
                    && (from..own.figure.start).contains(&start)
                    && !line.is_compared(start)
            });
            own_years.any(|it| it.value == value)
        };
        let is_of_last = self.year().map(|it| Decimal::from(it - 1)) == Some(right.constant);
        let is_of_before = years(own.value + Decimal::ONE) && !years(right.constant + Decimal::ONE);
        if is_of_last && is_of_before {
            return true;
        }
        let mut behind = of_line
            .iter()
            .filter(|it| it.figure.start > own.figure.close);
        let has_figure = behind.next().is_some_and(|next| {
            let words = line.text(own.figure.close, next.figure.start);
            matches!(next.figure.kind, Kind::Amount(_)) && !words.contains(['增', '减', ',', ';'])
        });
        // 2022年执行数5万元，2024年6万元，比2023年增加: the first year is wrong, for the right one has no figure
        let is_compared = line.is_compared(own.figure.start);
        let is_right = |it: &TextFigure| {
            it.figure.kind == Kind::Year
                && it.value == right.constant
                && (from..to).contains(&it.figure.start)
                && line.is_compared(it.figure.start) == is_compared
        };
        // 比2018年决算数减少5万元，比2019年预算数减少4万元: each with a change of its own, and no more between them
        let is_next = |(one, other): (&TextFigure, &TextFigure)| {
            let mark = other.figure.start.saturating_sub(2);
            let is_between = |it: &&TextFigure| {
                it.figure.start > one.figure.close && it.figure.start < other.figure.start
            };
            let between: Vec<&TextFigure> = of_line.iter().filter(is_between).collect();
            let is_change = match between.as_slice() {
                [change] => matches!(change.figure.kind, Kind::Amount(_) | Kind::Rate),
                [change, rate] => {
                    matches!(change.figure.kind, Kind::Amount(_)) && rate.figure.kind == Kind::Rate
                }
                _ => false,
            };
            let words = |to: usize| line.text(one.figure.close, to);
            let is_its = between
                .first()
                .is_some_and(|it| !words(it.figure.start).contains([',', ';']));
            let ends = between.last().map(|it| it.figure.close);
            is_change && is_its && ends == Some(mark) && line.chars.get(mark) == Some(&',')
        };
        let mut right = of_line.iter().filter(|it| is_right(it));
        right.any(|it| {
            let is_before = own.figure.start < it.figure.start;
            let pair = if is_before { (own, it) } else { (it, own) };
            has_figure || (is_compared && is_next(pair))
        })
    }

    /// What a name of a formula stands for.
    pub(super) fn named_sum<'f>(
        &self,
        index: usize,
        name: &str,
        named: &impl Fn(&str) -> Option<&'f Filled>,
        found: &Match,
        base: Option<&Sum>,
    ) -> Option<Sum> {
        if let Some(filled) = named(name) {
            // 持平 is a figure of its own
            if name == "平" && filled.figure.is_none() {
                let same = self.same_at(index, filled.from)?;
                return Some(Sum::one(Decimal::ONE, Ref::Text(same)));
            }
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
                    .current_of_rate(index, found)
                    .map(|it| Sum::one(Decimal::ONE, Ref::Text(it))),
            },
            "年度" => Some(Sum {
                terms: Vec::new(),
                constant: self.year()?.into(),
            }),
            "条" => Some(Sum {
                terms: Vec::new(),
                constant: self.items_told(index, named("列"), found)?.into(),
            }),
            _ => None,
        }
    }

    /// How many things a sentence lists: names in its slot 列, in the row behind it, or lines below. Nothing where they are as
    /// many as all that the sentence counts up to there (`科室6个、下属单位2个，分别是：` eight of them), or where people are counted.
    fn items_told(&self, index: usize, listed: Option<&Filled>, found: &Match) -> Option<usize> {
        let line = &self.reading.lines[index];
        let items = match listed {
            Some(listed) => self.names_between(index, (listed.from, listed.to)),
            None if found.to < line.chars.len() => self.names_in_row(index, found.to),
            None => self.items_below(index),
        }?;
        let (from, _) = line.sentence(found.from);
        let own = self.first[index]..self.first[index + 1];
        let counts: Vec<usize> = own
            .filter(|it| {
                let own = &self.reading.figures[*it].figure;
                let is_count = matches!(own.kind, Kind::Count(_));
                is_count && (from..found.to).contains(&own.start)
            })
            .collect();
        let value = |it: &usize| self.reading.figures[*it].value;
        let is_of_all =
            counts.len() > 1 && counts.iter().map(value).sum::<Decimal>() == items.into();
        let is_of_people = counts.last().is_some_and(|it| self.is_of_people(*it));
        (!is_of_all && !is_of_people).then_some(items)
    }
}
