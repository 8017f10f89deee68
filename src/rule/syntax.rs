//! The formula language, from text to syntax. It is small and in the clerk's words:
//!
//! ```text
//! formula   = sum relation sum
//! relation  = "=" | "<=" | ">="
//! sum       = ["-"] term { ("+" | "-") term }
//! term      = [number "*"] ( cells | "sum(" cells ")" | "count(" rows ")" ) | number
//! cells     = rows "." column
//! rows      = [year "."] table ["." block] ["[" row "]"]
//! year      = "上年" | "上年执行"
//! condition = formula | "exists(" rows ")" | "absent(" rows ")"
//! ```
//!
//! Rows and columns are names of the layout, codes, or the words of [`RowWord`] and [`ParsedColumn`].

mod parser;

use crate::classification::Level;
use crate::relation::Relation;
use parser::FormulaParser;
use rust_decimal::Decimal;

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
    pub(super) year: FigureYear,
    pub(super) table: Name,
    pub(super) block: Option<Name>,
    pub(super) row: Option<(RowWord, usize)>,
}

/// The year whose figures are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FigureYear {
    /// The year of the budget.
    Own,
    /// 上年: last year's budget.
    Last,
    /// 上年执行: what was spent last year.
    LastExecuted,
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
    let mut parser = FormulaParser::new(text);
    let formula = parser.formula()?;
    parser.end()?;
    Ok(formula)
}

/// Reads a condition.
pub(super) fn condition(text: &str) -> Result<ParsedCondition, SyntaxError> {
    let mut parser = FormulaParser::new(text);
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
        assert_eq!(
            mistake("上年. = 1"),
            (4, "expected the name of a table; found `=`".to_owned())
        );
        assert_eq!(mistake("表五[总计].小计 = 1 2").0, 14);
    }
}
