//! What a form asks of a line, so that most lines and places are passed over without an attempt.

use super::figures::{LineFigures, figure_bit, slot_bit};
use super::{Group, Slot, Step};
use crate::rule::narrative::lines::{CharSet, Kind, SmallCharSet, TextLine};
use std::ops::Range;

/// What a match of a form has, whichever way it goes.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    /// What it begins with, and what stands behind that.
    first: CharSet,
    second: CharSet,
    /// The same of a match that does not begin where the line does.
    within: [CharSet; 2],
    /// What it ends with.
    last: CharSet,
    needs: Needs,
    /// Figures that it may begin with, by [`figure_bit`], and whether it may begin with something else.
    begins: (u8, bool),
    /// Whether it may go beyond 。.
    is_beyond: bool,
    /// Characters of the shortest match, and of the longest where there is one.
    length: (usize, Option<usize>),
}

/// What stands in every match of a form, wherever.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    chars: CharSet,
    /// Kinds of figures, by [`figure_bit`].
    figures: u8,
}

/// What the rest of a form has, from one of its steps on.
#[derive(Clone, Copy)]
struct Rest {
    first: CharSet,
    second: CharSet,
    chars: CharSet,
    figures: u8,
    /// Figures that it may begin with, and whether it may begin with something else.
    begins: (u8, bool),
    /// Whether it may be nothing at all.
    is_optional: bool,
    /// Characters of the shortest match, and of the longest where there is one.
    length: (usize, Option<usize>),
}

impl Filter {
    /// Reads the steps from the last to the first; all of them lead forward. Gives what each begins with, too, the rest
    /// of the form included.
    pub(super) fn of(
        steps: &[Step],
        groups: &[Group],
        slots: &[(String, Slot)],
    ) -> (Self, Vec<SmallCharSet>) {
        let end = Rest {
            first: CharSet::ALL,
            second: CharSet::ALL,
            chars: CharSet::default(),
            figures: 0,
            begins: (0, true),
            is_optional: true,
            length: (0, Some(0)),
        };
        // within a line no match begins with its start
        let read = |is_within: bool| {
            let mut rests = vec![end; steps.len() + 1];
            for (at, step) in steps.iter().enumerate().rev() {
                let next = rests[at + 1];
                rests[at] = match step {
                    Step::Jump(to) => rests[usize::from(*to)],
                    Step::Split(one, other) => {
                        rests[usize::from(*one)].or(rests[usize::from(*other)])
                    }
                    Step::Edge(true) if is_within => next.behind(&Step::Fail, groups, slots),
                    step => next.behind(step, groups, slots),
                };
            }
            rests
        };
        let rests = read(false);
        let may_be_at_start = steps.iter().any(|step| matches!(step, Step::Edge(true)));
        let within = if may_be_at_start {
            read(true)[0]
        } else {
            rests[0]
        };
        let mut last = CharSet::default();
        for (step, next) in steps.iter().zip(&rests[1..]) {
            if next.is_optional {
                last = last.union(ends_of(step, groups));
            }
        }
        let firsts = rests.iter().map(|it| SmallCharSet::of(&it.first)).collect();
        let filter = Self {
            first: rests[0].first,
            second: rests[0].second,
            within: [within.first, within.second],
            last,
            needs: Needs {
                chars: rests[0].chars,
                figures: rests[0].figures,
            },
            begins: rests[0].begins,
            is_beyond: steps.iter().any(|step| is_beyond(step, groups)),
            length: rests[0].length,
        };
        (filter, firsts)
    }

    /// What a match may begin with.
    pub(super) fn first(&self) -> &CharSet {
        &self.first
    }

    /// What a match may end with.
    pub(super) fn last(&self) -> &CharSet {
        &self.last
    }

    /// Where a match may begin that ends in front of a place.
    pub(super) fn starts(&self, (from, to): (usize, usize), end: usize) -> Range<usize> {
        let (shortest, longest) = self.length;
        let first = longest.map_or(0, |it| end.saturating_sub(it));
        let behind = (end + 1).saturating_sub(shortest);
        from.max(first)..to.min(behind)
    }

    /// Where a match may end that begins at a place, up to another one.
    pub(super) fn stops(&self, from: usize, to: usize) -> Range<usize> {
        let (shortest, longest) = self.length;
        let last = longest.map_or(to, |it| (from + it).min(to));
        from.saturating_add(shortest.max(1))..last + 1
    }

    /// Whether a match may begin at a digit: with the figure of a kind that begins there, or with the digit itself.
    pub(super) fn begins_with(&self, kind: Option<&Kind>) -> bool {
        let (figures, others) = self.begins;
        others || kind.is_some_and(|kind| figures & figure_bit(kind) != 0)
    }

    /// What every match has.
    pub(super) fn needs(&self) -> Needs {
        self.needs
    }

    /// What a match begins with and what stands second, where a line begins and within it.
    pub(super) fn beginnings(&self) -> [(CharSet, SmallCharSet); 2] {
        let [first, second] = self.within;
        [(self.first, self.second), (first, second)]
            .map(|(first, second)| (first, SmallCharSet::of(&second)))
    }

