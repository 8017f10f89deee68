//! The list of sheets with their verdicts, and the list of checks.

use super::{Guide, part};
use crate::write::blank::BlankDraft;
use crate::write::blank::checks::{PAPER, colours, unfilled};
use crate::write::blank::list::page_name;
use crate::write::blank::reckoning::fixed;
use crate::write::blank::verdicts::verdict_row;
use crate::write::page::{CellContent, CellPurpose, SheetPage, Style, Visibility};

impl Guide<'_> {
    pub(super) fn sheets(
        &self,
        page: &mut SheetPage,
        draft: &BlankDraft<'_>,
        entered: &[SheetPage],
        tables: &[SheetPage],
    ) {
        let next = part(page, "三、各表");
        for (column, text) in ["工作表", "填什么", "核对"].into_iter().enumerate() {
            page.text(next + 1, column, 1, text, Style::Header);
        }
        for own in entered {
            let what = "末级科目和金额".to_owned();
            list_sheet(page, own, what, CellContent::Blank);
        }
        let mut forms = 0;
        for (index, own) in tables.iter().enumerate() {
            let table = &draft.budget.tables[index];
            let layout = &draft.layout.tables[table.layout];
            if layout.form.is_some() {
                forms += 1;
                if forms == 1 {
                    let what = format!(
                        "每个项目一张，共 {} 张，先隐藏着：右键点工作表标签→“取消隐藏”；填文字和有颜色的金额",
                        draft.room.projects
                    );
                    list_sheet(page, own, what, CellContent::Blank);
                }
                continue;
            }
            let verdict = CellContent::Formula(verdict_of(own), Box::new(unfilled()));
            list_sheet(page, own, purpose(own), verdict);
        }
        let last = page.next_row();
        page.conditions.extend(colours((next + 2, 2), (last, 2)));
    }

    pub(super) fn checks(&self, page: &mut SheetPage, draft: &BlankDraft<'_>) {
        let next = part(page, "四、核对");
        for (column, text) in ["规则", "应当成立", "结论"].into_iter().enumerate() {
            page.text(next + 1, column, 1, text, Style::Header);
        }
        let rules = draft.checks.rules();
        for (row, (rule, statements)) in (next + 2..).zip(&rules) {
            let it = &draft.rules.rules[*rule];
            page.text(
                row,
                0,
                1,
                format!("{} {}", it.id, it.level.zh()),
                Style::Label,
            );
            page.text(row, 1, 1, it.title.clone(), Style::Label);
            let verdict = format!("={}", draft.checks.of_rule(*rule, statements));
            page.put(
                row,
                2,
                CellContent::Formula(verdict, Box::new(unfilled())),
                Style::Label,
            );
        }
        let tests = (0..draft.layout.tables.len()).filter_map(|table| draft.off_paper(table));
        let tests = tests.collect::<Vec<_>>().join(",");
        if !tests.is_empty() {
            let row = page.next_row();
            page.text(row, 0, 1, PAPER, Style::Label);
            page.text(row, 1, 1, "各表用到的行都在打印区域内", Style::Label);
            let verdict = format!("=IF(OR({tests}),\"请核实\",{})", draft.checks.even());
            page.put(
                row,
                2,
                CellContent::Formula(verdict, Box::new(unfilled())),
                Style::Label,
            );
        }
        let last = page.next_row();
        page.text(
            last,
            0,
            3,
            "没有列出的规则由公式保证成立；报送后还会全部核对一遍。",
            Style::Remark,
        );
        page.conditions.extend(colours((next + 2, 2), (last, 2)));
    }
}

/// Adds a sheet to the list: its name as a link where it is shown, what is entered on it, its verdict.
fn list_sheet(page: &mut SheetPage, own: &SheetPage, what: String, verdict: CellContent) {
    let (row, name) = (page.next_row(), own.name.as_str());
    if own.visibility == Visibility::Shown {
        let link = CellContent::link(name, name, "A1");
        page.put(row, 0, link, Style::RuledLink);
    } else {
        page.text(row, 0, 1, name, Style::Label);
    }
    page.text(row, 1, 1, what, Style::Label);
    page.put(row, 2, verdict, Style::Label);
}

/// A table's title, and whether anything is entered in it.
fn purpose(table: &SheetPage) -> String {
    let is_entered = table
        .cells
        .iter()
        .any(|cell| cell.dress == CellPurpose::Entered);
    let what = if is_entered {
        "填有颜色的格"
    } else {
        "自动得出，不用填"
    };
    format!("{}：{what}", table.title.as_deref().unwrap_or(""))
}

/// The cell with a table's verdict, as a formula.
fn verdict_of(table: &SheetPage) -> String {
    let column = u16::try_from(table.widths.len()).unwrap_or(1) - 1;
    let cell = fixed(column, verdict_row(table));
    format!("='{}'!{cell}", page_name(&table.name))
}
