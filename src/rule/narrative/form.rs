//! The language of forms: what a sentence looks like, from text to a small program, and the matching of lines.
//!
//! ```text
//! 增加          literal text, folded like the lines
//! {增:额}       a slot: a figure (额 率 数 年 裸) or a name (名)
//! {向〈升降〉}  a slot filled by a word of a group; 〈升降〉 the same without a name
//! [ … ]         may be left out
//! ( a | b )     one of several
//! …  ……         up to 200 characters without a figure; … not beyond 。, …… beyond it too
//! \[            the mark itself
//! ```

use super::figure::{Figure, Kind};
use super::line::{Line, fold, folded};

/// A mistake: the byte in the form, and what was expected.
pub(crate) type Mistake = (usize, String);

/// Characters between two slots, and of a name.
const FARTHEST: usize = 200;
const LONGEST_NAME: usize = 80;
/// Steps of one attempt.
const STEPS: usize = 20_000;

/// A group of words that mean the same, or its opposite.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) name: String,
    /// The words, the longest first, each with its sign: up 1, down -1, neither 0.
    pub(crate) words: Vec<(Vec<char>, i8)>,
}

/// What fills a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Amount,
    Rate,
    Count,
    Year,
    Bare,
    Name,
    /// A word of a group.
    Word,
}

const KINDS: [(&str, Slot); 6] = [
    ("额", Slot::Amount),
    ("率", Slot::Rate),
    ("数", Slot::Count),
    ("年", Slot::Year),
    ("裸", Slot::Bare),
    ("名", Slot::Name),
];

#[derive(Debug, Clone)]
enum Step {
    Char(char),
    Slot(usize),
    /// A word of a group, for a slot if it has a name.
    Word(usize, Option<usize>),
    /// Either of two ways, the first one first.
    Split(usize, usize),
    Jump(usize),
    /// Any characters but figures; whether beyond 。 too.
    Gap(bool),
    /// The beginning or the end of a line.
    Edge(bool),
    /// No way further.
    Fail,
}

/// A form, ready to match.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// Its slots by name.
    pub(crate) slots: Vec<(String, Slot)>,
    steps: Vec<Step>,
    start: Start,
}

/// What a match can begin with.
#[derive(Debug, Clone, Default)]
struct Start {
    chars: Vec<char>,
    figure: bool,
    anything: bool,
}

impl Start {
    /// What steps can begin with, from one of them on.
    fn of(steps: &[Step], groups: &[Group], slots: &[(String, Slot)]) -> Self {
        let mut start = Self::default();
        let (mut open, mut seen) = (vec![0], vec![false; steps.len()]);
        while let Some(at) = open.pop() {
            let Some(step) = steps.get(at) else {
                start.anything = true;
                continue;
            };
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match step {
                Step::Char(c) => start.chars.push(*c),
                Step::Word(group, _) => {
                    let words = groups[*group].words.iter();
                    start
                        .chars
                        .extend(words.filter_map(|(word, _)| word.first().copied()));
                }
                Step::Slot(slot) => match slots[*slot].1 {
                    Slot::Name | Slot::Word => start.anything = true,
                    _ => start.figure = true,
                },
                Step::Split(first, second) => open.extend([*first, *second]),
                Step::Jump(to) => open.push(*to),
                Step::Edge(_) | Step::Gap(_) => start.anything = true,
                Step::Fail => {}
            }
        }
        start
    }

    fn fits(&self, c: char) -> bool {
        self.anything || (self.figure && c.is_ascii_digit()) || self.chars.contains(&c)
    }
}

/// A slot that was filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) slot: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The figure, by its index in the line.
    pub(crate) figure: Option<usize>,
    /// The sign of a word.
    pub(crate) sign: i8,
}

/// A place where a form matches.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) filled: Vec<Filled>,
}

impl Form {
    /// Reads a form; groups are those of the data.
    pub(crate) fn parse(text: &str, groups: &[Group]) -> Result<Self, Mistake> {
        let mut form = Self {
            slots: Vec::new(),
            steps: Vec::new(),
            start: Start::default(),
        };
        let mut parser = Parser {
            text,
            at: 0,
            groups,
        };
        parser.sequence(&mut form, "")?;
        if form.steps.is_empty() {
            return Err((0, "expected a form that says something".to_owned()));
        }
        form.start = Start::of(&form.steps, groups, &form.slots);
        Ok(form)
    }

