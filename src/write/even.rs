//! The sheets of a workbook as one document: all of an orientation are printed at one scale, and their pages are
//! numbered through.

use super::page::SheetPage;

/// Makes all sheets of an orientation equally wide, so that they fit the width of the paper at one scale, whatever
/// letters a spreadsheet program has.
pub(super) fn even_out(pages: &mut [SheetPage]) {
    for landscape in [false, true] {
        let own = |page: &&SheetPage| page.landscape == landscape;
        let widths = pages.iter().filter(own).map(SheetPage::width);
        let Some(widest) = widths.max_by(f64::total_cmp) else {
            continue;
        };
        for page in pages.iter_mut().filter(|page| page.landscape == landscape) {
            page.stretch(widest);
        }
    }
}

/// Numbers the printed pages behind those in front, as spreadsheet programs number them where a workbook is printed
/// whole. No sheet takes more paper than it is said to.
pub(super) fn number(pages: &mut [SheetPage], front: &[SheetPage]) {
    let mut next = 1 + front.iter().map(SheetPage::sheets).sum::<u16>();
    for page in pages {
        let sheets = page.sheets();
        page.print.sheets = Some(sheets);
        page.print.first = Some(next);
        next += sheets;
    }
}
