//! 汇总.xlsx, a folder in one workbook: a row a department, those that need a phone call first; a row a finding; a row
//! a file that could not be read; and all departments added up, table by table, with the equations of their rules.

use super::page::{CellContent, ConditionColour, ConditionalPaint, SheetPage, Style};
use super::{WriteError, marks, pages, workbook};
use crate::amount::Amount;
use crate::book::Refusal;
use crate::budget::Budget;
use crate::consolidate::Total;
use crate::reconcile::{Report, reconcile_total};
use crate::report::{DepartmentSummary, FindingSummary, told};
use crate::say;
use crate::templates::Template;
use indexmap::IndexSet;
use std::sync::Arc;

/// The name of the workbook.
pub const SUMMARY: &str = "汇总.xlsx";

/// The row of the headings.
const HEADER: u32 = 2;
/// Findings that are listed.
const ROWS: usize = 50_000;

const FINDINGS: [(&str, f64); 13] = [
    ("部门", 28.0),
    ("级别", 8.0),
    ("结论", 10.0),
    ("规则", 10.0),
    ("核对内容", 34.0),
    ("问题", 34.0),
    ("左边", 30.0),
    ("左边金额", 15.0),
    ("右边", 30.0),
    ("右边金额", 15.0),
    ("差额", 15.0),
    ("位置", 44.0),
    ("建议", 34.0),
];

const UNREADABLE: [(&str, f64); 3] = [("文件", 44.0), ("原因", 54.0), ("怎么办", 54.0)];

/// Words of the verdict of a department.
const VERDICTS: [&str; 2] = ["不能公开", "可以公开"];

/// Departments, findings and totals as they come.
#[derive(Default)]
pub struct Summary {
    departments: Vec<DepartmentSummary>,
    totals: Vec<Total>,
}

/// The departments of a layout added up, and what its rules say of that.
struct Sums<'a> {
    template: &'a Template,
    budget: Budget,
    report: Report,
}

impl Summary {
    /// Takes the next department.
    pub fn add(&mut self, mut digest: DepartmentSummary, templates: &[Template]) {
        let place = self
            .totals
            .iter()
            .position(|total| total.layout().id == digest.layout);
        let template = || {
            templates
                .iter()
                .find(|template| template.layout.id == digest.layout)
        };
        let place = place.or_else(|| {
            self.totals.push(Total::new(template()?.layout.clone()));
            Some(self.totals.len() - 1)
        });
        if let Some(place) = place {
            self.totals[place].add(std::mem::take(&mut digest.part), digest.fiscal_year);
        }
        self.departments.push(digest);
    }

    /// Whether there is anything to sum up.
    pub fn is_empty(&self) -> bool {
        self.departments.is_empty()
    }

    /// The bytes of the workbook. Equal departments give equal bytes.
    ///
    /// # Errors
    /// What the writer of workbooks refuses.
    pub fn workbook(
        self,
        unreadable: &[(Arc<str>, Refusal)],
        templates: &[Template],
    ) -> Result<Vec<u8>, WriteError> {
        let sums: Vec<Sums<'_>> = self
            .totals
            .into_iter()
            .filter_map(|total| {
                let template = templates
                    .iter()
                    .find(|template| template.layout.id == total.layout().id)?;
                let budget = total.budget();
                let report = reconcile_total(&template.rules, &budget);
                Some(Sums {
                    template,
                    budget,
                    report,
                })
            })
            .collect();
        let Some(first) = sums
            .first()
            .map(|sums| &sums.template.layout)
            .or(templates.first().map(|it| &it.layout))
        else {
            return Ok(Vec::new());
        };
        let of_departments = departments(&self.departments, &sums);
        let mut all = vec![
            of_departments,
            findings(self.departments, &sums),
            files(unreadable),
        ];
        let mut taken: Vec<String> = all.iter().map(|page| page.name.clone()).collect();
        for sums in &sums {
            all.extend(sums.pages(&mut taken));
        }
        workbook::render(first, all, workbook::Compression::Quickly)
    }
}

impl Sums<'_> {
    /// The tables, with red cells where the sums do not agree.
    fn pages(&self, taken: &mut Vec<String>) -> Vec<SheetPage> {
        let shown: Vec<usize> = (0..self.budget.tables.len()).collect();
        let mut tables = pages(&self.budget, &shown, taken);
        let figures = marks::of_figures(&self.budget, &self.template.rules, &self.report);
        marks::put(&mut tables, &figures, Vec::new());
        tables
    }

    fn verdict(&self) -> String {
        match self.report.broken {
            0 => format!("{} 条勾稽都平", self.report.held + self.report.rounding),
            broken => format!("{broken} 条不平"),
        }
    }
}

