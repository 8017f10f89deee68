//! Kinds of errors, and every place of a text where one of a kind can stand.

use super::Lot;
use super::case::{Case, TextMark};
use crate::reconcile::sentences::judge::rounded;
use crate::rule::narrative::{Kind, Ref, Statement};
use rust_decimal::Decimal;
use std::str::FromStr;

pub(super) const KINDS: [&str; 14] = [
    "digits swapped",
    "a digit mistyped",
    "decimal point shifted",
    "rate on this year's base",
    "rate wrong by a digit",
    "a neighbour's figure",
    "direction reversed",
    "unit of measure",
    "year",
    "a part left out",
    "parts do not sum",
    "name misspelt",
    "level of a name",
    "a claim that is false, a leftover",
];

/// An error in a text: characters of a paragraph are replaced.
#[derive(Debug, Clone)]
pub(super) struct Plant {
    pub(super) kind: usize,
    pub(super) paragraph: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
    /// Where a mark counts, beyond the characters themselves: paragraphs from and to, and characters around.
    pub(super) reach: Reach,
    pub(super) words: String,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    /// The replaced characters.
    Own,
    /// So many characters around.
    Around(usize),
    /// Anywhere within so many paragraphs above.
    Above(usize),
}

impl Plant {
    /// Whether a mark is on what was planted.
    pub(super) fn is_hit(&self, mark: &TextMark) -> bool {
        let end = self.start + self.text.chars().count();
        let touches = |around: usize| {
            mark.paragraph == self.paragraph
                && mark.start <= end + around
                && mark.end + around >= self.start
        };
        match self.reach {
            Reach::Own => touches(0),
            Reach::Around(around) => touches(around),
            Reach::Above(lines) => {
                (self.paragraph.saturating_sub(lines)..=self.paragraph).contains(&mark.paragraph)
            }
        }
    }
}

impl Case {
    /// Every plant of a kind.
    pub(super) fn plants(&self, kind: usize, lot: &mut Lot) -> Vec<Plant> {
        match kind {
            0 => self.of_amounts(kind, |chars| swapped(chars, lot)),
            1 => self.of_amounts(kind, |chars| mistyped(chars, lot)),
            2 => self.of_amounts(kind, shifted),
            3 => self.rates_on_current(kind),
            4 => self.rates(kind, lot),
            5 => self.neighbours(kind, lot),
            6 => self.directions(kind, lot),
            7 => self.units(kind),
            8 => self.years(kind),
            9 => self.left_out(kind),
            10 => self.unequal_parts(kind, lot),
            11 => self.names(kind, lot),
            12 => self.levels(kind),
            _ => self.claims(kind),
        }
    }

    /// A plant between two folded characters of a line.
    pub(super) fn plant(
        &self,
        kind: usize,
        (line, from, to): (usize, usize, usize),
        text: String,
    ) -> Plant {
        let own = &self.reading.lines[line];
        let (start, end) = own.span(from, to);
        let chars: Vec<char> = self.paragraphs[own.paragraph].text.chars().collect();
        let before: String = chars[start.saturating_sub(12)..start].iter().collect();
        let was: String = chars[start..end].iter().collect();
        Plant {
            kind,
            paragraph: own.paragraph,
            start,
            end,
            words: format!("{before}[{was} -> {text}]"),
            text,
            reach: Reach::Own,
        }
    }

    pub(super) fn printed(&self, figure: usize) -> Vec<char> {
        let own = &self.reading.figures[figure];
        let line = &self.reading.lines[own.line];
        line.chars[own.figure.start..own.figure.end].to_vec()
    }

    pub(super) fn of_figure(&self, kind: usize, figure: usize, text: String) -> Plant {
        let own = &self.reading.figures[figure];
        self.plant(kind, (own.line, own.figure.start, own.figure.end), text)
    }

    fn of_amounts(
        &self,
        kind: usize,
        mut change: impl FnMut(&[char]) -> Option<String>,
    ) -> Vec<Plant> {
        let known = self.amounts().filter(|it| self.is_known(*it));
        known
            .filter_map(|figure| {
                let text = change(&self.printed(figure))?;
                self.shows(figure, &text)
                    .then(|| self.of_figure(kind, figure, text))
            })
            .collect()
    }

    pub(super) fn known_rates(&self) -> impl Iterator<Item = (usize, &Statement)> {
        let all = (0..self.reading.figures.len())
            .filter(|it| self.reading.figures[*it].figure.kind == Kind::Rate && self.is_known(*it));
        all.filter_map(|figure| {
            let own = self.strict(figure).find(|it| it.over.is_some())?;
            Some((figure, own))
        })
    }

    fn rates_on_current(&self, kind: usize) -> Vec<Plant> {
        let made = self.known_rates().filter_map(|(figure, statement)| {
            let wrong = self.rate_on_current(statement)?;
            let own = &self.reading.figures[figure];
            let unit = own.half + own.half;
            let wrong = rounded(wrong, unit);
            let text = wrong.round_dp(own.figure.decimals).to_string();
            ((wrong - own.value).abs() > unit).then(|| self.of_figure(kind, figure, text))
        });
        made.collect()
    }

    fn rates(&self, kind: usize, lot: &mut Lot) -> Vec<Plant> {
        let mut made = Vec::new();
        for (figure, _) in self.known_rates() {
            if let Some(text) =
                mistyped(&self.printed(figure), lot).filter(|it| self.shows(figure, it))
            {
                made.push(self.of_figure(kind, figure, text));
            }
        }
        made
    }

