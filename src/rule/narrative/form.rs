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

mod attempt;
mod figures;
mod filter;
mod index;
mod parse;

pub(crate) use figures::LineFigures;
pub(crate) use index::{FormsByCharacter, FormsOfLines};
pub(crate) use parse::words;

use crate::rule::narrative::lines::{CharSet, Kind, SmallCharSet, TextLine};
use attempt::Attempt;
use filter::Filter;
use parse::Parser;

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
    /// What they begin with.
    first: CharSet,
    /// The first character of each.
    firsts: Vec<char>,
}

impl Group {
    /// A group of words with their signs.
    pub(crate) fn new(name: String, mut words: Vec<(Vec<char>, i8)>) -> Self {
        words.retain(|(word, _)| !word.is_empty());
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let firsts: Vec<char> = words.iter().map(|(word, _)| word[0]).collect();
        Self {
            name,
            first: CharSet::of(&firsts),
            words,
            firsts,
        }
    }

    /// The words with which characters begin, the longest first.
    fn words_at<'g>(&'g self, chars: &[char]) -> impl Iterator<Item = &'g (Vec<char>, i8)> {
        let first = chars.first().copied().filter(|c| self.first.may_hold(*c));
        let firsts = self.firsts.iter().take_while(move |_| first.is_some());
        // most words of a group begin otherwise
        let own = firsts
            .zip(&self.words)
            .filter(move |(it, _)| Some(**it) == first);
        own.map(|(_, word)| word)
            .filter(|(word, _)| chars.starts_with(word))
    }

    /// What stands second where one of its words begins, before what may follow it.
    fn second(&self, behind: &CharSet) -> CharSet {
        let mut second = CharSet::default();
        for (word, _) in &self.words {
            match word.get(1) {
                Some(c) => second.insert(*c),
                None => second = second.union(*behind),
            }
        }
        second
    }

    /// Whether it has a word.
    pub(crate) fn has(&self, word: &str) -> bool {
        let mut words = self.words.iter();
        words.any(|(own, _)| word.chars().eq(own.iter().copied()))
    }

    /// The first of its words with which characters begin: the longest.
    pub(crate) fn begins(&self, chars: &[char]) -> Option<&(Vec<char>, i8)> {
        self.words_at(chars).next()
    }

    /// Whether one of its words may stand in a line.
    pub(crate) fn may_be_in(&self, line: &TextLine) -> bool {
        line.set.may_hold_any(&self.first)
    }

    /// Whether one of its words stands in a text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.first_in(text).is_some()
    }

    /// The first of its words that stands in a text.
    pub(crate) fn first_in(&self, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let word = (0..chars.len()).find_map(|at| self.begins(&chars[at..]))?;
        Some(word.0.iter().collect())
    }

    /// How long the longest of its words is with which characters end.
    pub(crate) fn ends(&self, chars: &[char]) -> Option<usize> {
        let found = self.words.iter().find(|(word, _)| chars.ends_with(word));
        found.map(|(word, _)| word.len())
    }
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

/// A step of a form. Steps, slots and groups are known by short numbers: every line is held against the steps of hundreds
/// of forms, and the nearer these lie together, the sooner they are at hand.
#[derive(Debug, Clone, Copy)]
enum Step {
    Char(char),
    Slot(u16),
    /// A word of a group, for a slot if it has a name.
    Word(u16, Option<u16>),
    /// Either of two ways, the first one first.
    Split(u16, u16),
    Jump(u16),
    /// Any characters but figures; whether beyond 。 too.
    Gap(bool),
    /// The beginning or the end of a line.
    Edge(bool),
    /// No way further.
    Fail,
}

/// A step, and what it begins with, the rest of the form included.
#[derive(Debug, Clone, Copy)]
struct StepWithFirst {
    step: Step,
    first: SmallCharSet,
}

/// A form, ready to match.
#[derive(Debug, Clone)]
pub(crate) struct SentenceForm {
    /// Its slots by name.
    pub(crate) slots: Vec<(String, Slot)>,
    steps: Vec<StepWithFirst>,
    filter: Filter,
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

impl SentenceForm {
    /// Reads a form; groups are those of the data.
    pub(crate) fn parse(text: &str, groups: &[Group]) -> Result<Self, Mistake> {
        let (steps, slots) = Parser::new(text, groups).form()?;
        let (filter, firsts) = Filter::of(&steps, groups, &slots);
        let steps = steps.into_iter().zip(firsts);
        Ok(Self {
            slots,
            steps: steps
                .map(|(step, first)| StepWithFirst { step, first })
                .collect(),
            filter,
        })
    }

