//! Headers and forms are drawn in the layout file as they stand on paper: a row a string, cells set
//! apart by `|`, `<` continues the cell on the left, `^` the one above. Reading and writing both
//! follow the drawing.

/// A drawn cell; a merged one stands once, at its top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnCell {
    /// Zero-based row within the drawing.
    pub row: usize,
    /// Zero-based column within the drawing.
    pub column: usize,
    /// How many rows it takes.
    pub rows: usize,
    /// How many columns it takes.
    pub columns: usize,
    /// What it says; empty for an empty cell.
    pub text: String,
}

/// Rows of cells that cover a rectangle without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellDrawing {
    /// The cells, row by row.
    pub cells: Vec<DrawnCell>,
    /// Rows in all.
    pub rows: usize,
    /// Columns in all.
    pub columns: usize,
}

/// A mistake in a drawing: the row, the byte in its text, what is wrong.
pub(super) type DrawingError = (usize, usize, String);

impl CellDrawing {
    /// Reads a drawing from its rows.
    pub(super) fn parse(lines: &[&str]) -> Result<Self, DrawingError> {
        let grid: Vec<Vec<(usize, &str)>> = lines.iter().map(|line| split(line)).collect();
        let columns = grid.first().map_or(0, Vec::len);
        for (row, cells) in grid.iter().enumerate() {
            if cells.len() != columns {
                return Err((
                    row,
                    0,
                    format!(
                        "expected {columns} cells as in the first row, found {}",
                        cells.len()
                    ),
                ));
            }
        }
        let text = |row: usize, column: usize| grid[row][column].1;
        let mut covered = vec![vec![false; columns]; grid.len()];
        let mut cells = Vec::new();
        for row in 0..grid.len() {
            for column in 0..columns {
                if covered[row][column] {
                    continue;
                }
                let (offset, here) = grid[row][column];
                if here == "<" || here == "^" {
                    let side = if here == "<" {
                        "on its left"
                    } else {
                        "above it"
                    };
                    return Err((
                        row,
                        offset,
                        format!("`{here}` continues a cell {side}, and there is none to continue"),
                    ));
                }
                let wide = 1
                    + (column + 1..columns)
                        .take_while(|c| text(row, *c) == "<")
                        .count();
                let continues = |r: usize| {
                    text(r, column) == "^"
                        && (column + 1..column + wide).all(|c| matches!(text(r, c), "^" | "<"))
                };
                let high = 1 + (row + 1..grid.len()).take_while(|r| continues(*r)).count();
                for line in covered.iter_mut().skip(row).take(high) {
                    line[column..column + wide].fill(true);
                }
                cells.push(DrawnCell {
                    row,
                    column,
                    rows: high,
                    columns: wide,
                    text: here.to_owned(),
                });
            }
        }
        Ok(Self {
            cells,
            rows: grid.len(),
            columns,
        })
    }

