//! The formula language, from text to syntax. It is small and in the clerk's words:
//!
//! ```text
//! formula   = sum relation sum
//! relation  = "=" | "<=" | ">="
//! sum       = ["-"] term { ("+" | "-") term }
//! term      = [number "*"] ( cells | "sum(" cells ")" | "count(" rows ")" ) | number
//! cells     = rows "." column
//! rows      = table ["." block] ["[" row "]"]
//! condition = formula | "exists(" rows ")" | "absent(" rows ")"
//! ```
//!
//! Rows and columns are names of the layout, codes, or the words of [`RowWord`] and [`ParsedColumn`].

use crate::classification::Level;
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::str::FromStr;

/// A mistake: the byte in the formula, and what was expected.
pub(super) type SyntaxError = (usize, String);

#[derive(Debug, Clone, PartialEq)]
pub(super) struct ParsedFormula {
    pub(super) left: Vec<ParsedTerm>,
    pub(super) relation: Relation,
    pub(super) right: Vec<ParsedTerm>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum ParsedCondition {
    Holds(ParsedFormula),
    Exists(ParsedRows),
    Absent(ParsedRows),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct ParsedTerm {
    pub(super) coefficient: Decimal,
    pub(super) kind: TermKind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TermKind {
    Cells(ParsedRows, ParsedColumn),
    Sum(ParsedRows, ParsedColumn),
    Count(ParsedRows),
    Number,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct ParsedRows {
    pub(super) table: Name,
    pub(super) block: Option<Name>,
    pub(super) row: Option<(RowWord, usize)>,
}

/// A name with the byte at which it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: usize,
}

/// What may stand between `[` and `]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowWord {
    /// The name of a line, or a code.
    Named(String),
    /// 每行: every row.
    EachRow,
    /// 每上级: every row that has rows below it in the classification.
    EachParent,
    /// 每码: every code; 每类, 每款, 每项: every code of a level.
    EachCode(Option<Level>),
    /// 每项目: every project.
    EachProject,
    /// 每单位: every row of a budget unit.
    EachUnit,
    /// 同行: the row at hand.
    SameRow,
    /// 同码: rows of the code at hand.
    SameCode,
    /// 同项目: rows of the project at hand.
    SameProject,
    /// 下级: the rows right below the row at hand.
    Below,
}

/// What may stand behind the last dot.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ParsedColumn {
    Named(Name),
    /// 每列: every column of figures.
    Each(usize),
    /// 同列: the column at hand.
    Same(usize),
    /// 其余列: every other column of figures.
    Others(usize),
}

const ROW_WORDS: [(&str, RowWord); 12] = [
    ("每行", RowWord::EachRow),
    ("每上级", RowWord::EachParent),
    ("每码", RowWord::EachCode(None)),
    ("每类", RowWord::EachCode(Some(Level::Class))),
    ("每款", RowWord::EachCode(Some(Level::Group))),
    ("每项", RowWord::EachCode(Some(Level::Item))),
    ("每项目", RowWord::EachProject),
    ("每单位", RowWord::EachUnit),
    ("同行", RowWord::SameRow),
    ("同码", RowWord::SameCode),
    ("同项目", RowWord::SameProject),
    ("下级", RowWord::Below),
];

/// Reads a formula.
pub(super) fn formula(text: &str) -> Result<ParsedFormula, SyntaxError> {
    let mut parser = Parser { text, at: 0 };
    let formula = parser.formula()?;
    parser.end()?;
    Ok(formula)
}

/// Reads a condition.
pub(super) fn condition(text: &str) -> Result<ParsedCondition, SyntaxError> {
    let mut parser = Parser { text, at: 0 };
    let condition = if parser.word_then("exists", '(') {
        let rows = parser.rows()?;
        parser.expect(')')?;
        ParsedCondition::Exists(rows)
    } else if parser.word_then("absent", '(') {
        let rows = parser.rows()?;
        parser.expect(')')?;
        ParsedCondition::Absent(rows)
    } else {
        ParsedCondition::Holds(parser.formula()?)
    };
    parser.end()?;
    Ok(condition)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&mut self) -> &str {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        &self.text[self.at..]
    }

