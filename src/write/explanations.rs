//! 核实说明.xlsx: a row for each finding to be verified, with its figures and room for an explanation.

use super::page::{CellPurpose, SheetPage};
use super::summary::list::{self, Caption, HEADER, ListCell};
use super::{WriteError, workbook};
use crate::budget::Budget;
use crate::finding::FindingMark;
use crate::read::{EXPLANATION, EXPLANATION_MARK, EXPLANATIONS};
use crate::reconcile::Report;
use crate::report::{FindingSummary, explainable};
use crate::rule::RuleSet;

/// Its columns, each with its width.
const COLUMNS: [(&str, f64); 12] = [
    ("规则", 9.0),
    ("核对内容", 28.0),
    ("问题", 32.0),
    ("左边", 22.0),
    ("左边金额", 13.0),
    ("右边", 22.0),
    ("右边金额", 13.0),
    ("差额", 12.0),
    ("位置", 28.0),
    (EXPLANATION, 44.0),
    ("失效的说明", 24.0),
    (EXPLANATION_MARK, 24.0),
];

/// The workbook; nothing where nothing is to be verified. Equal input gives equal bytes.
///
/// # Errors
/// What the writer of workbooks refuses.
pub(crate) fn explanations(
    budget: &Budget,
    rules: &RuleSet,
    report: &Report,
) -> Result<Option<Vec<u8>>, WriteError> {
    let findings = explainable(rules, budget, report);
    if findings.is_empty() {
        return Ok(None);
    }
    let page = page(budget, &findings);
    workbook::render(&budget.layout, vec![page], workbook::Compression::Quickly).map(Some)
}

fn page(budget: &Budget, findings: &[(FindingSummary, FindingMark)]) -> SheetPage {
    let year = budget.fiscal_year.map(|year| format!("{year}年"));
    let department = &budget.department;
    let caption = Caption {
        sheet: EXPLANATIONS,
        title: format!("{department}{}{EXPLANATIONS}", year.unwrap_or_default()),
        remark: format!(
            "以下 {} 处请核实：数字有误的，改正报送的表；确有原因的，在“{EXPLANATION}”栏写明，与报送的文件一起交回。数字变动后说明失效",
            findings.len()
        ),
    };
    let mut page = list::page(caption, COLUMNS, findings.len());
    for (finding, mark) in findings {
        list::add_row(&mut page, row(finding, *mark));
    }
    let words = COLUMNS.iter().position(|(name, _)| *name == EXPLANATION);
    let is_entered = |row: u32, column: u16| row > HEADER && words == Some(usize::from(column));
    for cell in &mut page.cells {
        if is_entered(cell.row, cell.column) {
            cell.dress = CellPurpose::Entered;
        }
    }
    page.widen_to_figures();
    // it tells which finding a row is of
    let mark = COLUMNS
        .iter()
        .position(|(name, _)| *name == EXPLANATION_MARK);
    page.hidden_columns = mark
        .and_then(|it| u16::try_from(it).ok())
        .into_iter()
        .collect();
    page
}

fn row(finding: &FindingSummary, mark: FindingMark) -> [ListCell; 12] {
    let amount = |amount| ListCell::amount(amount, finding.decimals);
    let [left, right] = match &finding.sides {
        Some(sides) => sides.clone(),
        None => [(String::new(), None), (String::new(), None)],
    };
    let explanation = finding.explanation.as_ref();
    let words = |is_current: bool| {
        let own = explanation.filter(|it| it.is_current == is_current);
        ListCell::label(own.map_or("", |it| it.text.as_str()))
    };
    [
        ListCell::centred(&finding.rule),
        ListCell::label(&finding.title),
        ListCell::label(finding.message()),
        ListCell::label(left.0),
        amount(left.1),
        ListCell::label(right.0),
        amount(right.1),
        amount(finding.difference),
        ListCell::label(&finding.cells),
        words(true),
        words(false),
        ListCell::label(mark.to_string()),
    ]
}
