//! A recursive descent over the grammar of formulas.

use super::{
    FigureYear, Name, ParsedColumn, ParsedFormula, ParsedRows, ParsedTerm, ROW_WORDS, RowWord,
    SyntaxError, TermKind,
};
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Reads a formula from left to right.
pub(super) struct FormulaParser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> FormulaParser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl FormulaParser<'_> {
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
        let is_next = self.rest().starts_with(token);
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    pub(super) fn expect(&mut self, c: char) -> Result<(), SyntaxError> {
        if self.eat(c.encode_utf8(&mut [0; 4])) {
            Ok(())
        } else {
            self.mistake(&format!("`{c}`"))
        }
    }

    pub(super) fn end(&mut self) -> Result<(), SyntaxError> {
        if self.rest().is_empty() {
            Ok(())
        } else {
            self.mistake("`+`, `-` or the end of the formula")
        }
    }

    pub(super) fn word_then(&mut self, word: &str, next: char) -> bool {
        let is_next = self
            .rest()
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start().starts_with(next));
        if is_next {
            self.at += word.len();
            self.eat(next.encode_utf8(&mut [0; 4]));
        }
        is_next
    }

    pub(super) fn formula(&mut self) -> Result<ParsedFormula, SyntaxError> {
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

    pub(super) fn rows(&mut self) -> Result<ParsedRows, SyntaxError> {
        let year = self.year();
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
        Ok(ParsedRows {
            year,
            table,
            block,
            row,
        })
    }

    /// The word of a year before the name of a table.
    fn year(&mut self) -> FigureYear {
        let words = [
            ("上年执行", FigureYear::LastExecuted),
            ("上年", FigureYear::Last),
        ];
        let own = words
            .into_iter()
            .find(|(word, _)| self.word_then(word, '.'));
        own.map_or(FigureYear::Own, |(_, year)| year)
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
