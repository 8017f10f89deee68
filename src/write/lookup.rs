//! Figures that a formula finds by the codes of their rows, as they are now printed. A code is what the cells of its
//! columns say one after the other, whether these are 类 款 项, 类 款 or one for all, so one comparison does for every
//! layout: `SUMPRODUCT(('表三'!$A$7:$A$23&'表三'!$B$7:$B$23&'表三'!$C$7:$C$23="2080705")*1,'表三'!$E$7:$E$23)`.
//!
//! SUMIFS would take the text 05 for the number 5; SUMPRODUCT compares texts, and reckons with columns in every
//! Excel without being entered as an array.

use super::page::BlockGrid;
use super::place::OutputCells;
use crate::budget::{Budget, Row};
use crate::classification::Series;
use crate::equation::{ByCode, CodedRows, RowScope};

/// A column of figures with a test that picks some of its rows.
#[derive(Debug, Clone)]
pub(super) struct Lookup {
    /// 1 or true for each row that is picked.
    test: String,
    figures: String,
}

/// The whole codes of rows as an expression, joined where they are printed in parts.
fn whole_codes(places: &OutputCells, page: usize, grid: &BlockGrid, ends: (u32, u32)) -> String {
    let columns = grid
        .codes
        .iter()
        .map(|code| places.column(page, *code, ends));
    match columns.collect::<Vec<_>>().as_slice() {
        // a code that was typed as a number is compared as text all the same
        [whole] => format!("{whole}&\"\""),
        parts => parts.join("&"),
    }
}

impl Lookup {
    /// What finds these figures; none where their page does not print whole codes, or the column.
    pub(super) fn new(budget: &Budget, places: &OutputCells, by_code: &ByCode) -> Option<Self> {
        let (page, grid) = places.grid(by_code.table, by_code.block)?;
        let rows = &budget.tables[by_code.table].blocks[by_code.block];
        let layout =
            &budget.layout.tables[budget.tables[by_code.table].layout].blocks[by_code.block];
        let figures = (*grid.columns.get(by_code.column)?)?;
        let ends = match by_code.among {
            RowScope::Block => grid.ends,
            RowScope::Unit(unit) => ends_of(grid, rows, unit)?,
        };
        let codes_of = |ends| whole_codes(places, page, grid, ends);
        if grid.codes.is_empty() {
            return None;
        }
        let own = |row: usize| {
            grid.rows
                .get(row)
                .map_or(String::new(), |at| codes_of((*at, *at)))
        };
        let test = test(&codes_of(ends), own, &by_code.rows, layout.series);
        Some(Self {
            test,
            figures: places.column(page, figures, ends),
        })
    }

    /// What they come to.
    pub(super) fn sum(&self) -> String {
        format!("SUMPRODUCT({}*1,{})", self.test, self.figures)
    }

    /// How many of them are not 0.
    pub(super) fn count_filled(&self) -> String {
        let figures = &self.figures;
        format!(
            "SUMPRODUCT({}*ISNUMBER({figures})*({figures}<>0))",
            self.test
        )
    }

    /// How many there are.
    pub(super) fn count(&self) -> String {
        format!("SUMPRODUCT({}*ISNUMBER({}))", self.test, self.figures)
    }
}

/// The first and the last row of a budget unit on the page; none where rows of others stand between them.
fn ends_of(grid: &BlockGrid, rows: &[Row], unit: Option<usize>) -> Option<(u32, u32)> {
    let coded = || {
        rows.iter()
            .zip(&grid.rows)
            .filter(|(row, _)| row.code.is_some())
    };
    let of_others = || {
        coded()
            .filter(|(row, _)| row.unit != unit)
            .map(|(_, at)| *at)
    };
    if of_others().next().is_none() {
        return Some(grid.ends);
    }
    let own = || {
        coded()
            .filter(|(row, _)| row.unit == unit)
            .map(|(_, at)| *at)
    };
    let ends = (own().min()?, own().max()?);
    of_others()
        .all(|at| at < ends.0 || at > ends.1)
        .then_some(ends)
}

/// Whether rows are picked, by an expression for their codes, and one for the code of a row.
fn test(codes: &str, own: impl Fn(usize) -> String, rows: &CodedRows, series: Series) -> String {
    let begins = |length: usize| format!("LEFT({codes},{length})");
    match rows {
        CodedRows::Of(code) => format!("({codes}=\"{code}\")"),
        CodedRows::Below(code) => {
            let length = code.as_str().len();
            format!("({}=\"{code}\")*(LEN({codes})>{length})", begins(length))
        }
        CodedRows::RightBelow { row, code } => {
            let top = code.as_ref().map_or(0, |code| code.as_str().len());
            let lengths = [3, 5, 7].into_iter().take(series.depth());
            let levels = lengths
                .clone()
                .filter(|length| *length > top)
                .map(|length| {
                    // a row stands right below if no row of a level between is above it
                    let between = lengths
                        .clone()
                        .filter(|other| *other > top && *other < length);
                    let none =
                        between.map(|other| format!("*ISNA(MATCH({},{codes},0))", begins(other)));
                    format!("(LEN({codes})={length}){}", none.collect::<String>())
                });
            let levels = levels.collect::<Vec<_>>().join("+");
            // the row itself may be the one with the wrong code
            if top > 0 {
                format!("({}={})*({levels})", begins(top), own(*row))
            } else {
                format!("({levels})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::Code;

    #[test]
    fn rows_are_picked_by_the_text_of_their_codes() {
        let picked =
            |rows: CodedRows| test("A&B", |_| "A7&B7".to_owned(), &rows, Series::Functional);
        let code = |digits: &str| Code::new(digits).expect("a code");
        assert_eq!(picked(CodedRows::Of(code("2080705"))), "(A&B=\"2080705\")");
        assert_eq!(
            picked(CodedRows::Below(code("20807"))),
            "(LEFT(A&B,5)=\"20807\")*(LEN(A&B)>5)"
        );
        assert_eq!(
            picked(CodedRows::RightBelow {
                row: 0,
                code: Some(code("208"))
            }),
            "(LEFT(A&B,3)=A7&B7)*((LEN(A&B)=5)+(LEN(A&B)=7)*ISNA(MATCH(LEFT(A&B,5),A&B,0)))"
        );
        assert_eq!(
            test(
                "A&B",
                |_| String::new(),
                &CodedRows::RightBelow { row: 0, code: None },
                Series::Economic
            ),
            "((LEN(A&B)=3)+(LEN(A&B)=5)*ISNA(MATCH(LEFT(A&B,3),A&B,0)))"
        );
    }
}
