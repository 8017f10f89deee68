//! What a workbook may come to, counted while it is read and never taken from what the file says of itself.

use crate::book::sheet::{MERGED_CELLS, Sheet};
use crate::book::{Quantity, Refusal};

/// Sheets, cells in which something stands, merged ranges and figures of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ceiling {
    sheets: usize,
    in_sheet: usize,
    in_book: usize,
    /// Of one sheet.
    merges: usize,
    figures: usize,
    /// Texts that differ.
    texts: usize,
    /// Bytes of all texts together: one text may be asked for by millions of cells.
    text_bytes: usize,
}

/// For any workbook. Honest ones hold a few hundred figures; what goes beyond ten thousand times that is no budget.
const ANY: Ceiling = Ceiling {
    sheets: 1_000,
    in_sheet: 5_000_000,
    in_book: 20_000_000,
    merges: 100_000,
    figures: 200_000,
    texts: 5_000_000,
    text_bytes: 256 << 20,
};

/// For one that is read within the process: what the budget of a department with a thousand projects holds, and
/// what many threads can hold at once.
const SMALL: Ceiling = Ceiling {
    sheets: 1_000,
    in_sheet: 200_000,
    in_book: 200_000,
    merges: 50_000,
    figures: 100_000,
    texts: 500_000,
    text_bytes: 16 << 20,
};

/// What a workbook has come to so far.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    most: Ceiling,
    sheets: usize,
    in_sheet: usize,
    in_book: usize,
    merges: usize,
    texts: usize,
    text_bytes: usize,
    merged_cells: usize,
}

#[cfg(test)]
impl Limits {
    /// With room for so many more cells and bytes of text.
    pub(crate) fn with_room_for(cells: usize, text_bytes: usize) -> Self {
        Self {
            in_book: ANY.in_book - cells,
            text_bytes: ANY.text_bytes - text_bytes,
            ..Self::any()
        }
    }
}

impl Limits {
    /// For any workbook.
    pub(crate) fn any() -> Self {
        Self {
            most: ANY,
            sheets: 0,
            in_sheet: 0,
            in_book: 0,
            merges: 0,
            texts: 0,
            text_bytes: 0,
            merged_cells: 0,
        }
    }

    /// For one that is read within the process.
    pub(crate) fn small() -> Self {
        Self {
            most: SMALL,
            ..Self::any()
        }
    }

    /// One more sheet.
    pub(crate) fn sheet(&mut self) -> Result<(), Refusal> {
        self.same_sheet_again();
        count(&mut self.sheets, 1, self.most.sheets, Quantity::Sheets)
    }

    /// Begins once more with what is counted a sheet.
    pub(crate) fn same_sheet_again(&mut self) {
        (self.in_sheet, self.merges) = (0, 0);
    }

    /// One more cell in which something stands.
    pub(crate) fn cell(&mut self) -> Result<(), Refusal> {
        self.cells(1)
    }

    /// So many more of them, before any is written.
    pub(crate) fn cells(&mut self, more: usize) -> Result<(), Refusal> {
        count(
            &mut self.in_sheet,
            more,
            self.most.in_sheet,
            Quantity::Cells,
        )?;
        count(&mut self.in_book, more, self.most.in_book, Quantity::Cells)
    }

    /// One more merged range.
    pub(crate) fn merge(&mut self) -> Result<(), Refusal> {
        self.merges(1)
    }

    /// So many more of them.
    pub(crate) fn merges(&mut self, more: usize) -> Result<(), Refusal> {
        count(
            &mut self.merges,
            more,
            self.most.merges,
            Quantity::MergedRanges,
        )
    }

    /// A text of so many bytes more.
    pub(crate) fn text(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.text_bytes = self.text_bytes.saturating_add(bytes);
        if self.text_bytes > self.most.text_bytes {
            let (limit, found) = (self.most.text_bytes as u64, self.text_bytes as u64);
            return Err(Refusal::TooLarge {
                what: Quantity::AllTextBytes,
                limit,
                found,
            });
        }
        Ok(())
    }

    /// One more text of the table that cells share.
    pub(crate) fn shared_text(&mut self, bytes: usize) -> Result<(), Refusal> {
        count(&mut self.texts, 1, self.most.texts, Quantity::Texts)?;
        self.text(bytes)
    }

    /// The cells under the merged ranges of a sheet that is read. All sheets together may have as many as one,
    /// and one that has more is not followed to the end.
    pub(crate) fn merged(&mut self, sheet: &Sheet) -> Result<(), Refusal> {
        self.merged_cells += sheet.merged_cells;
        if self.merged_cells > MERGED_CELLS {
            let (limit, found) = (MERGED_CELLS as u64, self.merged_cells as u64);
            return Err(Refusal::TooLarge {
                what: Quantity::MergedCells,
                limit,
                found,
            });
        }
        Ok(())
    }

    /// The figures that tables took, in all.
    pub(crate) fn figures(&self, all: usize) -> Result<(), Refusal> {
        count(&mut 0, all, self.most.figures, Quantity::Figures)
    }
}

/// Adds to a count. Beyond its limit the first one too many is named, however many there are.
fn count(so_far: &mut usize, more: usize, limit: usize, what: Quantity) -> Result<(), Refusal> {
    *so_far = so_far.saturating_add(more);
    if *so_far > limit {
        return Err(Refusal::TooLarge {
            what,
            limit: limit as u64,
            found: limit as u64 + 1,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(times: usize, mut one: impl FnMut() -> Result<(), Refusal>) -> Result<(), Refusal> {
        (0..times).try_for_each(|_| one())
    }

    fn beyond(what: Quantity, limit: usize) -> Result<(), Refusal> {
        Err(Refusal::TooLarge {
            what,
            limit: limit as u64,
            found: limit as u64 + 1,
        })
    }

    #[test]
    fn each_limit_is_the_last_that_is_allowed() {
        let mut limits = Limits::any();
        assert_eq!(many(1_000, || limits.sheet()), Ok(()));
        assert_eq!(limits.sheet(), beyond(Quantity::Sheets, 1_000));
        assert_eq!(many(100_000, || limits.merge()), Ok(()));
        assert_eq!(limits.merge(), beyond(Quantity::MergedRanges, 100_000));
        for _ in 0..4 {
            limits.same_sheet_again();
            assert_eq!(many(5_000_000, || limits.cell()), Ok(()));
        }
        assert_eq!(limits.cell(), beyond(Quantity::Cells, 5_000_000));
        limits.same_sheet_again();
        assert_eq!(limits.cell(), beyond(Quantity::Cells, 20_000_000));
        assert_eq!(many(5_000_000, || limits.shared_text(0)), Ok(()));
        assert_eq!(limits.shared_text(0), beyond(Quantity::Texts, 5_000_000));
        assert_eq!(limits.text(256 << 20), Ok(()));
        assert!(limits.text(1).is_err());
        assert!(limits.text(usize::MAX).is_err());
        assert_eq!(limits.figures(200_000), Ok(()));
        assert_eq!(limits.figures(200_001), beyond(Quantity::Figures, 200_000));
    }
}
