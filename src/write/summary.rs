//! 汇总.xlsx, a folder in one workbook: a row a department, those that need a phone call first; a row a finding; a row
//! a file that could not be read; and all departments added up, table by table, with the equations of their rules.

use super::page::{
    CellContent, CellMark, ConditionColour, ConditionalPaint, Paint, SheetPage, Style,
};
use super::{WriteError, marks, names, pages, workbook};
use crate::amount::Amount;
use crate::book::Refusal;
use crate::consolidate::{Total, TotalBudget};
use crate::reconcile::{Report, reconcile_total};
use crate::report::{DepartmentSummary, FindingSummary, listed, told};
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
    departments: Vec<(DepartmentSummary, Counted)>,
    totals: Vec<Total>,
}

/// Whether a department is added to the total. Where it is handed in twice, no more than one is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Counted {
    /// It is.
    #[default]
    Yes,
    /// It is, and the others of the same department and year are not.
    Instead(String),
    /// Others of the same department and year say the same, and one of them is.
    Same(String),
    /// Others of the same department and year say something else.
    Different(String),
    /// It is a unit's, and these files hold its department's.
    Within(String),
}

impl Counted {
    fn is_counted(&self) -> bool {
        matches!(self, Self::Yes | Self::Instead(_))
    }

    /// For a clerk.
    fn words(&self) -> String {
        match self {
            Self::Yes => "计入".to_owned(),
            Self::Instead(others) => format!("计入；同一部门另有一份没有计入：{others}"),
            Self::Same(others) => {
                format!("没有计入：同一部门报了不止一份，数字相同，只计一份：{others}")
            }
            Self::Within(whole) => {
                format!("没有计入：这是单位预算，已含在部门预算里：{whole}")
            }
            Self::Different(others) => {
                format!("没有计入：同一部门报了不止一份，数字不同，请只留一份：{others}")
            }
        }
    }
}

/// The departments of a layout and year added up, and what its rules say of that.
struct Sums<'a> {
    template: &'a Template,
    total: TotalBudget,
    report: Report,
    /// What tells its sheets apart from those of another year.
    lead: String,
}

