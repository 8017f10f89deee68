//! The first sheet of a blank workbook: whom it is for, what goes where, and whether all agrees; and the cover.

mod overview;

use super::super::list::quoted;
use super::super::page::{CellContent, CellPurpose, SheetPage, Style, Validation, ValidationRule};
use super::checks::PAPER;
use super::list::page_name;
use super::reckoning::fixed;
use super::{BlankDraft, BlankOptions};
use crate::layout::{self, Layout};

/// The rows of what is entered here, zero-based, and their column.
const DEPARTMENT: u32 = 4;
const UNIT: u32 = 5;
const YEAR: u32 = 6;
const COLUMN: u16 = 1;

/// Begins a part of the sheet below an empty row; gives the row of its heading.
fn part(page: &mut SheetPage, heading: &str) -> u32 {
    let row = page.next_row();
    page.put(row, 0, CellContent::Blank, Style::Left);
    page.text(row + 1, 0, 3, heading, Style::Mark);
    row + 1
}

/// The first sheet.
pub(super) struct Guide<'a> {
    pub(super) name: String,
    pub(super) layout: &'a Layout,
    pub(super) wishes: &'a BlankOptions,
}

impl Guide<'_> {
    fn cell(&self, row: u32) -> String {
        format!("'{}'!{}", page_name(&self.name), fixed(COLUMN, row))
    }

    /// The cell with the department's name.
    pub(super) fn department(&self) -> String {
        self.cell(DEPARTMENT)
    }

    /// The cell with the budget unit.
    pub(super) fn unit(&self) -> String {
        self.cell(UNIT)
    }

    /// A text of the layout with the department and the year that are entered: a formula where it has any of them.
    pub(super) fn filled(&self, text: &str) -> CellContent {
        let text = text.replace("{document}", &self.layout.document);
        let now =
            |year| layout::with_year(&text, year).replace("{department}", &self.wishes.department);
        if !text.contains('{') {
            return CellContent::text(text);
        }
        let formula = if text.contains("{year}") {
            let without = layout::with_year(&text, None);
            let without = if without.contains('{') {
                self.joined(&without)
            } else {
                quoted(&without)
            };
            format!(
                "=IF({}=\"\",{without},{})",
                self.cell(YEAR),
                self.joined(&text)
            )
        } else {
            format!("={}", self.joined(&text))
        };
        CellContent::Formula(formula, Box::new(CellContent::text(now(self.wishes.year))))
    }

    /// A text with fields as an expression that joins its parts.
    fn joined(&self, text: &str) -> String {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let (field, behind) = behind.split_once('}').unwrap_or((behind, ""));
            parts.extend((!before.is_empty()).then(|| quoted(before)));
            parts.push(self.cell(if field == "year" { YEAR } else { DEPARTMENT }));
            rest = behind;
        }
        parts.extend((!rest.is_empty()).then(|| quoted(rest)));
        // one cell alone, if it is empty, would give 0
        if parts.len() == 1 {
            format!("{}&\"\"", parts[0])
        } else {
            parts.join("&")
        }
    }

    /// The cover with what is entered.
    pub(super) fn cover(&self, page: SheetPage) -> SheetPage {
        let mut page = SheetPage {
            protected: true,
            ..page
        };
        let mut lines = self.layout.page.cover.iter();
        for cell in page
            .cells
            .iter_mut()
            .filter(|cell| cell.style == Style::CoverTitle)
        {
            if let Some(line) = lines.next() {
                cell.content = self.filled(line);
            }
        }
        page
    }

    /// The sheet itself. `entered` are the sheets on which codes are entered, `tables` those of the tables and forms.
    pub(super) fn page(
        &self,
        draft: &BlankDraft<'_>,
        entered: &[SheetPage],
        tables: &[SheetPage],
    ) -> SheetPage {
        let widths = vec![20.0, 52.0, 34.0];
        let mut page = SheetPage {
            name: self.name.clone(),
            widths,
            protected: true,
            dense: true,
            ..SheetPage::default()
        };
        page.text(
            0,
            0,
            3,
            super::mark("有颜色的格由部门填写，其余自动得出"),
            Style::Left,
        );
        page.title = Some("填报说明".to_owned());
        page.text(
            1,
            0,
            3,
            format!("{}填报说明", self.layout.document),
            Style::Title,
        );
        self.who(&mut page);
        self.advice(&mut page, draft, entered);
        self.sheets(&mut page, draft, entered, tables);
        self.checks(&mut page, draft);
        page.fit();
        page
    }

    /// What is entered here.
    fn who(&self, page: &mut SheetPage) {
        part(page, "一、先填这三格");
        let year = self.wishes.year.map_or(CellContent::Blank, |year| {
            CellContent::Amount(crate::amount::Amount::new(year.into()), 0)
        });
        let rows = [
            (
                DEPARTMENT,
                "部门名称",
                CellContent::text(self.wishes.department.clone()),
                "全称，各表和封面自动带出",
            ),
            (
                UNIT,
                "预算单位",
                CellContent::text(self.wishes.unit.clone()),
                "如 101020-某某局；没有可不填",
            ),
            (YEAR, "预算年度", year, "四位数字，如 2020"),
        ];
        for (row, label, content, advice) in rows {
            page.text(row, 0, 1, label, Style::Header);
            page.put(row, usize::from(COLUMN), content, Style::Centre)
                .dress = CellPurpose::Entered;
            page.text(row, 2, 1, advice, Style::Label);
        }
        let cell = crate::place::a1(YEAR, u32::from(COLUMN));
        let takes = ValidationRule::What(format!(
            "=AND(ISNUMBER({cell}),{cell}>=1990,{cell}<2100,INT({cell})={cell})"
        ));
        let refusal = "年度应为四位数字，例如 2020。表名和封面的年度由这里带出。".to_owned();
        let cells = vec![((YEAR, COLUMN), (YEAR, COLUMN))];
        page.entries.push(Validation {
            cells,
            takes,
            prompt: String::new(),
            refusal,
            is_strict: true,
        });
    }

    /// What becomes of tables, rows and forms that are not needed.
    fn leftovers(&self) -> String {
        let empty = "3. 没有内容的表不用管，表下自动注明是空表";
        let mut forms = self
            .layout
            .tables
            .iter()
            .filter(|table| table.form.is_some());
        match forms.next() {
            Some(form) => format!(
                "{empty}。{}先都隐藏着，也不打印：有几个项目，就右键点任一工作表标签→“取消隐藏”，显示几张；填好一个项目，它右侧就提示要显示、填写哪一张。没有用到的行和表，报送后自动略去。",
                form.id
            ),
            None => format!("{empty}；没有用到的行，报送后自动略去。"),
        }
    }

    fn advice(&self, page: &mut SheetPage, draft: &BlankDraft<'_>, entered: &[SheetPage]) {
        let next = part(page, "二、怎么填");
        let lists = entered
            .iter()
            .map(|page| format!("“{}”", page.name))
            .collect::<Vec<_>>()
            .join("和");
        let steps = [
            format!("1. 在{lists}里逐行选科目、填金额，每个数字只填一次。各表的科目行、上级科目、合计和表间相同的数字都由公式自动得出。"),
            "2. 其余各表只填有颜色的格；没有颜色的格是公式，已锁定。".to_owned(),
            self.leftovers(),
            "4. 各表右侧和下面第四部分随时显示是否平衡；变红的，按编号找到规则，改正录入的数字。没有“不平”即可报送这个文件。还没有填数字的显示“未填”。".to_owned(),
            format!("5. 金额单位以各表右上角为准，最多容纳 {} 个末级科目、{} 个项目；不要插入、删除行列或改工作表名。", draft.room.codes, draft.room.projects),
        ];
        let paper = format!(
            "6. 报送的是这个文件，不必打印。要打印而有表提示“请核实 {PAPER}”的，说明用到的行比预设的一页多：在该表选中从标题到最后一行、右边到表格边线为止的格，再选“页面布局→打印区域→设置打印区域”，并把旁边的“高度”改为“自动”，否则后面的行打印不出来。"
        );
        for (row, step) in (next + 1..).zip(steps.into_iter().chain([paper])) {
            page.text(row, 0, 3, step, Style::Remark);
        }
        let row = page.next_row();
        page.put(row, 0, CellContent::text("这种颜色"), Style::Centre)
            .dress = CellPurpose::Entered;
        page.text(row, 1, 2, "要填的格", Style::Label);
        page.put(row + 1, 0, CellContent::text("这种颜色"), Style::Centre)
            .dress = CellPurpose::Offered;
        page.text(
            row + 1,
            1,
            2,
            "已自动带出或一般不用填，需要时可以改",
            Style::Label,
        );
        // the samples of colours are no cells to fill in
        for cell in page
            .cells
            .iter_mut()
            .filter(|cell| cell.row >= row && cell.column == 0)
        {
            cell.dress = if cell.dress == CellPurpose::Entered {
                CellPurpose::LikeEntered
            } else {
                CellPurpose::LikeOffered
            };
        }
    }
}
