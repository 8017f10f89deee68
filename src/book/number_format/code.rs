//! A number format code (`#,##0.00_);[Red]-0.00;"-"`) as sections of parts. The language is that of Excel and WPS;
//! the formats of OpenDocument are translated into it.

use rust_decimal::Decimal;
use std::str::FromStr;

/// Sections that say something about numbers; a fourth one is about texts.
const SECTIONS: usize = 3;

/// A format code.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FormatCode {
    /// One to three.
    sections: Vec<FormatSection>,
}

/// How some numbers are shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct FormatSection {
    /// Which ones, where the code says so: `[>=10000]`.
    condition: Option<(Comparison, Decimal)>,
    /// Whether it has a colour: `[Red]` may stand for a minus.
    pub(super) has_colour: bool,
    pub(super) parts: Vec<FormatPart>,
}

/// A piece of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormatPart {
    /// A place for a digit, whether a 0 fills it where the number has none.
    Digit { padded: bool },
    /// The decimal point.
    Point,
    /// `,`: groups digits, or divides by a thousand behind the last of them.
    Comma,
    /// `%`
    Percent,
    /// The whole number as it is: `General`, `@`, scientific and fractions.
    Whole,
    /// A character that is printed as it is.
    Literal(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

impl FormatCode {
    pub(super) fn parse(code: &str) -> Self {
        let mut sections = vec![FormatSection::default()];
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            if c == ';' {
                sections.push(FormatSection::default());
            } else if let Some(section) = sections.last_mut() {
                section.read(c, &mut rest);
            }
        }
        sections.truncate(SECTIONS);
        Self { sections }
    }

    /// Characters that are printed as they are.
    pub(super) fn literals(&self) -> impl Iterator<Item = char> {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        parts.filter_map(|part| match part {
            FormatPart::Literal(c) => Some(*c),
            _ => None,
        })
    }

    /// The section for a number, and whether it shows the number without its sign.
    pub(super) fn section(&self, number: Decimal) -> (&FormatSection, bool) {
        let at = |index: usize| match (self.sections.len(), index) {
            (3.., 2) => &self.sections[2],
            (2.., 1) => &self.sections[1],
            _ => &self.sections[0],
        };
        let says = |index: usize| at(index).condition;
        if says(0).is_none() && says(1).is_none() {
            return match number {
                zero if zero.is_zero() => (at(2), false),
                below if below.is_sign_negative() => (at(1), self.sections.len() > 1),
                _ => (at(0), false),
            };
        }
        let holds = |index: usize| {
            says(index).is_some_and(|(comparison, other)| comparison.holds(number, other))
        };
        let place = match (holds(0), holds(1), says(0).and(says(1))) {
            (true, ..) => 0,
            (_, true, _) => 1,
            (.., Some(_)) => 2,
            _ => 1,
        };
        (at(place), false)
    }

    /// Places behind the point to which every section rounds: the fewest; `None` where all show a number as it is.
    pub(super) fn places(&self) -> Option<u32> {
        let sections = self.sections.iter();
        sections.filter_map(FormatSection::places).min()
    }

    /// Numbers on both sides of every bound between sections.
    pub(super) fn samples(&self) -> Vec<Decimal> {
        let near = Decimal::new(1, 2);
        let bounds = self.sections.iter().filter_map(|section| section.condition);
        let around = bounds.flat_map(|(_, bound)| [bound - near, bound, bound + near]);
        let always = [
            Decimal::new(123_456_789, 2),
            Decimal::new(5, 1),
            Decimal::ONE,
        ];
        let both = around.chain(always).flat_map(|number| [number, -number]);
        both.chain([Decimal::ZERO]).collect()
    }
}

