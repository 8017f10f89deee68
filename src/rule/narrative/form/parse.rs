//! From the text of a form to its steps.

use super::{Group, KINDS, Mistake, Slot, Step};
use crate::rule::narrative::lines::{fold, folded};

/// Steps of a form; their numbers are short.
const MOST_STEPS: usize = 10_000;

/// Slots with their names.
type NamedSlots = Vec<(String, Slot)>;

pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    groups: &'a [Group],
    steps: Vec<Step>,
    slots: NamedSlots,
}

impl<'a> Parser<'a> {
    /// Nothing of a form was read yet.
    pub(super) fn new(text: &'a str, groups: &'a [Group]) -> Self {
        Self {
            text,
            at: 0,
            groups,
            steps: Vec::new(),
            slots: Vec::new(),
        }
    }

    /// The steps of a form, and its slots by name.
    pub(super) fn form(mut self) -> Result<(Vec<Step>, NamedSlots), Mistake> {
        self.sequence("")?;
        let expected = match self.steps.len() {
            0 => "expected a form that says something".to_owned(),
            MOST_STEPS.. => format!("expected a form of less than {MOST_STEPS} steps"),
            _ => return Ok((self.steps, self.slots)),
        };
        Err((0, expected))
    }

    fn next(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Reads up to one of the marks in `ends`, which stays.
    fn sequence(&mut self, ends: &str) -> Result<(), Mistake> {
        while let Some(c) = self.next() {
            if ends.contains(c) {
                return Ok(());
            }
            let at = self.at;
            self.take();
            match c {
                '\\' => match self.take().and_then(folded) {
                    Some(c) => self.steps.push(Step::Char(c)),
                    None => return Err((at, "expected a mark behind \\".to_owned())),
                },
                '{' => self.slot(at)?,
                '〈' => {
                    let group = self.group(at)?;
                    self.steps.push(Step::Word(number(group), None));
                }
                '[' => self.choice(at, ']')?,
                '(' => self.choice(at, ')')?,
                ']' | ')' | '}' | '〉' | '|' => {
                    return Err((
                        at,
                        format!(
                            "found {c:?} without its beginning; write \\{c} for the mark itself"
                        ),
                    ));
                }
                '^' => self.steps.push(Step::Edge(true)),
                '$' => self.steps.push(Step::Edge(false)),
                '…' => {
                    let over = self.next() == Some('…');
                    if over {
                        self.take();
                    }
                    self.steps.push(Step::Gap(over));
                }
                c => self.steps.extend(folded(c).map(Step::Char)),
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

    fn close(&mut self, mark: char, opened: usize) -> Result<(), Mistake> {
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
    fn choice(&mut self, opened: usize, close: char) -> Result<(), Mistake> {
        let marks = if close == ']' { "|]" } else { "|)" };
        let mut ends = Vec::new();
        loop {
            let split = self.steps.len();
            self.steps.push(Step::Split(number(split + 1), 0));
            self.sequence(marks)?;
            ends.push(self.steps.len());
            self.steps.push(Step::Jump(0));
            self.steps[split] = Step::Split(number(split + 1), number(self.steps.len()));
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
            self.steps.push(Step::Fail);
        }
        let behind = self.steps.len();
        for end in ends {
            self.steps[end] = Step::Jump(number(behind));
        }
        Ok(())
    }

    fn until(&mut self, marks: &str, opened: usize) -> Result<&str, Mistake> {
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
    fn group(&mut self, opened: usize) -> Result<usize, Mistake> {
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

    fn slot(&mut self, opened: usize) -> Result<(), Mistake> {
        let name = self.until(":：〈}", opened)?.trim().to_owned();
        if name.is_empty() {
            return Err((opened, "expected the name of a slot".to_owned()));
        }
        if self.slots.iter().any(|(own, _)| *own == name) {
            return Err((opened, format!("the slot {name} stands twice")));
        }
        let index = self.slots.len();
        match self.take() {
            Some('〈') => {
                let group = self.group(opened)?;
                self.slots.push((name, Slot::Word));
                self.steps
                    .push(Step::Word(number(group), Some(number(index))));
            }
            Some(':' | '：') => {
                let kind = self.until("}", opened)?.trim().to_owned();
                let Some((_, kind)) = KINDS.iter().find(|(word, _)| *word == kind) else {
                    return Err((
                        opened,
                        format!("expected 额, 率, 数, 年, 裸 or 名; found {kind}"),
                    ));
                };
                self.slots.push((name, *kind));
                self.steps.push(Step::Slot(number(index)));
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

/// The short number of a step, a slot or a group; a form of too many steps is refused in the end.
fn number(own: usize) -> u16 {
    u16::try_from(own).unwrap_or(u16::MAX)
}

/// The words of a group, folded, the longest first.
pub(crate) fn words(words: &[String], sign: i8) -> Vec<(Vec<char>, i8)> {
    words
        .iter()
        .map(|word| (fold(word).chars().collect(), sign))
        .collect()
}
