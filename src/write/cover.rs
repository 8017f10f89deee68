//! The cover and the contents of a department's workbook.

use super::page::{CellContent, PageCell, SheetPage, Style};
use crate::budget::Budget;
use crate::layout;

/// The sheets in front of the tables: 封面 and 目录.
pub(super) fn pages(budget: &Budget, tables: &[SheetPage]) -> Vec<SheetPage> {
    vec![cover(budget), contents(tables)]
}

fn cover(budget: &Budget) -> SheetPage {
    let mut page = SheetPage {
        name: "封面".to_owned(),
        widths: vec![86.0],
        ..SheetPage::default()
    };
    // the title stands in the upper third of the paper
    for row in 0..8 {
        page.put(row, 0, CellContent::Blank, Style::Mark);
    }
    for line in &budget.layout.page.cover {
        let year = layout::with_year(line, budget.fiscal_year);
        let text = year
            .replace("{department}", &budget.department)
            .replace("{document}", budget.layout.document_of(budget.publication));
        let row = page.next_row();
        page.text(row, 0, 1, text, Style::CoverTitle);
        page.put(row + 1, 0, CellContent::Blank, Style::Mark);
    }
    page
}

fn contents(tables: &[SheetPage]) -> SheetPage {
    let mut page = SheetPage {
        name: "目录".to_owned(),
        widths: vec![76.0, 10.0],
        ..SheetPage::default()
    };
    page.text(0, 0, 2, "目　录", Style::Title);
    for table in tables {
        let row = page.next_row();
        let text = table.title.clone().unwrap_or_else(|| table.name.clone());
        page.text(row, 0, 1, text, Style::Link);
        page.put(row, 1, CellContent::Blank, Style::PageNumber);
    }
    page
}

/// Puts the numbers of the printed pages into the contents, each with a link to its table.
pub(super) fn number(contents: &mut SheetPage, tables: &[SheetPage]) {
    let is_number = |cell: &&mut PageCell| cell.style == Style::PageNumber;
    let cells = contents.cells.iter_mut().filter(is_number);
    for (cell, table) in cells.zip(tables) {
        if let Some(number) = table.print.first {
            cell.content = CellContent::page_number(number, &table.name, "A1");
        }
    }
}