    /// The slot of a name.
    pub(crate) fn slot(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|(own, _)| own == name)
    }

    /// The first match that begins at `from`; with `end`, one that ends there.
    pub(crate) fn at(
        &self,
        line: &TextLine,
        figures: &LineFigures,
        groups: &[Group],
        (from, end): (usize, Option<usize>),
    ) -> Option<Match> {
        let ends = end.is_none_or(|end| self.filter.ends(line, end));
        if !ends || !self.filter.begins(line, figures, from) {
            return None;
        }
        self.attempt(line, figures, groups, (from, end))
    }

    /// The places between two at which a match begins that ends at `end`.
    pub(super) fn starts(
        &self,
        line: &TextLine,
        figures: &LineFigures,
        groups: &[Group],
        (between, end): ((usize, usize), usize),
    ) -> impl Iterator<Item = usize> {
        let may = self.filter.ends(line, end) && self.fits(line, figures);
        let starts = may.then(|| self.filter.starts(between, end));
        starts.into_iter().flatten().filter(move |start| {
            self.filter.begins(line, figures, *start)
                && self
                    .attempt(line, figures, groups, (*start, Some(end)))
                    .is_some()
        })
    }

    /// The last place up to `to` at which a match ends that begins at `from`.
    pub(super) fn last_end(
        &self,
        line: &TextLine,
        figures: &LineFigures,
        groups: &[Group],
        (from, to): (usize, usize),
    ) -> Option<usize> {
        if !self.filter.begins(line, figures, from) {
            return None;
        }
        let ends = self.filter.stops(from, to).rev();
        let mut ends = ends.filter(|end| self.filter.ends(line, *end));
        ends.find(|end| {
            self.attempt(line, figures, groups, (from, Some(*end)))
                .is_some()
        })
    }

    fn attempt(
        &self,
        line: &TextLine,
        figures: &LineFigures,
        groups: &[Group],
        (from, end): (usize, Option<usize>),
    ) -> Option<Match> {
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
        let to = attempt.go(0, from)?;
        Some(Match {
            from,
            to,
            filled: attempt.filled,
        })
    }

    /// Whether a line has what every match has.
    pub(super) fn fits(&self, line: &TextLine, figures: &LineFigures) -> bool {
        self.filter.needs().are_met(line, figures)
    }

    /// Whether a match may begin at a digit: with the figure of a kind that begins there, or with the digit itself.
    pub(super) fn begins_with(&self, kind: Option<&Kind>) -> bool {
        self.filter.begins_with(kind)
    }

    /// Whether it matches anywhere in a line.
    pub(crate) fn is_in(&self, line: &TextLine, figures: &LineFigures, groups: &[Group]) -> bool {
        self.first_in(line, figures, groups).is_some()
    }

    /// The first match in a line.
    pub(crate) fn first_in(
        &self,
        line: &TextLine,
        figures: &LineFigures,
        groups: &[Group],
    ) -> Option<Match> {
        let mut places = 0..line.chars.len();
        let may = self.fits(line, figures);
        may.then(|| places.find_map(|at| self.begun_at(line, figures, groups, at)))
            .flatten()
    }

    /// The first match that begins at a place and has characters, in a line that [`SentenceForm::fits`].
    pub(super) fn begun_at(
        &self,
        line: &TextLine,
        figures: &LineFigures,
        groups: &[Group],
        at: usize,
    ) -> Option<Match> {
        let begins = self.filter.begins(line, figures, at);
        let attempt = || self.attempt(line, figures, groups, (at, None));
        begins.then(attempt).flatten().filter(|it| it.to > at)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::rule::narrative::lines::{TextParagraph, Units, figure::figures, lines};

    fn groups() -> Vec<Group> {
        let mut all = words(&["增加".into(), "增长".into()], 1);
        all.extend(words(&["减少".into(), "下降".into()], -1));
        vec![Group::new("升降".into(), all)]
    }

    fn shown(form: &str, text: &str) -> Vec<String> {
        let groups = groups();
        let form = SentenceForm::parse(form, &groups).unwrap();
        let line = lines(&[TextParagraph::plain(text)]).remove(0);
        let figures = LineFigures::of(&line, figures(&line, &Units::default()));
        let mut found: Vec<Match> = Vec::new();
        for at in 0..line.chars.len() {
            if found.last().is_none_or(|it| it.to <= at) {
                found.extend(form.begun_at(&line, &figures, &groups, at));
            }
        }
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
            let mistake = SentenceForm::parse(form, &groups()).err().map(|(at, _)| at);
            let at = if form == "[甲" { form.len() } else { at };
            assert_eq!(mistake, Some(at), "{form}");
        }
    }
}
