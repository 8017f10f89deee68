//! One attempt to match a form at a place of a line.

use super::super::figure::{Kind, PrintedFigure};
use super::super::line::TextLine;
use super::{FARTHEST, Filled, Group, LONGEST_NAME, SentenceForm, Slot, Step};

/// One attempt to match a form.
pub(super) struct Attempt<'a> {
    pub(super) form: &'a SentenceForm,
    pub(super) line: &'a TextLine,
    pub(super) figures: &'a [PrintedFigure],
    pub(super) groups: &'a [Group],
    pub(super) end: Option<usize>,
    pub(super) limit: usize,
    pub(super) filled: Vec<Filled>,
    pub(super) left: usize,
}

impl Attempt<'_> {
    /// Where the rest of the form ends, if it fits from here.
    pub(super) fn go(&mut self, step: usize, at: usize, gap: usize) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let Some(now) = self.form.steps.get(step) else {
            return self.end.is_none_or(|end| end == at).then_some(at);
        };
        let next = self.line.chars.get(at).copied().filter(|_| at < self.limit);
        match *now {
            Step::Char(c) => {
                let fits = next == Some(c) && figure_at(self.figures, at).is_none();
                if fits {
                    self.go(step + 1, at + 1, 0)
                } else {
                    None
                }
            }
            Step::Jump(to) => self.go(to, at, 0),
            Step::Fail => None,
            Step::Split(first, second) => self.go(first, at, 0).or_else(|| self.go(second, at, 0)),
            Step::Edge(is_start) => {
                let is_edge = if is_start {
                    at <= self.line.body
                } else {
                    at == self.line.chars.len()
                };
                if is_edge {
                    self.go(step + 1, at, 0)
                } else {
                    None
                }
            }
            Step::Gap(over) => self.go(step + 1, at, 0).or_else(|| {
                let goes_on = next.is_some_and(|c| over || c != '。')
                    && gap < FARTHEST
                    && figure_at(self.figures, at).is_none();
                if goes_on {
                    self.go(step, at + 1, gap + 1)
                } else {
                    None
                }
            }),
            Step::Word(group, slot) => self.word(group, slot, step, at),
            Step::Slot(slot) => self.slot(slot, step, at, gap),
        }
    }

    pub(super) fn word(
        &mut self,
        group: usize,
        slot: Option<usize>,
        step: usize,
        at: usize,
    ) -> Option<usize> {
        let groups = self.groups;
        for (word, sign) in &groups[group].words {
            let to = at + word.len();
            if to > self.limit || self.line.chars[at..to] != word[..] {
                continue;
            }
            let known = self.filled.len();
            if let Some(slot) = slot {
                self.filled.push(Filled {
                    slot,
                    from: at,
                    to,
                    figure: None,
                    sign: *sign,
                });
            }
            if let Some(end) = self.go(step + 1, to, 0) {
                return Some(end);
            }
            self.filled.truncate(known);
        }
        None
    }

    pub(super) fn slot(
        &mut self,
        slot: usize,
        step: usize,
        at: usize,
        gap: usize,
    ) -> Option<usize> {
        let kind = self.form.slots[slot].1;
        let known = self.filled.len();
        let (from, to, figure) = if kind == Slot::Name {
            let goes_on = at < self.limit && !",。;".contains(self.line.chars[at]);
            // a name ends where the rest of the form fits
            if gap > 0 {
                (at - gap, at, None)
            } else {
                let longer = goes_on && gap < LONGEST_NAME;
                return if longer {
                    self.go(step, at + 1, gap + 1)
                } else {
                    None
                };
            }
        } else {
            let index = self.figures.binary_search_by_key(&at, |it| it.start).ok()?;
            let figure = &self.figures[index];
            if !fits(kind, &figure.kind) || figure.close > self.limit {
                return None;
            }
            (at, figure.close, Some(index))
        };
        self.filled.push(Filled {
            slot,
            from,
            to,
            figure,
            sign: 0,
        });
        if let Some(end) = self.go(step + 1, to, 0) {
            return Some(end);
        }
        self.filled.truncate(known);
        let goes_on = kind == Slot::Name
            && at < self.limit
            && !",。;".contains(self.line.chars[at])
            && gap < LONGEST_NAME;
        if goes_on {
            self.go(step, at + 1, gap + 1)
        } else {
            None
        }
    }
}

/// The figure that a character belongs to; years are text too.
fn figure_at(figures: &[PrintedFigure], at: usize) -> Option<&PrintedFigure> {
    let before = figures
        .partition_point(|it| it.start <= at)
        .checked_sub(1)?;
    let own = figures.get(before).filter(|it| at < it.close)?;
    (own.kind != Kind::Year).then_some(own)
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