    /// The slot of a name.
    pub(crate) fn slot(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|(own, _)| own == name)
    }

    /// The first match that begins at `from`; with `end`, one that ends there.
    pub(crate) fn at(
        &self,
        line: &Line,
        figures: &[Figure],
        groups: &[Group],
        (from, end): (usize, Option<usize>),
    ) -> Option<Match> {
        let begins = line.chars.get(from).is_some_and(|c| self.start.fits(*c));
        if !begins && !self.start.anything {
            return None;
        }
        let mut attempt = Attempt {
            form: self,
            line,
            figures,
            groups,
            end,
            limit: end.unwrap_or(line.chars.len()),
            filled: Vec::new(),
            left: STEPS,
        };
        let to = attempt.go(0, from, 0)?;
        Some(Match {
            from,
            to,
            filled: attempt.filled,
        })
    }

    /// The matches in a part of a line that do not overlap, from left to right.
    pub(crate) fn all(
        &self,
        line: &Line,
        figures: &[Figure],
        groups: &[Group],
        from: usize,
    ) -> Vec<Match> {
        let mut found = Vec::new();
        let mut at = from;
        while at < line.chars.len() {
            match self
                .at(line, figures, groups, (at, None))
                .filter(|it| it.to > at)
            {
                Some(own) => {
                    at = own.to;
                    found.push(own);
                }
                None => at += 1,
            }
        }
        found
    }
}

/// One attempt to match a form.
struct Attempt<'a> {
    form: &'a Form,
    line: &'a Line,
    figures: &'a [Figure],
    groups: &'a [Group],
    end: Option<usize>,
    limit: usize,
    filled: Vec<Filled>,
    left: usize,
}

impl Attempt<'_> {
    /// Where the rest of the form ends, if it fits from here.
    fn go(&mut self, step: usize, at: usize, gap: usize) -> Option<usize> {
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

    fn word(&mut self, group: usize, slot: Option<usize>, step: usize, at: usize) -> Option<usize> {
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

    fn slot(&mut self, slot: usize, step: usize, at: usize, gap: usize) -> Option<usize> {
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
fn figure_at(figures: &[Figure], at: usize) -> Option<&Figure> {
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

struct Parser<'a> {
    text: &'a str,
    at: usize,
    groups: &'a [Group],
}

impl Parser<'_> {
    fn next(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Reads up to one of the marks in `ends`, which stays.
    fn sequence(&mut self, form: &mut Form, ends: &str) -> Result<(), Mistake> {
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
    fn choice(&mut self, form: &mut Form, opened: usize, close: char) -> Result<(), Mistake> {
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

    fn slot(&mut self, form: &mut Form, opened: usize) -> Result<(), Mistake> {
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::Paragraph;
    use super::super::figure::{Units, figures};
    use super::super::line::lines;
    use super::*;

    fn groups() -> Vec<Group> {
        let mut all = words(&["增加".into(), "增长".into()], 1);
        all.extend(words(&["减少".into(), "下降".into()], -1));
        vec![Group {
            name: "升降".into(),
            words: all,
        }]
    }

    fn shown(form: &str, text: &str) -> Vec<String> {
        let groups = groups();
        let form = Form::parse(form, &groups).unwrap();
        let line = lines(&[Paragraph::plain(text)]).remove(0);
        let figures = figures(&line, &Units::default());
        let found = form.all(&line, &figures, &groups, 0);
        let one = |own: &Match| {
            let filled = own.filled.iter();
            let slots: Vec<String> = filled
                .map(|it| format!("{}={}", form.slots[it.slot].0, line.text(it.from, it.to)))
                .collect();
            slots.join(" ")
        };
        found.iter().map(one).collect()
    }

    #[test]
    fn slots_are_filled() {
        let form = "{向〈升降〉}[了]{增:额}，[{率向〈升降〉}]{率:率}";
        assert_eq!(
            shown(form, "比上年减少 5.99 万元，减少 4.29%；增加了1万元，2%"),
            [
                "向=减少 增=5.99万元 率向=减少 率=4.29%",
                "向=增加 增=1万元 率=2%"
            ]
        );
    }

    #[test]
    fn choices_gaps_and_names() {
        assert_eq!(shown("(甲|乙丙)…{额:额}", "乙丙，共 3 元"), ["额=3元"]);
        assert_eq!(shown("(甲|乙丙)…{额:额}", "甲。3 元"), [""; 0]);
        assert_eq!(shown("甲……{额:额}", "甲。3 元"), ["额=3元"]);
        assert_eq!(
            shown("项目名称：{名:名}$", "（一）项目名称：运行费"),
            ["名=运行费"]
        );
        assert_eq!(shown("\\[或", "[或 公务"), [""]);
    }

    #[test]
    fn mistakes_have_a_place() {
        for (form, at) in [
            ("{增:万}", 0),
            ("[甲", 0),
            ("甲〈无〉", 3),
            ("", 0),
            ("甲)", 3),
            ("{甲:额}{甲:额}", 9),
        ] {
            let mistake = Form::parse(form, &groups()).err().map(|(at, _)| at);
            let at = if form == "[甲" { form.len() } else { at };
            assert_eq!(mistake, Some(at), "{form}");
        }
    }
}
