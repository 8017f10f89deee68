//! A form of a blank workbook: the project of the same number in the list of projects, with words to be entered.

use super::super::page::{CellContent, CellPurpose, SheetPage, Style};
use super::checks::ExtraChecks;
use super::list::page_name;
use super::reckoning::{FormIndex, Sources, fixed};
use super::tables::BlockPosition;
use super::{Draft, checks, formula};
use crate::layout::Role;
use crate::rule::plan::{CellKind, EntryList, Origin, Shape, list_of};

/// Lines of a text above the list of a form.
const GOAL: u32 = 4;

impl Draft<'_> {
    /// Fills the page of a form.
    pub(super) fn form(
        &self,
        page: &mut SheetPage,
        index: usize,
        spot: BlockPosition,
        sources: &mut Sources,
    ) {
        let table = spot.table;
        let layout = &self.layout.tables[table];
        let Some(form) = &layout.form else { return };
        let number = self.budget.tables[..index]
            .iter()
            .filter(|other| other.layout == table)
            .count();
        let number = u32::try_from(number).unwrap_or(0);
        let block = &layout.blocks[0];
        let sheet = page_name(&page.name);
        let drawn = |role: Role| {
            let column = block
                .columns
                .iter()
                .position(|column| column.role == role)?;
            let text = format!("{{{}}}", block.columns[column].id);
            form.drawing.cells.iter().find(|cell| cell.text == text)
        };
        let name = drawn(Role::Project).map(|cell| {
            let place = (
                1 + u32::try_from(cell.row).unwrap_or(0),
                u16::try_from(cell.column).unwrap_or(0),
            );
            (place, format!("'{sheet}'!{}", fixed(place.1, place.0)))
        });
        let is_named = name
            .as_ref()
            .map_or("TRUE".to_owned(), |(_, cell)| format!("{cell}<>\"\""));
        page.print.sheets = Some(1);
        let mut figures = Vec::new();
        let tail = page.name.trim_start_matches(layout.id.as_str()).to_owned();
        for cell in &mut page.cells {
            if cell.style == Style::Title {
                cell.content = self.guide.filled(&format!("{}{tail}", layout.titles[0]));
                continue;
            }
            let drawn = form.drawing.cells.iter().find(|drawn| {
                let row = 1 + u32::try_from(drawn.row).unwrap_or(0);
                (row, usize::from(cell.column)) == (cell.row, drawn.column)
                    && drawn.row < form.list_row
            });
            let field = drawn.and_then(|drawn| drawn.text.strip_prefix('{')?.strip_suffix('}'));
            let column = field.and_then(|field| block.column(field));
            let is_listed = u32::try_from(form.drawing.rows).is_ok_and(|rows| cell.row > rows);
            match column.map(|column| (column, block.columns[column].role)) {
                Some((column, Role::Amount)) => figures.push((column, (cell.row, cell.column))),
                Some((_, Role::Project)) => {
                    let has_list = self.layout.tables.iter().enumerate().any(|(other, it)| {
                        other != table
                            && (0..it.blocks.len()).any(|block| {
                                list_of(self.layout, other, block) == Some(EntryList::Projects)
                            })
                    });
                    let project = self.reckoning.name_of(EntryList::Projects, number);
                    cell.dress = if has_list {
                        CellPurpose::Offered
                    } else {
                        CellPurpose::Entered
                    };
                    cell.content = if has_list {
                        formula(format!("{project}&\"\""))
                    } else {
                        CellContent::Blank
                    };
                }
                Some((_, Role::Department)) => {
                    cell.content = formula(format!(
                        "IF({is_named},{}&\"\",\"\")",
                        self.guide.department()
                    ));
                }
                Some(_) => (cell.content, cell.dress) = (CellContent::Blank, CellPurpose::Entered),
                None if is_listed => {
                    (cell.content, cell.dress) = (CellContent::Blank, CellPurpose::Entered)
                }
                None => {}
            }
        }
        // a goal is a paragraph; more indicators fit the page in rows of one line
        let is_above = |row: u32| u32::try_from(form.drawing.rows).is_ok_and(|rows| row <= rows);
        let goals = page
            .cells
            .iter()
            .filter(|cell| cell.dress == CellPurpose::Entered && cell.style == Style::Label);
        page.roomy = goals
            .filter(|cell| is_above(cell.row))
            .map(|cell| (cell.row, GOAL))
            .collect();
        let amounts: Vec<String> = figures
            .iter()
            .map(|(_, place)| fixed(place.1, place.0))
            .collect();
        let mut followed = Vec::new();
        for (column, place) in figures {
            let kind = CellKind {
                table,
                block: 0,
                row: Shape::Entry,
                column,
            };
            if self.figure(page, place, kind, number, sources) {
                let first = crate::place::a1(place.0, u32::from(place.1));
                page.entries.push(super::amount_entry(
                    self.layout,
                    kind,
                    &first,
                    vec![(place, place)],
                ));
            }
            followed.extend(self.is_followed(kind, number, &fixed(place.1, place.0)));
        }
        if let Some((place, cell)) = name {
            let refusal =
                "项目清单里没有这个名称，请尽量与清单一致；确实不同请选“是”保留。".to_owned();
            let prompt = "自动取项目清单里同一序号的项目；也可以从下拉列表另选。".to_owned();
            let names = self.reckoning.names(EntryList::Projects);
            if page
                .cells
                .iter()
                .any(|cell| (cell.row, cell.column) == place && cell.dress == CellPurpose::Offered)
            {
                page.entries
                    .push(super::choice(vec![(place, place)], names, prompt, refusal));
            }
            sources.forms.push(cell);
        }
        let least = format!(
            "MIN({})=0",
            amounts
                .iter()
                .map(|cell| format!("MIN(0,{cell})"))
                .collect::<Vec<_>>()
                .join(",")
        );
        let least = (!amounts.is_empty()).then_some((least, "金额小于 0".to_owned()));
        let tests = least.into_iter().chain(followed).collect();
        let besides = ExtraChecks {
            tests,
            off_paper: None,
            form: Some(FormIndex { table, number }),
        };
        let verdict = self.checks.verdict(&self.checks.of_table(table), &besides);
        let content = CellContent::Formula(
            format!("=IF({is_named},{verdict},\"\")"),
            Box::new(CellContent::Blank),
        );
        page.text(
            0,
            usize::from(spot.verdicts),
            1,
            super::mark("核对"),
            Style::Left,
        );
        page.put(1, usize::from(spot.verdicts), content, Style::Left);
        page.conditions
            .extend(checks::colours((1, spot.verdicts), (1, spot.verdicts)));
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