    fn found(&mut self) -> String {
        match self.rest().chars().next() {
            Some(c) => format!("found `{c}`"),
            None => "the formula ends here".to_owned(),
        }
    }

    fn mistake<T>(&mut self, expected: &str) -> Result<T, SyntaxError> {
        let found = self.found();
        Err((self.at, format!("expected {expected}; {found}")))
    }

    fn eat(&mut self, token: &str) -> bool {
        let there = self.rest().starts_with(token);
        if there {
            self.at += token.len();
        }
        there
    }

    fn expect(&mut self, c: char) -> Result<(), SyntaxError> {
        if self.eat(c.encode_utf8(&mut [0; 4])) {
            Ok(())
        } else {
            self.mistake(&format!("`{c}`"))
        }
    }

    fn end(&mut self) -> Result<(), SyntaxError> {
        if self.rest().is_empty() {
            Ok(())
        } else {
            self.mistake("`+`, `-` or the end of the formula")
        }
    }

    fn word_then(&mut self, word: &str, next: char) -> bool {
        let there = self
            .rest()
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start().starts_with(next));
        if there {
            self.at += word.len();
            self.eat(next.encode_utf8(&mut [0; 4]));
        }
        there
    }

    fn formula(&mut self) -> Result<ParsedFormula, SyntaxError> {
        let left = self.sum()?;
        let relation = if self.eat("<=") || self.eat("≤") {
            Relation::AtMost
        } else if self.eat(">=") || self.eat("≥") {
            Relation::AtLeast
        } else if self.eat("=") || self.eat("＝") {
            Relation::Equal
        } else {
            return self.mistake("`=`, `<=`, `>=`, `+` or `-`");
        };
        let right = self.sum()?;
        Ok(ParsedFormula {
            left,
            relation,
            right,
        })
    }

    fn sum(&mut self) -> Result<Vec<ParsedTerm>, SyntaxError> {
        let mut sign = if self.eat("-") {
            -Decimal::ONE
        } else {
            Decimal::ONE
        };
        let mut terms = Vec::new();
        loop {
            terms.push(self.term(sign)?);
            sign = if self.eat("+") {
                Decimal::ONE
            } else if self.eat("-") {
                -Decimal::ONE
            } else {
                return Ok(terms);
            };
        }
    }

    fn term(&mut self, sign: Decimal) -> Result<ParsedTerm, SyntaxError> {
        let mut coefficient = sign;
        if let Some(number) = self.number() {
            if !self.eat("*") {
                return Ok(ParsedTerm {
                    coefficient: sign * number,
                    kind: TermKind::Number,
                });
            }
            coefficient = sign * number;
        }
        let kind = if self.word_then("sum", '(') {
            let (rows, column) = self.cells()?;
            self.expect(')')?;
            TermKind::Sum(rows, column)
        } else if self.word_then("count", '(') {
            let rows = self.rows()?;
            self.expect(')')?;
            TermKind::Count(rows)
        } else {
            let (rows, column) = self.cells()?;
            TermKind::Cells(rows, column)
        };
        Ok(ParsedTerm { coefficient, kind })
    }

    /// A number that is not the beginning of a name.
    fn number(&mut self) -> Option<Decimal> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        let next = rest[end..].chars().next();
        if next.is_some_and(is_name) {
            return None;
        }
        let number = Decimal::from_str(&rest[..end]).ok()?;
        self.at += end;
        Some(number)
    }

    fn name(&mut self, what: &str) -> Result<Name, SyntaxError> {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        let text = rest[..end].to_owned();
        if text.is_empty() {
            return self.mistake(what);
        }
        let at = self.at;
        self.at += end;
        Ok(Name { text, at })
    }

    fn rows(&mut self) -> Result<ParsedRows, SyntaxError> {
        let table = self.name("the name of a table")?;
        let mut block = None;
        // a name behind a dot is a block where a row follows it, a column otherwise
        let before = self.at;
        if self.eat(".") {
            match self.name("the name of a block or column") {
                Ok(word) if self.rest().starts_with('[') => block = Some(word),
                _ => self.at = before,
            }
        }
        let row = if self.eat("[") {
            Some(self.row()?)
        } else {
            None
        };
        Ok(ParsedRows { table, block, row })
    }

    fn row(&mut self) -> Result<(RowWord, usize), SyntaxError> {
        let word = self.name("a row: a name, a code, 每行, 每码, 同行, 同码, 下级 …")?;
        self.expect(']')?;
        let known = ROW_WORDS
            .iter()
            .find(|(name, _)| *name == word.text)
            .map(|(_, row)| row.clone());
        if known.is_none() && word.text.starts_with(['每', '同']) {
            let words = ROW_WORDS.map(|(name, _)| name).join("、");
            return Err((
                word.at,
                format!(
                    "expected a name, a code or one of {words}; found {}",
                    word.text
                ),
            ));
        }
        Ok((known.unwrap_or(RowWord::Named(word.text)), word.at))
    }

    fn cells(&mut self) -> Result<(ParsedRows, ParsedColumn), SyntaxError> {
        let rows = self.rows()?;
        self.expect('.')?;
        let word = self.name("the name of a column, 每列, 同列 or 其余列")?;
        let column = match word.text.as_str() {
            "每列" => ParsedColumn::Each(word.at),
            "同列" => ParsedColumn::Same(word.at),
            "其余列" => ParsedColumn::Others(word.at),
            _ => ParsedColumn::Named(word),
        };
        Ok((rows, column))
    }
}

