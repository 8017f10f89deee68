//! The sheet 部门: a row a department, and below them a row a total.

use super::list::{self, Caption, HEADER, ListCell};
use super::total::Sums;
use super::{Counted, Summary, SummarySource};
use crate::amount::Amount;
use crate::place::a1;
use crate::read::SUMMARY_TITLE;
use crate::report::DepartmentSummary;
use crate::write::long::{LongList, TakeRow};
use crate::write::page::{CellContent, ConditionColour, ConditionalPaint, SheetPage, Style};
use std::io;

/// Words of the verdict of a department.
const VERDICTS: [&str; 2] = ["不能公开", "可以公开"];

/// A column of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DepartmentColumn<'a> {
    Department,
    Year,
    Verdict,
    /// A figure that the layout shows, by its name.
    Figure(&'a str),
    Unit,
    Mandatory,
    Verify,
    Explained,
    Hints,
    FirstFinding,
    Proposal,
    Folder,
    Workbook,
    Counted,
}

/// A department as a row.
struct DepartmentRow<'a> {
    summary: &'a DepartmentSummary,
    counted: &'a Counted,
    unit: &'a str,
}

impl<'a> DepartmentColumn<'a> {
    /// All of them in their order.
    fn all(figures: impl Iterator<Item = &'a str>) -> Vec<Self> {
        // whom to call and what to say fits a screen
        let mut all = vec![
            Self::Department,
            Self::Year,
            Self::Verdict,
            Self::Mandatory,
            Self::Proposal,
            Self::FirstFinding,
            Self::Folder,
            Self::Verify,
            Self::Explained,
            Self::Hints,
        ];
        all.extend(figures.map(Self::Figure));
        all.extend([Self::Unit, Self::Workbook, Self::Counted]);
        all
    }

    /// Its heading and its width.
    fn heading(self) -> (&'a str, f64) {
        match self {
            Self::Department => ("部门", 32.0),
            Self::Year => ("年度", 8.0),
            Self::Verdict => ("结论", 12.0),
            Self::Figure(name) => (name, 16.0),
            Self::Unit => ("金额单位", 10.0),
            Self::Mandatory => ("强制", 8.0),
            Self::Verify => ("核实", 8.0),
            Self::Explained => ("已说明", 8.0),
            Self::Hints => ("提示", 8.0),
            Self::FirstFinding => ("首要问题", 36.0),
            Self::Proposal => ("建议", 40.0),
            Self::Folder => ("文件夹", 14.0),
            Self::Workbook => ("公开表", 44.0),
            Self::Counted => ("合计", 44.0),
        }
    }

    /// Its cell in the row of a department.
    fn of_department(self, row: &DepartmentRow<'_>) -> ListCell {
        let summary = row.summary;
        let [mandatory, verify, hints] = summary.counts;
        match self {
            Self::Department => ListCell::label(name(summary)),
            Self::Year => year(summary.fiscal_year),
            Self::Verdict => ListCell::centred(VERDICTS[usize::from(summary.publishable)]),
            Self::Figure(name) => {
                ListCell::amount(amount(&summary.figures, name), summary.decimals)
            }
            Self::Unit => ListCell::centred(row.unit),
            Self::Mandatory => ListCell::count(mandatory),
            Self::Verify => ListCell::count(verify),
            Self::Explained => ListCell::count(summary.explained),
            Self::Hints => ListCell::count(hints),
            Self::FirstFinding => ListCell::label(&summary.first_finding),
            Self::Proposal => {
                // that of the problem beside it
                let first = summary.findings.first();
                ListCell::label(first.map_or("", |it| it.proposal.as_str()))
            }
            Self::Folder => ListCell::label(folder(&summary.files)),
            Self::Workbook => match &summary.workbook {
                Some(file) => ListCell::new(CellContent::File(file.clone()), Style::RuledLink),
                None => ListCell::label("没有写成"),
            },
            Self::Counted => ListCell::label(row.counted.words()),
        }
    }

