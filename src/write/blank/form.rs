//! A form of a blank workbook: the project of the same number in the list of projects, with words to be entered.

use super::super::finish::PRINT_AREA;
use super::super::page::{
    CellContent, CellPosition, CellPurpose, PageCell, SheetPage, Style, Visibility,
};
use super::checks::ExtraChecks;
use super::list::page_name;
use super::reckoning::{FormIndex, Sources, fixed};
use super::tables::BlockPosition;
use super::{BlankDraft, checks, formula};
use crate::layout::{Block, DrawnCell, Form, Role};
use crate::rule::plan::{CellKind, EntryList, Origin, Shape, list_of};

/// Lines of a text above the list of a form.
const GOAL: u32 = 4;

/// A form while its page is filled.
pub(super) struct FormPage<'a> {
    table: usize,
    /// Its number among the forms.
    number: u32,
    pub(super) block: &'a Block,
    form: &'a Form,
    /// Where the project's name stands: its cell, and the cell as a formula names it.
    name: Option<(CellPosition, String)>,
    /// Whether a project is named, as a formula.
    is_named: String,
}

impl FormPage<'_> {
    /// The column that a cell of the page is drawn for.
    pub(super) fn column(&self, cell: &PageCell) -> Option<usize> {
        let is_drawn = |drawn: &&DrawnCell| {
            let row = 1 + u32::try_from(drawn.row).unwrap_or(0);
            let place = (row, usize::from(cell.column));
            place == (cell.row, drawn.column) && drawn.row < self.form.list_row
        };
        let drawn = self.form.drawing.cells.iter().find(is_drawn)?;
        let field = drawn.text.strip_prefix('{')?.strip_suffix('}')?;
        self.block.column(field)
    }

    /// Whether a row stands above the list.
    pub(super) fn is_above_list(&self, row: u32) -> bool {
        u32::try_from(self.form.drawing.rows).is_ok_and(|rows| row <= rows)
    }
}

/// Hides a form until a department needs it, so that only such forms are printed. A fixed print area would make
/// LibreOffice print hidden sheets too.
fn hide(page: &mut SheetPage) {
    page.visibility = Visibility::Hidden;
    let (sheet, rows) = (page_name(&page.name), page.next_row());
    let columns = page.print.columns.unwrap_or(page.last_column() + 1);
    page.names.push((
        format!("'{sheet}'!{PRINT_AREA}"),
        format!("=OFFSET('{sheet}'!$A$1,0,0,{rows},{columns})"),
    ));
}