    /// The drawing without some columns. A heading that is left with one column takes the place of the heading
    /// below it (预算数 over 合计 becomes 预算数), and rows in which nothing begins any more go.
    pub fn keeping(&self, keep: &[bool]) -> Self {
        let kept = |from: usize, to: usize| keep[from..to].iter().filter(|keep| **keep).count();
        let mut cells: Vec<(DrawnCell, bool)> = self
            .cells
            .iter()
            .map(|cell| {
                let columns = kept(cell.column, cell.column + cell.columns);
                (
                    DrawnCell {
                        column: kept(0, cell.column),
                        columns,
                        ..cell.clone()
                    },
                    columns < cell.columns,
                )
            })
            .filter(|(cell, _)| cell.columns > 0)
            .collect();
        let takes_over = |cells: &[(DrawnCell, bool)]| {
            cells
                .iter()
                .enumerate()
                .find_map(|(i, (above, is_narrower))| {
                    let is_below = |(below, _): &(DrawnCell, bool)| {
                        below.row == above.row + above.rows
                            && (below.column, below.columns) == (above.column, above.columns)
                    };
                    let below = cells
                        .iter()
                        .position(is_below)
                        .filter(|_| *is_narrower && above.columns == 1)?;
                    Some((i, below))
                })
        };
        while let Some((above, below)) = takes_over(&cells) {
            cells[above].0.rows += cells[below].0.rows;
            cells.remove(below);
        }
        let mut cells: Vec<DrawnCell> = cells.into_iter().map(|(cell, _)| cell).collect();
        let mut rows = self.rows;
        for row in (1..self.rows).rev().filter(|_| keep.contains(&false)) {
            if cells.iter().all(|cell| cell.row != row) {
                rows -= 1;
                for cell in &mut cells {
                    if cell.row > row {
                        cell.row -= 1;
                    } else if cell.row + cell.rows > row {
                        cell.rows -= 1;
                    }
                }
            }
        }
        Self {
            cells,
            rows,
            columns: kept(0, keep.len()),
        }
    }

    /// How many columns on the left of one end under the same heading.
    pub fn shares(&self, column: usize) -> usize {
        let over = |cell: &&DrawnCell| (cell.column..cell.column + cell.columns).contains(&column);
        let lowest = self.cells.iter().filter(over).max_by_key(|cell| cell.row);
        lowest.map_or(0, |cell| column - cell.column)
    }

    /// The texts above a column, from the top to the cell that ends it.
    pub fn path(&self, column: usize) -> Vec<&str> {
        let mut above: Vec<&DrawnCell> = self
            .cells
            .iter()
            .filter(|c| (c.column..c.column + c.columns).contains(&column))
            .collect();
        above.sort_by_key(|cell| cell.row);
        above
            .into_iter()
            .map(|cell| cell.text.as_str())
            .filter(|text| !text.is_empty())
            .collect()
    }
}

/// The cells of a row with the byte at which each one's text begins.
fn split(line: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    line.split('|')
        .map(|cell| {
            let offset = start + (cell.len() - cell.trim_start().len());
            start += cell.len() + 1;
            (offset, cell.trim())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_cells_are_found() -> Result<(), DrawingError> {
        let drawing = CellDrawing::parse(&[
            "项目 | < | 支出 | <",
            "类 | 款 | ^ | <",
            "x | y | 合计 | 其中",
        ])?;
        let spans: Vec<_> = drawing
            .cells
            .iter()
            .map(|c| (c.text.as_str(), c.rows, c.columns))
            .collect();
        assert_eq!(
            spans[..4],
            [("项目", 1, 2), ("支出", 2, 2), ("类", 1, 1), ("款", 1, 1)]
        );
        assert_eq!(drawing.path(3), ["支出", "其中"]);
        Ok(())
    }

    #[test]
    fn columns_can_be_left_out() -> Result<(), DrawingError> {
        let drawing = CellDrawing::parse(&[
            "收入 | <    | 支出 | <    | <        | <",
            "项目 | 金额 | 项目 | 金额 | <        | <",
            "^    | ^    | ^    | 合计 | 基本支出 | <",
            "^    | ^    | ^    | ^    | 人员     | 公用",
        ])?;
        let narrow = drawing.keeping(&[true, true, true, true, false, false]);
        assert_eq!(
            narrow,
            CellDrawing::parse(&["收入 | < | 支出 | <", "项目 | 金额 | 项目 | 金额"])?
        );
        assert_eq!(drawing.keeping(&[true; 6]), drawing);
        Ok(())
    }

    #[test]
    fn mistakes_have_a_place() {
        assert_eq!(CellDrawing::parse(&["a | b", "c"]).map_err(|m| m.0), Err(1));
        assert_eq!(
            CellDrawing::parse(&["a | b", "^ | c", "< | d"]).map_err(|m| (m.0, m.1)),
            Err((2, 0))
        );
    }
}
