//! From the text of a form to its steps.

use super::{Group, KINDS, Mistake, SentenceForm, Slot, Step};
use crate::rule::narrative::lines::{fold, folded};

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) groups: &'a [Group],
}

impl Parser<'_> {
    pub(super) fn next(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn take(&mut self) -> Option<char> {
        let c = self.next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Reads up to one of the marks in `ends`, which stays.
    pub(super) fn sequence(&mut self, form: &mut SentenceForm, ends: &str) -> Result<(), Mistake> {
        while let Some(c) = self.next() {
            if ends.contains(c) {
                return Ok(());
            }
            let at = self.at;
            self.take();
            match c {
                '\\' => match self.take().and_then(folded) {
                    Some(c) => form.steps.push(Step::Char(c)),
                    None => return Err((at, "expected a mark behind \\".to_owned())),
                },
                '{' => self.slot(form, at)?,
                '〈' => {
                    let group = self.group(at)?;
                    form.steps.push(Step::Word(group, None));
                }
                '[' => self.choice(form, at, ']')?,
                '(' => self.choice(form, at, ')')?,
                ']' | ')' | '}' | '〉' | '|' => {
                    return Err((
                        at,
                        format!(
                            "found {c:?} without its beginning; write \\{c} for the mark itself"
                        ),
                    ));
                }
                '^' => form.steps.push(Step::Edge(true)),
                '$' => form.steps.push(Step::Edge(false)),
                '…' => {
                    let over = self.next() == Some('…');
                    if over {
                        self.take();
                    }
                    form.steps.push(Step::Gap(over));
                }
                c => form.steps.extend(folded(c).map(Step::Char)),
            }
        }
        if ends.is_empty() {
            Ok(())
        } else {
            Err((
                self.at,
                format!(
                    "expected {:?} before the end of the form",
                    ends.chars().last().unwrap_or(' ')
                ),
            ))
        }
    }

    pub(super) fn close(&mut self, mark: char, opened: usize) -> Result<(), Mistake> {
        if self.take() == Some(mark) {
            Ok(())
        } else {
            Err((
                opened,
                format!("expected {mark:?} for the mark that opens here"),
            ))
        }
    }

    /// Reads the ways between two marks; between square ones there is the way to say nothing too.
    pub(super) fn choice(
        &mut self,
        form: &mut SentenceForm,
        opened: usize,
        close: char,
    ) -> Result<(), Mistake> {
        let marks = if close == ']' { "|]" } else { "|)" };
        let mut ends = Vec::new();
        loop {
            let split = form.steps.len();
            form.steps.push(Step::Split(split + 1, 0));
            self.sequence(form, marks)?;
            ends.push(form.steps.len());
            form.steps.push(Step::Jump(0));
            form.steps[split] = Step::Split(split + 1, form.steps.len());
            match self.take() {
                Some('|') => {}
                Some(c) if c == close => break,
                _ => {
                    return Err((
                        opened,
                        format!("expected {close:?} for the mark that opens here"),
                    ));
                }
            }
        }
        if close == ')' {
            form.steps.push(Step::Fail);
        }
        let behind = form.steps.len();
        for end in ends {
            form.steps[end] = Step::Jump(behind);
        }
        Ok(())
    }

    pub(super) fn until(&mut self, marks: &str, opened: usize) -> Result<&str, Mistake> {
        let from = self.at;
        while let Some(c) = self.next() {
            if marks.contains(c) {
                return Ok(&self.text[from..self.at]);
            }
            self.take();
        }
        Err((
            opened,
            format!("expected one of {marks:?} behind the mark that opens here"),
        ))
    }

    /// The group of `〈word〉`, whose first mark was taken.
    pub(super) fn group(&mut self, opened: usize) -> Result<usize, Mistake> {
        let name = self.until("〉", opened)?.trim().to_owned();
        self.close('〉', opened)?;
        let found = self.groups.iter().position(|group| group.name == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = self
                .groups
                .iter()
                .map(|group| group.name.as_str())
                .collect();
            (
                opened,
                format!("expected a word group ({}); found {name}", known.join("、")),
            )
        })
    }

    pub(super) fn slot(&mut self, form: &mut SentenceForm, opened: usize) -> Result<(), Mistake> {
        let name = self.until(":：〈}", opened)?.trim().to_owned();
        if name.is_empty() {
            return Err((opened, "expected the name of a slot".to_owned()));
        }
        if form.slot(&name).is_some() {
            return Err((opened, format!("the slot {name} stands twice")));
        }
        let index = form.slots.len();
        match self.take() {
            Some('〈') => {
                let group = self.group(opened)?;
                form.slots.push((name, Slot::Word));
                form.steps.push(Step::Word(group, Some(index)));
            }
            Some(':' | '：') => {
                let kind = self.until("}", opened)?.trim().to_owned();
                let Some((_, kind)) = KINDS.iter().find(|(word, _)| *word == kind) else {
                    return Err((
                        opened,
                        format!("expected 额, 率, 数, 年, 裸 or 名; found {kind}"),
                    ));
                };
                form.slots.push((name, *kind));
                form.steps.push(Step::Slot(index));
            }
            _ => {
                return Err((
                    opened,
                    "expected `{name:kind}` or `{name〈group〉}`".to_owned(),
                ));
            }
        }
        self.close('}', opened)
    }
}

/// The words of a group, folded, the longest first.
pub(crate) fn words(words: &[String], sign: i8) -> Vec<(Vec<char>, i8)> {
    words
        .iter()
        .map(|word| (fold(word).chars().collect(), sign))
        .collect()
}