    /// Whether what every match has stands behind a place: in its sentence, or anywhere in the line.
    fn fits_behind(&self, line: &TextLine, figures: &LineFigures, at: usize) -> bool {
        if self.is_beyond {
            return self.needs.are_met(line, figures);
        }
        let rest = figures.rest(at);
        self.needs.are_among(&rest.chars, rest.kinds)
    }

    /// Whether a match may begin at a place, by what stands there and what is left for it.
    pub(super) fn begins(&self, line: &TextLine, figures: &LineFigures, at: usize) -> bool {
        let may = |set: &CharSet, at: usize| line.chars.get(at).is_none_or(|c| set.may_hold(*c));
        let [first, second] = if at <= line.body {
            [&self.first, &self.second]
        } else {
            self.within.each_ref()
        };
        may(first, at) && may(second, at + 1) && self.fits_behind(line, figures, at)
    }

    /// Whether a match may end in front of a place.
    pub(super) fn ends(&self, line: &TextLine, end: usize) -> bool {
        let c = end.checked_sub(1).and_then(|at| line.chars.get(at));
        c.is_none_or(|c| self.last.may_hold(*c))
    }
}

impl Needs {
    /// Whether a line has all of it.
    pub(super) fn are_met(&self, line: &TextLine, figures: &LineFigures) -> bool {
        self.are_among(&line.set, figures.kinds)
    }

    fn are_among(&self, chars: &CharSet, kinds: u8) -> bool {
        kinds & self.figures == self.figures && chars.may_hold_all(&self.chars)
    }
}

impl Rest {
    /// Either of two ways.
    fn or(self, other: Self) -> Self {
        Self {
            first: self.first.union(other.first),
            second: self.second.union(other.second),
            chars: self.chars.intersection(other.chars),
            figures: self.figures & other.figures,
            begins: (
                self.begins.0 | other.begins.0,
                self.begins.1 || other.begins.1,
            ),
            is_optional: self.is_optional || other.is_optional,
            length: (
                self.length.0.min(other.length.0),
                self.length.1.zip(other.length.1).map(|(a, b)| a.max(b)),
            ),
        }
    }

    /// A step, and this behind it.
    fn behind(mut self, step: &Step, groups: &[Group], slots: &[(String, Slot)]) -> Self {
        match step {
            Step::Char(c) => {
                self.second = self.first;
                self.first = CharSet::of([c]);
                self.chars.insert(*c);
                self.begins = (0, true);
                self.is_optional = false;
                self.lengthen(1, Some(1));
            }
            Step::Word(group, _) => {
                let group = &groups[usize::from(*group)];
                self.second = group.second(&self.first);
                self.first = group.first;
                self.begins = (0, true);
                self.is_optional = false;
                let lengths = group.words.iter().map(|(word, _)| word.len());
                self.lengthen(lengths.clone().min().unwrap_or(0), lengths.max());
            }
            Step::Slot(slot) => {
                let kind = slots[usize::from(*slot)].1;
                self.first = match kind {
                    Slot::Name | Slot::Word => CharSet::ALL,
                    _ => CharSet::of(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']),
                };
                self.second = CharSet::ALL;
                self.figures |= slot_bit(kind);
                self.begins = (slot_bit(kind), slot_bit(kind) == 0);
                self.is_optional = false;
                self.lengthen(1, None);
            }
            Step::Gap(_) => {
                (self.first, self.second) = (CharSet::ALL, CharSet::ALL);
                self.begins.1 = true;
                self.lengthen(0, None);
            }
            Step::Fail => {
                self = Self {
                    first: CharSet::default(),
                    second: CharSet::default(),
                    chars: CharSet::ALL,
                    figures: u8::MAX,
                    begins: (0, false),
                    is_optional: false,
                    length: (usize::MAX, Some(0)),
                }
            }
            Step::Edge(_) | Step::Split(..) | Step::Jump(_) => {}
        }
        self
    }

    fn lengthen(&mut self, shortest: usize, longest: Option<usize>) {
        let (own, most) = self.length;
        let most = most.zip(longest).map(|(a, b)| a + b);
        self.length = (own.saturating_add(shortest), most);
    }
}

/// Whether a step may go beyond 。.
fn is_beyond(step: &Step, groups: &[Group]) -> bool {
    match step {
        Step::Gap(over) => *over,
        Step::Char(c) => *c == '。',
        Step::Word(group, _) => {
            let mut words = groups[usize::from(*group)].words.iter();
            words.any(|(word, _)| word.contains(&'。'))
        }
        _ => false,
    }
}

/// What a match ends with whose last step is this one.
fn ends_of(step: &Step, groups: &[Group]) -> CharSet {
    match step {
        Step::Char(c) => CharSet::of([c]),
        Step::Word(group, _) => {
            let words = groups[usize::from(*group)].words.iter();
            CharSet::of(words.filter_map(|(word, _)| word.last()))
        }
        Step::Slot(_) | Step::Gap(_) => CharSet::ALL,
        Step::Edge(_) | Step::Split(..) | Step::Jump(_) | Step::Fail => CharSet::default(),
    }
}
