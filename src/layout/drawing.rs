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
        let grid = TextGrid::split(lines)?;
        let mut covered = vec![vec![false; grid.columns]; grid.rows.len()];
        let mut cells = Vec::new();
        for row in 0..grid.rows.len() {
            for column in 0..grid.columns {
                if covered[row][column] {
                    continue;
                }
                let cell = grid.cell(row, column)?;
                for line in covered.iter_mut().skip(row).take(cell.rows) {
                    line[column..column + cell.columns].fill(true);
                }
                cells.push(cell);
            }
        }
        Ok(Self {
            cells,
            rows: grid.rows.len(),
            columns: grid.columns,
        })
    }

    /// The drawing without some columns. A heading that is left with one column takes the place of the heading
    /// below it (预算数 over 合计 becomes 预算数), and rows in which no cell begins any more go.
    pub(crate) fn keeping(&self, keep: &[bool]) -> Self {
        let kept = |from: usize, to: usize| keep[from..to].iter().filter(|keep| **keep).count();
        let mut narrowed = Vec::new();
        for cell in &self.cells {
            let columns = kept(cell.column, cell.column + cell.columns);
            if columns > 0 {
                narrowed.push(NarrowedCell {
                    is_narrower: columns < cell.columns,
                    cell: DrawnCell {
                        column: kept(0, cell.column),
                        columns,
                        ..cell.clone()
                    },
                });
            }
        }
        while let Some((above, below)) = replaced_heading(&narrowed) {
            narrowed[above].cell.rows += narrowed[below].cell.rows;
            narrowed.remove(below);
        }
        let mut drawing = Self {
            cells: narrowed.into_iter().map(|narrowed| narrowed.cell).collect(),
            rows: self.rows,
            columns: kept(0, keep.len()),
        };
        if keep.contains(&false) {
            drawing.remove_unused_rows();
        }
        drawing
    }

    /// Removes rows in which no cell begins.
    fn remove_unused_rows(&mut self) {
        for row in (1..self.rows).rev() {
            if self.cells.iter().any(|cell| cell.row == row) {
                continue;
            }
            self.rows -= 1;
            for cell in &mut self.cells {
                if cell.row > row {
                    cell.row -= 1;
                } else if cell.row + cell.rows > row {
                    cell.rows -= 1;
                }
            }
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

/// A cell of a drawing some of whose columns are left out.
struct NarrowedCell {
    cell: DrawnCell,
    is_narrower: bool,
}

/// A narrowed heading of one column and the heading just below it, by their indices.
fn replaced_heading(cells: &[NarrowedCell]) -> Option<(usize, usize)> {
    cells.iter().enumerate().find_map(|(index, narrowed)| {
        let above = &narrowed.cell;
        if !narrowed.is_narrower || above.columns != 1 {
            return None;
        }
        let below = cells.iter().position(|NarrowedCell { cell, .. }| {
            cell.row == above.row + above.rows
                && (cell.column, cell.columns) == (above.column, above.columns)
        })?;
        Some((index, below))
    })
}

/// The rows of a drawing as text, every cell with the byte at which its text begins.
struct TextGrid<'a> {
    rows: Vec<Vec<(usize, &'a str)>>,
    columns: usize,
}

impl<'a> TextGrid<'a> {
    fn split(lines: &[&'a str]) -> Result<Self, DrawingError> {
        let rows: Vec<Vec<(usize, &str)>> = lines.iter().map(|line| split(line)).collect();
        let columns = rows.first().map_or(0, Vec::len);
        match rows.iter().position(|cells| cells.len() != columns) {
            Some(row) => Err((
                row,
                0,
                format!(
                    "expected {columns} cells as in the first row, found {}",
                    rows[row].len()
                ),
            )),
            None => Ok(Self { rows, columns }),
        }
    }

    fn text(&self, row: usize, column: usize) -> &'a str {
        self.rows[row][column].1
    }

    /// The cell that begins here, with all that continues it.
    fn cell(&self, row: usize, column: usize) -> Result<DrawnCell, DrawingError> {
        let (offset, text) = self.rows[row][column];
        if let Some(side) = match text {
            "<" => Some("on its left"),
            "^" => Some("above it"),
            _ => None,
        } {
            return Err((
                row,
                offset,
                format!("`{text}` continues a cell {side}, and there is none to continue"),
            ));
        }
        let columns = 1
            + (column + 1..self.columns)
                .take_while(|next| self.text(row, *next) == "<")
                .count();
        let rows = 1
            + (row + 1..self.rows.len())
                .take_while(|next| self.continues(*next, column, columns))
                .count();
        Ok(DrawnCell {
            row,
            column,
            rows,
            columns,
            text: text.to_owned(),
        })
    }

    /// Whether a row continues a cell of the row above.
    fn continues(&self, row: usize, column: usize, columns: usize) -> bool {
        self.text(row, column) == "^"
            && (column + 1..column + columns).all(|next| matches!(self.text(row, next), "^" | "<"))
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