    fn neighbours(&self, kind: usize, lot: &mut Lot) -> Vec<Plant> {
        let known: Vec<usize> = self.amounts().filter(|it| self.is_known(*it)).collect();
        let mut made = Vec::new();
        for figure in &known {
            let value = self.reading.figures[*figure].value;
            let near: Vec<usize> = self
                .amounts()
                .filter(|it| it.abs_diff(*figure) < 8)
                .filter(|it| {
                    let other = self.reading.figures[*it].value;
                    (other - value).abs() > Decimal::ONE
                })
                .collect();
            if !near.is_empty() {
                let other = near[lot.below(near.len())];
                let text: String = self.printed(other).into_iter().collect();
                if self.shows(*figure, &text) {
                    made.push(self.of_figure(kind, *figure, text));
                }
            }
        }
        made
    }

    /// The word of direction before a figure, and its opposite.
    pub(super) fn word_before(&self, line: usize, at: usize) -> Option<(usize, &'static str)> {
        let own = &self.reading.lines[line];
        let pairs = [
            ("增加", "减少"),
            ("减少", "增加"),
            ("增长", "下降"),
            ("下降", "增长"),
        ];
        let from = (at.checked_sub(2)?..=at - 2).next()?;
        let (_, opposite) = pairs.into_iter().find(|(word, _)| own.has(from, word))?;
        Some((from, opposite))
    }

    fn directions(&self, kind: usize, lot: &mut Lot) -> Vec<Plant> {
        let mut made = Vec::new();
        for figure in self.amounts().filter(|it| self.is_known(*it)) {
            let own = self.reading.figures[figure].clone();
            let Some((from, opposite)) = self.word_before(own.line, own.figure.start) else {
                continue;
            };
            let rate = self.strict(figure).find_map(|it| match it.left.terms[..] {
                [(_, Ref::Text(rate))] if it.over.is_some() => Some(rate),
                _ => None,
            });
            let line = &self.reading.lines[own.line];
            let mut plant = self.plant(kind, (own.line, from, from + 2), opposite.to_owned());
            let next = rate.map(|it| self.reading.figures[it].figure.start);
            let word = next.and_then(|at| self.word_before(own.line, at));
            if let Some((second, other)) = word.filter(|_| lot.below(2) == 0) {
                let between = line.text(from + 2, second);
                plant = self.plant(
                    kind,
                    (own.line, from, second + 2),
                    format!("{opposite}{between}{other}"),
                );
            }
            plant.reach = Reach::Around(14);
            made.push(plant);
        }
        made
    }

    fn units(&self, kind: usize) -> Vec<Plant> {
        let known = self.amounts().filter(|it| self.is_known(*it));
        let made = known.filter_map(|figure| {
            let own = &self.reading.figures[figure];
            let line = &self.reading.lines[own.line];
            line.has(own.figure.end, "万元").then(|| {
                let end = own.figure.end;
                let mut plant = self.plant(kind, (own.line, end, end + 2), "元".to_owned());
                plant.reach = Reach::Around(3);
                plant
            })
        });
        made.collect()
    }

    /// This year's number for last year's after 比, last year's for this year's elsewhere.
    fn years(&self, kind: usize) -> Vec<Plant> {
        let mut made = Vec::new();
        for own in &self.reading.figures {
            let line = &self.reading.lines[own.line];
            let (start, year) = (own.figure.start, Decimal::from(self.year()));
            let before = line.text(start.saturating_sub(1), start);
            let is_compared = "比较与同".contains(&before) && !before.is_empty();
            let behind = line.text(own.figure.close, own.figure.close + 8);
            let in_title = line.text(0, start).matches('《').count()
                > line.text(0, start).matches('》').count();
            let is_budget = behind.contains("预算") || behind.contains("执行数");
            if own.figure.kind != Kind::Year || !is_budget || in_title || line.chars.len() < 20 {
                continue;
            }
            let wrong = if is_compared && own.value == year - Decimal::ONE {
                year
            } else if !is_compared && own.value == year {
                year - Decimal::ONE
            } else {
                continue;
            };
            made.push(self.plant(kind, (own.line, start, own.figure.end), wrong.to_string()));
        }
        made
    }
}

/// Two neighbouring digits change places.
fn swapped(chars: &[char], lot: &mut Lot) -> Option<String> {
    let can = |at: &usize| {
        let (a, b) = (chars[*at], chars[at + 1]);
        a.is_ascii_digit() && b.is_ascii_digit() && a != b && (*at > 0 || b != '0')
    };
    let places: Vec<usize> = (0..chars.len().saturating_sub(1)).filter(can).collect();
    let at = *places.get(lot.below(places.len()))?;
    let mut chars = chars.to_vec();
    chars.swap(at, at + 1);
    Some(chars.into_iter().collect())
}

/// A digit, not the last decimal, becomes another one.
pub(super) fn mistyped(chars: &[char], lot: &mut Lot) -> Option<String> {
    let has_point = chars.contains(&'.');
    let last = chars.len() - usize::from(has_point || chars.len() > 2);
    let digits: Vec<usize> = (0..last).filter(|at| chars[*at].is_ascii_digit()).collect();
    let at = *digits.get(lot.below(digits.len()))?;
    let was = chars[at].to_digit(10)?;
    let other = (was + 1 + u32::try_from(lot.below(8)).ok()?) % 10;
    if at == 0 && other == 0 {
        return None;
    }
    let mut chars = chars.to_vec();
    chars[at] = char::from_digit(other, 10)?;
    Some(chars.into_iter().collect())
}

/// The decimal point one place further.
fn shifted(chars: &[char]) -> Option<String> {
    let text: String = chars.iter().filter(|c| **c != ',').collect();
    let value = Decimal::from_str(&text).ok()?;
    let decimals = value.scale();
    (decimals > 0).then(|| (value * Decimal::TEN).round_dp(decimals - 1).to_string())
}