/// Characters of a name: all but blanks and the marks of the language.
fn is_name(c: char) -> bool {
    !c.is_whitespace() && !"[].,()+-=<>*≤≥＝".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> (usize, String) {
        match formula(text) {
            Err((at, message)) => (text[..at].chars().count(), message),
            Ok(_) => (usize::MAX, String::new()),
        }
    }

    #[test]
    fn formulas_are_read() -> Result<(), SyntaxError> {
        let read = formula(
            "表一.收入[收入总计].预算数 = sum(表三[下级].同列) + 2 * 表八.合计 - 表五[2080505].小计",
        )?;
        assert_eq!(read.left.len(), 1);
        assert_eq!(read.right.len(), 3);
        assert!(
            matches!(&read.right[0].kind, TermKind::Sum(rows, ParsedColumn::Same(_)) if rows.row.as_ref().is_some_and(|r| r.0 == RowWord::Below))
        );
        assert_eq!(read.right[1].coefficient, Decimal::TWO);
        assert_eq!(read.right[2].coefficient, -Decimal::ONE);
        assert_eq!(
            formula("count(表七[每项目]) ≥ 3")?.relation,
            Relation::AtLeast
        );
        Ok(())
    }

    #[test]
    fn mistakes_name_their_place_and_what_was_expected() {
        assert_eq!(
            mistake("表五[总计].小计"),
            (
                9,
                "expected `=`, `<=`, `>=`, `+` or `-`; the formula ends here".to_owned()
            )
        );
        assert_eq!(
            mistake("表五[总计.小计 = 1"),
            (5, "expected `]`; found `.`".to_owned())
        );
        assert_eq!(
            mistake("表五[总计].小计 = "),
            (
                12,
                "expected the name of a table; the formula ends here".to_owned()
            )
        );
        assert_eq!(mistake("表五[每个].小计 = 1").0, 3);
        assert_eq!(mistake("表五[总计].小计 = 1 2").0, 14);
    }
}