impl BlankDraft<'_> {
    /// Fills the page of a form.
    pub(super) fn form(
        &self,
        page: &mut SheetPage,
        index: usize,
        spot: BlockPosition,
        sources: &mut Sources,
    ) {
        let Some(form) = self.form_page(page, index, spot.table) else {
            return;
        };
        page.print.sheets = Some(1);
        hide(page);
        let figures = self.fill_form(page, &form);
        // a goal is a paragraph; more indicators fit the page in rows of one line
        let is_goal = |cell: &&PageCell| {
            cell.dress == CellPurpose::Entered
                && cell.style == Style::Label
                && form.is_above_list(cell.row)
        };
        let goals = page.cells.iter().filter(is_goal);
        page.roomy = goals.map(|cell| (cell.row, GOAL)).collect();
        let tests = self.form_figures(page, &form, &figures, sources);
        self.offer_projects(page, &form, sources);
        self.form_verdict(page, &form, spot, tests);
    }

    /// What the page of a form is of; none where the layout draws no form.
    pub(super) fn form_page(
        &self,
        page: &SheetPage,
        index: usize,
        table: usize,
    ) -> Option<FormPage<'_>> {
        let layout = &self.layout.tables[table];
        let form = layout.form.as_ref()?;
        let before = self.budget.tables[..index].iter();
        let number = before.filter(|other| other.layout == table).count();
        let block = &layout.blocks[0];
        let sheet = page_name(&page.name);
        let mut columns = block.columns.iter();
        let project = columns.find(|column| column.role == Role::Project);
        let drawn = project.and_then(|column| {
            let text = format!("{{{}}}", column.id);
            form.drawing.cells.iter().find(|cell| cell.text == text)
        });
        let name = drawn.map(|cell| {
            let row = 1 + u32::try_from(cell.row).unwrap_or(0);
            let column = u16::try_from(cell.column).unwrap_or(0);
            ((row, column), format!("'{sheet}'!{}", fixed(column, row)))
        });
        let is_named = name
            .as_ref()
            .map_or("TRUE".to_owned(), |(_, cell)| format!("{cell}<>\"\""));
        Some(FormPage {
            table,
            number: u32::try_from(number).unwrap_or(0),
            block,
            form,
            name,
            is_named,
        })
    }

    /// Fills the cells of a form; gives those of its figures, each with its column.
    fn fill_form(&self, page: &mut SheetPage, form: &FormPage<'_>) -> Vec<(usize, CellPosition)> {
        let layout = &self.layout.tables[form.table];
        let tail = page.name.trim_start_matches(layout.id.as_str()).to_owned();
        let mut figures = Vec::new();
        for cell in &mut page.cells {
            if cell.style == Style::Title {
                let title = format!("{}{tail}", layout.titles[0]);
                cell.content = self.guide.filled(&title);
                continue;
            }
            let column = form.column(cell);
            match column.map(|column| (column, form.block.columns[column].role)) {
                Some((column, Role::Amount)) => figures.push((column, (cell.row, cell.column))),
                Some((_, Role::Project)) => {
                    (cell.content, cell.dress) = self.form_project(form);
                }
                Some((_, Role::Department)) => {
                    let (is_named, department) = (&form.is_named, self.guide.department());
                    cell.content = formula(format!("IF({is_named},{department}&\"\",\"\")"));
                }
                None if form.is_above_list(cell.row) => {}
                _ => (cell.content, cell.dress) = (CellContent::Blank, CellPurpose::Entered),
            }
        }
        figures
    }

    /// The name of a form's project: of the same number in the list of projects, where there is such a list.
    fn form_project(&self, form: &FormPage<'_>) -> (CellContent, CellPurpose) {
        let lists_projects = |table: usize| {
            let mut blocks = 0..self.layout.tables[table].blocks.len();
            blocks.any(|block| list_of(self.layout, table, block) == Some(EntryList::Projects))
        };
        let mut tables = 0..self.layout.tables.len();
        if !tables.any(|table| table != form.table && lists_projects(table)) {
            return (CellContent::Blank, CellPurpose::Entered);
        }
        let project = self.reckoning.name_of(EntryList::Projects, form.number);
        let content = formula(format!("{project}&\"\""));
        (content, CellPurpose::Offered)
    }

    /// Fills the figures of a form; gives the tests that they must pass, each with the message where it fails.
    fn form_figures(
        &self,
        page: &mut SheetPage,
        form: &FormPage<'_>,
        figures: &[(usize, CellPosition)],
        sources: &mut Sources,
    ) -> Vec<(String, String)> {
        let mut tests = Vec::new();
        if !figures.is_empty() {
            let below_zero = figures
                .iter()
                .map(|(_, place)| format!("MIN(0,{})", fixed(place.1, place.0)));
            let below_zero = below_zero.collect::<Vec<_>>().join(",");
            tests.push((format!("MIN({below_zero})=0"), "金额小于 0".to_owned()));
        }
        for (column, place) in figures.iter().copied() {
            let kind = CellKind {
                table: form.table,
                block: 0,
                row: Shape::Entry,
                column,
            };
            if self.figure(page, place, kind, form.number, sources) {
                let first = crate::place::a1(place.0, u32::from(place.1));
                let cells = vec![(place, place)];
                let entry = super::amount_entry(self.layout, kind, &first, cells);
                page.entries.push(entry);
            }
            let cell = fixed(place.1, place.0);
            tests.extend(self.is_followed(kind, form.number, &cell));
        }
        tests
    }

    /// Offers the names of the list of projects for a form's project.
    fn offer_projects(&self, page: &mut SheetPage, form: &FormPage<'_>, sources: &mut Sources) {
        let Some((place, cell)) = &form.name else {
            return;
        };
        let is_offered = |cell: &PageCell| {
            (cell.row, cell.column) == *place && cell.dress == CellPurpose::Offered
        };
        if page.cells.iter().any(is_offered) {
            let refusal = "项目清单里没有这个名称，请尽量与清单一致；确实不同请选“是”保留。";
            let prompt = "自动取项目清单里同一序号的项目；也可以从下拉列表另选。";
            let names = self.reckoning.names(EntryList::Projects);
            let cells = vec![(*place, *place)];
            let choice = super::choice(cells, names, prompt.to_owned(), refusal.to_owned());
            page.entries.push(choice);
        }
        sources.forms.push(cell.clone());
    }

    /// Puts the live verdict beside a form.
    fn form_verdict(
        &self,
        page: &mut SheetPage,
        form: &FormPage<'_>,
        spot: BlockPosition,
        tests: Vec<(String, String)>,
    ) {
        let (table, number) = (form.table, form.number);
        let besides = ExtraChecks {
            tests,
            off_paper: None,
            unfilled: None,
            form: Some(FormIndex { table, number }),
        };
        let verdict = self.checks.verdict(&self.checks.of_table(table), &besides);
        let shown = format!("=IF({},{verdict},\"\")", form.is_named);
        let content = CellContent::Formula(shown, Box::new(CellContent::Blank));
        let column = usize::from(spot.verdicts);
        page.text(0, column, 1, super::mark("核对"), Style::Left);
        page.put(1, column, content, Style::Left);
        let cell = (1, spot.verdicts);
        page.conditions.extend(checks::colours(cell, cell));
    }

    /// Whether a cell still has the figure that follows, should somebody have written over it: a test, and the rule that
    /// gives the figure.
    fn is_followed(&self, kind: CellKind, number: u32, cell: &str) -> Option<(String, String)> {
        let Some(Origin::Follows(index)) = self.plan.origins.get(&kind) else {
            return None;
        };
        let factor = super::super::terms::times(
            rust_decimal::Decimal::ONE / self.reckoning.unit(kind.table),
        );
        let (reckoned, places) = (
            self.reckoning.cell(kind, number)?,
            self.layout.tables[kind.table].decimals,
        );
        let test = format!("ROUND(N({cell})-ROUND({reckoned}{factor},{places}),{places})=0");
        Some((
            test,
            self.rules.rules[self.plan.statements[*index].rule]
                .id
                .clone(),
        ))
    }
}