impl FormatSection {
    /// Places behind the point; `None` where it has no places for digits, or shows a number as it is.
    fn places(&self) -> Option<u32> {
        let is_digit = |part: &FormatPart| matches!(part, FormatPart::Digit { .. });
        if self.parts.contains(&FormatPart::Whole) || !self.parts.iter().any(is_digit) {
            return None;
        }
        let mut parts = self.parts.iter();
        parts.find(|part| **part == FormatPart::Point);
        u32::try_from(parts.filter(|part| is_digit(part)).count()).ok()
    }
}

impl Comparison {
    fn holds(self, number: Decimal, other: Decimal) -> bool {
        match self {
            Self::Less => number < other,
            Self::AtMost => number <= other,
            Self::Equal => number == other,
            Self::Unequal => number != other,
            Self::AtLeast => number >= other,
            Self::More => number > other,
        }
    }

    fn read(text: &str) -> Option<(Self, Decimal)> {
        let signs = [
            ("<=", Self::AtMost),
            (">=", Self::AtLeast),
            ("<>", Self::Unequal),
            ("<", Self::Less),
            (">", Self::More),
            ("=", Self::Equal),
        ];
        signs.into_iter().find_map(|(sign, comparison)| {
            let bound = text.strip_prefix(sign)?.trim();
            let bound = Decimal::from_str(bound).or_else(|_| Decimal::from_scientific(bound));
            Some((
                comparison,
                bound
                    .ok()
                    .filter(|bound| bound.abs() < Decimal::from(1_u64 << 50))?,
            ))
        })
    }
}

impl FormatSection {
    /// Reads what begins with a character.
    fn read(&mut self, c: char, rest: &mut std::str::Chars<'_>) {
        let part = match c {
            '"' => {
                let quoted = rest.by_ref().take_while(|c| *c != '"');
                return self.parts.extend(quoted.map(FormatPart::Literal));
            }
            // `!` is how programs for East Asia write a backslash
            '\\' | '!' => match rest.next() {
                Some(c) => FormatPart::Literal(c),
                None => return,
            },
            // as wide as a character, and filled up with one
            '_' => {
                rest.next();
                return;
            }
            '*' => match rest.next().filter(char::is_ascii_digit) {
                Some(digit) => FormatPart::Literal(digit),
                None => return,
            },
            '[' => {
                return self.bracket(&rest.by_ref().take_while(|c| *c != ']').collect::<String>());
            }
            '0' => FormatPart::Digit { padded: true },
            '#' | '?' => FormatPart::Digit { padded: false },
            '.' if !self.parts.contains(&FormatPart::Point) => FormatPart::Point,
            ',' => FormatPart::Comma,
            '%' => FormatPart::Percent,
            '@' => FormatPart::Whole,
            'g' | 'G' if skip(rest, "eneral") || skip(rest, "/通用格式") => FormatPart::Whole,
            // scientific, and fractions
            'e' | 'E' if self.has_digit() && rest.as_str().starts_with(['+', '-']) => {
                FormatPart::Whole
            }
            '/' if self.has_digit() => {
                let denominator = |c: char| c.is_ascii_digit() || matches!(c, '#' | '?');
                *rest = rest.as_str().trim_start_matches(denominator).chars();
                FormatPart::Whole
            }
            c => FormatPart::Literal(c),
        };
        self.parts.push(part);
    }

    fn bracket(&mut self, inner: &str) {
        if let Some(currency) = inner.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            self.parts.extend(sign.chars().map(FormatPart::Literal));
        } else if let Some(condition) = Comparison::read(inner) {
            self.condition = Some(condition);
        } else {
            let lower = inner.to_ascii_lowercase();
            self.has_colour |= !lower.starts_with("dbnum") && !lower.starts_with("natnum");
        }
    }

    fn has_digit(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, FormatPart::Digit { .. }))
    }
}

/// Passes over a word, if it is the next one.
pub(super) fn skip(rest: &mut std::str::Chars<'_>, word: &str) -> bool {
    let begins = rest
        .as_str()
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word));
    if begins {
        rest.nth(word.chars().count() - 1);
    }
    begins
}