impl Summary {
    /// Takes the next department.
    pub fn add(&mut self, mut digest: DepartmentSummary, counted: Counted, templates: &[Template]) {
        let part = std::mem::take(&mut digest.part);
        if counted.is_counted() {
            let year = digest.fiscal_year;
            let place = self
                .totals
                .iter()
                .position(|total| total.is_of(&digest.layout, year));
            let template = || {
                templates
                    .iter()
                    .find(|template| template.layout.id == digest.layout)
            };
            let place = place.or_else(|| {
                let total = Total::new(template()?.layout.clone(), year);
                self.totals.push(total);
                Some(self.totals.len() - 1)
            });
            if let Some(place) = place {
                let flagged = (!digest.publishable).then(|| name(&digest));
                self.totals[place].add(part, flagged.as_deref());
            }
        }
        self.departments.push((digest, counted));
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
        let is_of_years = |layout: &str| {
            let own = self
                .totals
                .iter()
                .filter(|total| total.layout().id == layout);
            own.count() > 1
        };
        let leads: Vec<bool> = self
            .totals
            .iter()
            .map(|total| is_of_years(&total.layout().id))
            .collect();
        let sums = self
            .totals
            .into_iter()
            .zip(leads)
            .filter_map(|(total, has_lead)| {
                let template = templates
                    .iter()
                    .find(|template| template.layout.id == total.layout().id)?;
                let mut total = total.budget();
                let lead = match total.budget.fiscal_year {
                    _ if !has_lead => String::new(),
                    Some(year) => format!("{year} "),
                    None => "年度不明 ".to_owned(),
                };
                if has_lead {
                    let own = &mut total.budget.department;
                    *own = match total.budget.fiscal_year {
                        Some(year) => format!("{year} 年{own}"),
                        None => format!("年度不明的{own}"),
                    };
                }
                let report = reconcile_total(&template.rules, &total.budget);
                Some(Sums {
                    template,
                    total,
                    report,
                    lead,
                })
            });
        let sums: Vec<Sums<'_>> = sums.collect();
        let Some(first) = sums
            .first()
            .map(|sums| &sums.template.layout)
            .or(templates.first().map(|it| &it.layout))
        else {
            return Ok(Vec::new());
        };
        let of_departments = departments(&self.departments, &sums);
        let digests = self.departments.into_iter().map(|(digest, _)| digest);
        let mut all = vec![
            of_departments,
            findings(digests.collect(), &sums),
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
    /// The tables, with red cells where the sums do not agree, and amber ones where departments that may not be
    /// published have a part.
    fn pages(&self, taken: &mut Vec<String>) -> Vec<SheetPage> {
        let budget = &self.total.budget;
        let shown: Vec<usize> = (0..budget.tables.len()).collect();
        let mut tables = pages(budget, &shown, &mut Vec::new());
        for page in &mut tables {
            page.name = names::sheet_name(&format!("{}{}", self.lead, page.name), taken);
        }
        let mut figures = marks::of_figures(budget, &self.template.rules, &self.report);
        for (id, share) in &self.total.shares {
            let note = format!("含不能公开的部门的数字：{}", self.total.names(share));
            let mark = figures.entry(*id).or_insert_with(|| CellMark {
                paint: Paint::Amber,
                note: String::new(),
            });
            if !mark.note.is_empty() {
                mark.note.push('\n');
            }
            mark.note.push_str(&note);
        }
        marks::put(&mut tables, &figures, Vec::new());
        tables
    }

    fn verdict(&self) -> String {
        match self.report.broken {
            0 => format!("{} 条勾稽都平", self.report.held + self.report.rounding),
            broken => format!("{broken} 条不平"),
        }
    }

    /// What the figures of departments that may not be published are marked with.
    fn mark(&self) -> Option<CellMark> {
        let flagged = &self.total.flagged;
        let names = flagged
            .iter()
            .take(10)
            .cloned()
            .collect::<Vec<_>>()
            .join("、");
        let more = match flagged.len() {
            0 => return None,
            count if count > 10 => format!(" 等 {count} 个部门"),
            _ => String::new(),
        };
        Some(CellMark {
            paint: Paint::Amber,
            note: format!("含不能公开的部门的数字：{names}{more}"),
        })
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

fn departments(all: &[(DepartmentSummary, Counted)], sums: &[Sums<'_>]) -> SheetPage {
    let names: IndexSet<&String> = all
        .iter()
        .flat_map(|(digest, _)| &digest.figures)
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
        ("合计", 44.0),
    ]));
    let open = all.iter().filter(|(digest, _)| !digest.publishable).count();
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
    let mut order: Vec<&(DepartmentSummary, Counted)> = all.iter().collect();
    order.sort_by_key(|(digest, _)| (digest.publishable, std::cmp::Reverse(digest.counts)));
    for (digest, counted) in order {
        let at = page.next_row();
        let unit = sums
            .iter()
            .find(|sums| sums.template.layout.id == digest.layout);
        let unit = unit.map_or("", |sums| sums.template.layout.unit_of_measure.name());
        page.text(at, 0, 1, name(digest), Style::Label);
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
        figures(
            &mut page,
            at,
            &names,
            (&digest.figures, digest.decimals),
            None,
        );
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
        page.text(at, next + 6, 1, counted.words(), Style::Label);
    }
    for it in sums {
        let at = page.next_row();
        page.text(at, 0, 1, it.total.budget.department.clone(), Style::Label);
        page.text(
            at,
            1,
            1,
            it.total
                .budget
                .fiscal_year
                .map_or(String::new(), |year| year.to_string()),
            Style::Centre,
        );
        page.text(at, 2, 1, it.verdict(), Style::Centre);
        let own = (&*it.report.figures, it.total.budget.decimals());
        figures(&mut page, at, &names, own, it.mark());
        let next = 3 + names.len();
        page.text(
            at,
            next,
            1,
            it.template.layout.unit_of_measure.name(),
            Style::Centre,
        );
        for column in next + 1..next + 7 {
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

/// The name of a department, or its files where nothing names it.
fn name(digest: &DepartmentSummary) -> String {
    match digest.department.as_str() {
        "" => digest.files.join("、"),
        name => name.to_owned(),
    }
}

/// Figures of a row, which have so many decimals.
fn figures(
    page: &mut SheetPage,
    at: u32,
    names: &IndexSet<&String>,
    (own, decimals): (&[(String, Option<Amount>)], u32),
    mark: Option<CellMark>,
) {
    for (column, name) in names.iter().enumerate() {
        let amount = own
            .iter()
            .find(|(other, _)| other == *name)
            .and_then(|(_, amount)| *amount);
        let content = amount.map_or(CellContent::Blank, |amount| {
            CellContent::Amount(amount, decimals)
        });
        let cell = page.put(at, 3 + column, content, Style::Amount);
        cell.mark = mark.clone().filter(|_| amount.is_some()).map(Box::new);
    }
}

fn findings(all: Vec<DepartmentSummary>, sums: &[Sums<'_>]) -> SheetPage {
    let of_totals: Vec<(String, Vec<FindingSummary>)> = sums
        .iter()
        .map(|it| {
            (
                it.total.budget.department.clone(),
                told(&it.template.rules, &it.report, &it.total.budget),
            )
        })
        .collect();
    let all_rows = all
        .iter()
        .map(|digest| &digest.findings)
        .chain(of_totals.iter().map(|(_, told)| told));
    let rows: usize = all_rows.map(Vec::len).sum();
    let more = all.iter().map(|digest| digest.more).sum::<usize>();
    let of_sums = sums.iter().zip(&of_totals);
    let more_of_sums = of_sums.map(|(it, (_, told))| listed(&it.report).count() - told.len());
    let left_out = rows.saturating_sub(ROWS) + more + more_of_sums.sum::<usize>();
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