/// A page with headings, a title above them and a remark.
fn sheet(
    name: &str,
    columns: &[(String, f64)],
    title: String,
    remark: String,
    rows: usize,
) -> SheetPage {
    let last = HEADER + u32::try_from(rows).unwrap_or(0);
    let mut page = SheetPage {
        name: name.to_owned(),
        widths: columns.iter().map(|(_, width)| *width).collect(),
        landscape: true,
        header_end: Some(HEADER),
        frozen: true,
        filter: Some((HEADER, last)),
        cells: Vec::with_capacity(columns.len() * (rows + 1) + 2),
        ..SheetPage::default()
    };
    page.text(0, 0, columns.len(), title, Style::Title);
    page.text(1, 0, columns.len(), remark, Style::Remark);
    for (column, (name, _)) in columns.iter().enumerate() {
        page.text(HEADER, column, 1, name.clone(), Style::Header);
    }
    page
}

fn owned(columns: &[(&str, f64)]) -> Vec<(String, f64)> {
    columns
        .iter()
        .map(|(name, width)| ((*name).to_owned(), *width))
        .collect()
}

fn number(count: usize) -> CellContent {
    CellContent::Amount(Amount::new(count.into()), 0)
}

fn departments(all: &[DepartmentSummary], sums: &[Sums<'_>]) -> SheetPage {
    let names: IndexSet<&String> = all
        .iter()
        .flat_map(|digest| &digest.figures)
        .map(|(name, _)| name)
        .collect();
    let mut columns = owned(&[("部门", 36.0), ("年度", 8.0), ("结论", 12.0)]);
    columns.extend(names.iter().map(|name| ((*name).clone(), 16.0)));
    columns.extend(owned(&[
        ("金额单位", 10.0),
        ("强制", 8.0),
        ("核实", 8.0),
        ("提示", 8.0),
        ("首要问题", 60.0),
        ("公开表", 44.0),
    ]));
    let open = all.iter().filter(|digest| !digest.publishable).count();
    let remark = match open {
        0 => format!("{} 个部门都可以公开", all.len()),
        open => format!(
            "{} 个部门：{open} 个不能公开，排在前面；{} 个可以公开",
            all.len(),
            all.len() - open
        ),
    };
    let mut page = sheet(
        "部门",
        &columns,
        "部门预算公开汇总".to_owned(),
        remark,
        all.len() + sums.len(),
    );
    // who needs a phone call comes first, whoever has most to mend before the others
    let mut order: Vec<&DepartmentSummary> = all.iter().collect();
    order.sort_by_key(|digest| (digest.publishable, std::cmp::Reverse(digest.counts)));
    for digest in order {
        let at = page.next_row();
        let unit = sums
            .iter()
            .find(|sums| sums.template.layout.id == digest.layout);
        let unit = unit.map_or("", |sums| sums.template.layout.unit_of_measure.name());
        let name = if digest.department.is_empty() {
            digest.files.join("、")
        } else {
            digest.department.clone()
        };
        page.text(at, 0, 1, name, Style::Label);
        page.text(
            at,
            1,
            1,
            digest
                .fiscal_year
                .map_or(String::new(), |year| year.to_string()),
            Style::Centre,
        );
        page.text(
            at,
            2,
            1,
            VERDICTS[usize::from(digest.publishable)],
            Style::Centre,
        );
        figures(&mut page, at, &names, &digest.figures, digest.decimals);
        let next = 3 + names.len();
        page.text(at, next, 1, unit, Style::Centre);
        for (column, count) in digest.counts.into_iter().enumerate() {
            page.put(at, next + 1 + column, number(count), Style::Centre);
        }
        page.text(
            at,
            next + 4,
            1,
            digest
                .findings
                .first()
                .map(FindingSummary::line)
                .unwrap_or_default(),
            Style::Label,
        );
        match &digest.workbook {
            Some(file) => page.put(
                at,
                next + 5,
                CellContent::File(file.clone()),
                Style::RuledLink,
            ),
            None => page.put(at, next + 5, CellContent::text("没有写成"), Style::Label),
        };
    }
    for it in sums {
        let at = page.next_row();
        page.text(at, 0, 1, it.budget.department.clone(), Style::Label);
        page.text(
            at,
            1,
            1,
            it.budget
                .fiscal_year
                .map_or(String::new(), |year| year.to_string()),
            Style::Centre,
        );
        page.text(at, 2, 1, it.verdict(), Style::Centre);
        figures(
            &mut page,
            at,
            &names,
            &it.report.figures,
            it.budget.decimals(),
        );
        let next = 3 + names.len();
        page.text(
            at,
            next,
            1,
            it.template.layout.unit_of_measure.name(),
            Style::Centre,
        );
        for column in next + 1..next + 6 {
            page.put(at, column, CellContent::Blank, Style::Label);
        }
    }
    let last = page.next_row().saturating_sub(1);
    for (word, tint) in [
        (
            format!("OR($C4=\"{}\",RIGHT($C4,2)=\"不平\")", VERDICTS[0]),
            ConditionColour::Red,
        ),
        (format!("$C4=\"{}\"", VERDICTS[1]), ConditionColour::Green),
    ] {
        page.conditions.push(ConditionalPaint {
            cells: vec![((HEADER + 1, 2), (last.max(HEADER + 1), 2))],
            formula: word,
            tint,
        });
    }
    page.widen_to_figures();
    page
}

fn figures(
    page: &mut SheetPage,
    at: u32,
    names: &IndexSet<&String>,
    own: &[(String, Option<Amount>)],
    decimals: u32,
) {
    for (column, name) in names.iter().enumerate() {
        let amount = own
            .iter()
            .find(|(other, _)| other == *name)
            .and_then(|(_, amount)| *amount);
        page.put(
            at,
            3 + column,
            amount.map_or(CellContent::Blank, |amount| {
                CellContent::Amount(amount, decimals)
            }),
            Style::Amount,
        );
    }
}

fn findings(all: Vec<DepartmentSummary>, sums: &[Sums<'_>]) -> SheetPage {
    let of_totals: Vec<(String, Vec<FindingSummary>)> = sums
        .iter()
        .map(|it| {
            (
                it.budget.department.clone(),
                told(&it.template.rules, &it.report, &it.budget),
            )
        })
        .collect();
    let all_rows = all
        .iter()
        .map(|digest| &digest.findings)
        .chain(of_totals.iter().map(|(_, told)| told));
    let rows: usize = all_rows.map(Vec::len).sum();
    let left_out = rows.saturating_sub(ROWS) + all.iter().map(|digest| digest.more).sum::<usize>();
    let count = rows.min(ROWS);
    let remark = match (rows, left_out) {
        (0, _) => "没有问题".to_owned(),
        (count, 0) => format!("{count} 个问题。可按部门、级别、规则筛选"),
        (_, more) => format!("列出 {count} 个，另有 {more} 个没有列出。可按部门、级别、规则筛选"),
    };
    let mut page = sheet(
        "问题",
        &owned(&FINDINGS),
        "问题清单".to_owned(),
        remark,
        count,
    );
    let of_departments = all
        .into_iter()
        .map(|digest| (digest.department, digest.findings));
    let rows = of_departments
        .chain(of_totals)
        .flat_map(|(name, told)| told.into_iter().map(move |told| (name.clone(), told)));
    for (department, told) in rows.take(ROWS) {
        let at = page.next_row();
        let message = told.message();
        let [left, right] = told.sides.unwrap_or_default();
        let amount = |value: Option<Amount>| {
            value.map_or(CellContent::Blank, |value| {
                CellContent::Amount(value, told.decimals)
            })
        };
        page.text(at, 0, 1, department, Style::Label);
        for (column, text) in [told.level, told.verdict, told.rule]
            .into_iter()
            .enumerate()
        {
            page.text(at, 1 + column, 1, text, Style::Centre);
        }
        page.text(at, 4, 1, told.title, Style::Label);
        page.text(at, 5, 1, message, Style::Label);
        page.text(at, 6, 1, left.0, Style::Label);
        page.put(at, 7, amount(left.1), Style::Amount);
        page.text(at, 8, 1, right.0, Style::Label);
        page.put(at, 9, amount(right.1), Style::Amount);
        page.put(at, 10, amount(told.difference), Style::Amount);
        page.text(at, 11, 1, told.cells, Style::Label);
        page.text(at, 12, 1, told.proposal, Style::Label);
    }
    page.widen_to_figures();
    page
}

fn files(unreadable: &[(Arc<str>, Refusal)]) -> SheetPage {
    let remark = match unreadable.len() {
        0 => "收到的文件都读到了".to_owned(),
        count => format!("{count} 个文件没有读到，其中的数字不在各部门的公开表和合计里"),
    };
    let mut page = sheet(
        "未能读取",
        &owned(&UNREADABLE),
        "未能读取的文件".to_owned(),
        remark,
        unreadable.len(),
    );
    for (file, refusal) in unreadable {
        let at = page.next_row();
        let say::Advice { reason, action } = say::advice(refusal);
        page.text(at, 0, 1, &**file, Style::Label);
        page.text(at, 1, 1, reason.zh, Style::Label);
        page.text(at, 2, 1, action.zh, Style::Label);
    }
    page
}
