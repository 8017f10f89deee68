//! One attempt to match a form at a place of a line.

use super::{FARTHEST, Filled, Group, LONGEST_NAME, LineFigures, SentenceForm, Slot, Step};
use crate::rule::narrative::lines::{Kind, TextLine};

/// One attempt to match a form.
pub(super) struct Attempt<'a> {
    pub(super) form: &'a SentenceForm,
    pub(super) line: &'a TextLine,
    pub(super) figures: &'a LineFigures,
    pub(super) groups: &'a [Group],
    pub(super) end: Option<usize>,
    pub(super) limit: usize,
    pub(super) filled: Vec<Filled>,
    pub(super) left: usize,
}

impl Attempt<'_> {
    /// Where the rest of the form ends, if it fits from here.
    pub(super) fn go(&mut self, mut step: usize, mut at: usize) -> Option<usize> {
        loop {
            self.left = self.left.checked_sub(1)?;
            let Some(now) = self.form.steps.get(step) else {
                return self.end.is_none_or(|end| end == at).then_some(at);
            };
            match now.step {
                Step::Char(c) => {
                    if self.next(at) != Some(c) || self.figures.covers(at) {
                        return None;
                    }
                    (step, at) = (step + 1, at + 1);
                }
                Step::Jump(to) => step = usize::from(to),
                Step::Fail => return None,
                Step::Split(first, second) => {
                    let (first, second) = (usize::from(first), usize::from(second));
                    let end = self.may_begin(first, at).then(|| self.go(first, at));
                    if end.flatten().is_some() {
                        return end.flatten();
                    }
                    if !self.may_begin(second, at) {
                        return None;
                    }
                    step = second;
                }
                Step::Edge(is_start) => {
                    let is_edge = if is_start {
                        at <= self.line.body
                    } else {
                        at == self.line.chars.len()
                    };
                    if !is_edge {
                        return None;
                    }
                    step += 1;
                }
                Step::Gap(over) => return self.gap(over, step, at),
                Step::Word(group, slot) => {
                    let slot = slot.map(usize::from);
                    return self.word(&self.groups[usize::from(group)], slot, step, at);
                }
                Step::Slot(slot) => {
                    let slot = usize::from(slot);
                    return match self.form.slots[slot].1 {
                        Slot::Name => self.name(slot, step, at),
                        _ => self.figure(slot, step, at),
                    };
                }
            }
        }
    }

    /// The character at a place, as far as the attempt goes.
    fn next(&self, at: usize) -> Option<char> {
        let own = self.line.chars.get(at).copied();
        own.filter(|_| at < self.limit)
    }

    /// Whether a step and the rest of the form behind it may begin at a place.
    fn may_begin(&self, step: usize, at: usize) -> bool {
        let first = self.form.steps.get(step).map(|it| it.first);
        let next = self.next(at);
        next.is_none_or(|c| first.is_none_or(|it| it.may_hold(c)))
    }

    /// As few characters as let the rest of the form fit.
    fn gap(&mut self, over: bool, step: usize, from: usize) -> Option<usize> {
        for at in from..=from + FARTHEST {
            let end = self.may_begin(step + 1, at).then(|| self.go(step + 1, at));
            if let Some(end) = end.flatten() {
                return Some(end);
            }
            let is_text = self.next(at).is_some_and(|c| over || c != '。');
            if !is_text || self.figures.covers(at) {
                return None;
            }
        }
        None
    }

    fn word(
        &mut self,
        group: &Group,
        slot: Option<usize>,
        step: usize,
        at: usize,
    ) -> Option<usize> {
        let line = self.line;
        self.next(at)?;
        for (word, sign) in group.words_at(&line.chars[at..self.limit]) {
            let to = at + word.len();
            let filled = slot.map(|slot| Filled {
                slot,
                from: at,
                to,
                figure: None,
                sign: *sign,
            });
            if let Some(end) = self.behind(step, to, filled) {
                return Some(end);
            }
        }
        None
    }

    /// A name ends where the rest of the form fits.
    fn name(&mut self, slot: usize, step: usize, from: usize) -> Option<usize> {
        for to in from + 1..=from + LONGEST_NAME {
            let last = self.next(to - 1)?;
            if matches!(last, ',' | '。' | ';') {
                return None;
            }
            if !self.may_begin(step + 1, to) {
                continue;
            }
            let filled = Filled {
                slot,
                from,
                to,
                figure: None,
                sign: 0,
            };
            if let Some(end) = self.behind(step, to, Some(filled)) {
                return Some(end);
            }
        }
        None
    }

    fn figure(&mut self, slot: usize, step: usize, at: usize) -> Option<usize> {
        let index = self.figures.binary_search_by_key(&at, |it| it.start).ok()?;
        let figure = &self.figures[index];
        if !fits(self.form.slots[slot].1, &figure.kind) || figure.close > self.limit {
            return None;
        }
        let filled = Filled {
            slot,
            from: at,
            to: figure.close,
            figure: Some(index),
            sign: 0,
        };
        self.behind(step, figure.close, Some(filled))
    }

    /// Goes on behind a step that filled a slot; where the rest does not fit, it is not filled.
    fn behind(&mut self, step: usize, to: usize, filled: Option<Filled>) -> Option<usize> {
        let known = self.filled.len();
        self.filled.extend(filled);
        let end = self.go(step + 1, to);
        if end.is_none() {
            self.filled.truncate(known);
        }
        end
    }
}

fn fits(slot: Slot, kind: &Kind) -> bool {
    match slot {
        Slot::Amount => matches!(kind, Kind::Amount(_)),
        Slot::Rate => matches!(kind, Kind::Rate),
        Slot::Count => matches!(kind, Kind::Count(_)),
        Slot::Year => matches!(kind, Kind::Year),
        Slot::Bare => matches!(kind, Kind::Bare),
        Slot::Name | Slot::Word => false,
    }
}