    /// Its cell in the row of a total.
    fn of_total(self, sums: &Sums<'_>) -> ListCell {
        let budget = &sums.total.budget;
        match self {
            Self::Department => ListCell::label(&budget.department),
            Self::Year => year(budget.fiscal_year),
            Self::Verdict => ListCell::centred(sums.verdict()),
            Self::Figure(name) => {
                let amount = amount(&sums.report.figures, name);
                ListCell::amount(amount, budget.decimals()).marked(sums.mark())
            }
            Self::Unit => ListCell::centred(sums.unit()),
            Self::Mandatory
            | Self::Verify
            | Self::Explained
            | Self::Hints
            | Self::FirstFinding
            | Self::Proposal
            | Self::Folder
            | Self::Workbook
            | Self::Counted => ListCell::label(""),
        }
    }
}

/// The sheet.
pub(super) fn list<'a>(
    all: &'a Summary,
    source: &'a SummarySource<'a>,
    sums: &'a [Sums<'a>],
) -> io::Result<LongList<'a>> {
    let columns = DepartmentColumn::all(all.figures.iter().map(String::as_str));
    let caption = Caption {
        sheet: "部门",
        title: SUMMARY_TITLE.to_owned(),
        remark: remark(all),
    };
    let headings = columns.iter().map(|column| column.heading());
    let page = list::page(caption, headings, all.departments.len() + sums.len());
    // who needs a phone call comes first, whoever has most to mend before the others
    let mut order: Vec<usize> = (0..all.departments.len()).collect();
    order.sort_by_key(|at| {
        let own = &all.departments[*at];
        (own.publishable, std::cmp::Reverse(own.counts))
    });
    let own_columns = columns.clone();
    let rows = Box::new(move |take: &mut TakeRow<'_>| {
        order.iter().try_for_each(|at| {
            let (summary, counted) = source(*at)?;
            let own = sums.iter().find(|sums| sums.is_of(&summary.layout));
            let row = DepartmentRow {
                summary: &summary,
                counted: &counted,
                unit: own.map_or("", Sums::unit),
            };
            let cells = own_columns.iter().map(|column| column.of_department(&row));
            take(cells.collect())
        })
    });
    let mut list = LongList::new(page, all.departments.len(), rows)?;
    for own in sums {
        list.add_below(columns.iter().map(|column| column.of_total(own)));
    }
    colour_verdicts(&mut list.page, &columns);
    Ok(list)
}

fn remark(all: &Summary) -> String {
    let count = all.departments.len();
    let open = all.departments.iter().filter(|own| !own.publishable);
    match open.count() {
        0 => format!("{count} 个部门都可以公开"),
        open => format!(
            "{count} 个部门：{open} 个不能公开，排在前面；{} 个可以公开",
            count - open
        ),
    }
}

/// Red where something is wrong, green where a department may be published.
fn colour_verdicts(page: &mut SheetPage, columns: &[DepartmentColumn<'_>]) {
    let place = columns
        .iter()
        .position(|column| *column == DepartmentColumn::Verdict);
    let Some(column) = place.and_then(|place| u16::try_from(place).ok()) else {
        return;
    };
    let first = HEADER + 1;
    let last = page.next_row().saturating_sub(1).max(first);
    let cell = format!("${}", a1(first, column.into()));
    let [open, public] = VERDICTS;
    let wrong = format!("OR({cell}=\"{open}\",RIGHT({cell},2)=\"不平\")");
    let right = format!("{cell}=\"{public}\"");
    for (formula, tint) in [
        (wrong, ConditionColour::Red),
        (right, ConditionColour::Green),
    ] {
        page.conditions.push(ConditionalPaint {
            cells: vec![((first, column), (last, column))],
            formula,
            tint,
        });
    }
}

/// The name of a department, or its files where nothing names it.
pub(super) fn name(summary: &DepartmentSummary) -> String {
    match summary.department.as_str() {
        "" => summary.files.join("、"),
        name => name.to_owned(),
    }
}

fn year(year: Option<i32>) -> ListCell {
    ListCell::centred(year.map_or("（未写）".to_owned(), |year| year.to_string()))
}

/// The folder of the inbox that a department's first file lies in; none for the inbox itself.
fn folder(files: &[String]) -> &str {
    let first = files.first().map_or("", String::as_str);
    first.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn amount(figures: &[(String, Option<Amount>)], name: &str) -> Option<Amount> {
    let mut figures = figures.iter();
    figures.find(|(own, _)| own == name)?.1
}
