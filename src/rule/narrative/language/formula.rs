//! What a sentence means: a formula over the slots of its form and a few registers, such as
//! `率 = 增 / (本 - 增)`.

use crate::relation::Relation;
use crate::rule::narrative::form::Mistake;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Names that are no slots: the last stated amount, the year of the budget.
pub(crate) const REGISTERS: [&str; 3] = ["本", "年度", "条"];

/// `left relation right`, or `left relation right / over`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Means {
    pub(crate) left: Linear,
    pub(crate) relation: Relation,
    pub(crate) right: Linear,
    pub(crate) over: Option<Linear>,
}

/// Names with their factors, and a number.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Linear {
    pub(crate) terms: Vec<(Decimal, String)>,
    pub(crate) constant: Decimal,
}

impl Means {
    /// Reads a formula.
    pub(crate) fn parse(text: &str) -> Result<Self, Mistake> {
        let mut parser = Parser { text, at: 0 };
        let left = parser.sum()?;
        let relation = parser.relation()?;
        let right = parser.sum()?;
        let over = parser.has('/').then(|| parser.sum()).transpose()?;
        parser.blank();
        if parser.at < text.len() {
            return Err((parser.at, "expected the end of the formula".to_owned()));
        }
        Ok(Self {
            left,
            relation,
            right,
            over,
        })
    }

    /// Every name of it.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let sides = [Some(&self.left), Some(&self.right), self.over.as_ref()];
        let terms = sides.into_iter().flatten().flat_map(|side| &side.terms);
        terms.map(|(_, name)| name.as_str())
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn blank(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn has(&mut self, mark: char) -> bool {
        self.blank();
        let found = self.text[self.at..].starts_with(mark);
        if found {
            self.at += mark.len_utf8();
        }
        found
    }

    fn relation(&mut self) -> Result<Relation, Mistake> {
        self.blank();
        for (word, relation) in [
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("=", Relation::Equal),
        ] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(relation);
            }
        }
        Err((self.at, "expected =, <= or >=".to_owned()))
    }

    fn sum(&mut self) -> Result<Linear, Mistake> {
        let mut sum = Linear::default();
        let in_brackets = self.has('(');
        let mut sign = if self.has('-') {
            -Decimal::ONE
        } else {
            Decimal::ONE
        };
        loop {
            self.blank();
            let from = self.at;
            let is_part = |c: char| c.is_alphanumeric() || c == '.';
            let rest = &self.text[from..];
            let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
            self.at += word.len();
            match Decimal::from_str(word) {
                Ok(number) => sum.constant += sign * number,
                Err(_) if word.is_empty() => {
                    return Err((from, "expected a name or a number".to_owned()));
                }
                Err(_) => sum.terms.push((sign, word.to_owned())),
            }
            sign = if self.has('+') {
                Decimal::ONE
            } else if self.has('-') {
                -Decimal::ONE
            } else {
                break;
            };
        }
        if in_brackets && !self.has(')') {
            return Err((self.at, "expected )".to_owned()));
        }
        Ok(sum)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_read() {
        let means = Means::parse("率 = 增 / (本 - 增)").unwrap();
        let over = means.over.as_ref().unwrap();
        assert_eq!(
            over.terms,
            [(Decimal::ONE, "本".into()), (-Decimal::ONE, "增".into())]
        );
        assert_eq!(means.names().collect::<Vec<_>>(), ["率", "增", "本", "增"]);
        assert_eq!(
            Means::parse("年 = 年度 - 1").unwrap().right.constant,
            -Decimal::ONE
        );
        assert_eq!(Means::parse("增 < 本").err().map(|it| it.0), Some(4));
        assert_eq!(Means::parse("增 = 本 本").err().map(|it| it.0), Some(10));
    }
}
