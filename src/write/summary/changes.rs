//! The sheet 比上年: for each department the total, its items and the rows that are gone, beside last year.

use super::list::{self, Caption, ListCell};
use super::{Summary, SummarySource};
use crate::amount::Amount;
use crate::report::{ChangeKind, ChangeSummary, DepartmentSummary};
use crate::write::long::{LongList, TakeRow};
use rust_decimal::Decimal;
use std::io;

/// Rows that are listed.
const ROWS: usize = 50_000;

/// The columns, each with its width.
const COLUMNS: [(&str, f64); 9] = [
    ("部门", 30.0),
    ("年度", 8.0),
    ("表", 14.0),
    ("科目", 44.0),
    ("本年", 16.0),
    ("上年", 16.0),
    ("增减", 16.0),
    ("增减率%", 10.0),
    ("情况", 16.0),
];

/// The sheet; none where last year is at hand for no department.
pub(super) fn list<'a>(
    all: &'a Summary,
    source: &'a SummarySource<'a>,
) -> io::Result<Option<LongList<'a>>> {
    let changes = all.departments.iter().map(|own| own.changes as usize);
    let count: usize = changes.sum();
    if count == 0 {
        return Ok(None);
    }
    let shown = count.min(ROWS);
    let more = match count - shown {
        0 => String::new(),
        more => format!("另有 {more} 行没有列出。"),
    };
    let caption = Caption {
        sheet: "比上年",
        title: "本年与上年比较".to_owned(),
        remark: format!(
            "{more}各项的增减加上不再安排的，等于总计的增减；对不上的列为“各项以外”。金额单位与各部门的表相同"
        ),
    };
    let page = list::page(caption, COLUMNS, shown);
    let rows = Box::new(move |take: &mut TakeRow<'_>| {
        let mut left = shown;
        for (at, own) in all.departments.iter().enumerate() {
            if own.changes == 0 || left == 0 {
                continue;
            }
            let (own, _) = source(at)?;
            let rows = own.changes.iter().take(left);
            rows.map(|row| cells(&own, row).into())
                .try_for_each(&mut *take)?;
            left -= own.changes.len().min(left);
        }
        Ok(())
    });
    LongList::new(page, shown, rows).map(Some)
}

fn cells(own: &DepartmentSummary, row: &ChangeSummary) -> [ListCell; 9] {
    let amount = |amount| ListCell::amount(amount, own.decimals);
    let year = own.fiscal_year.map(|year| year.to_string());
    [
        ListCell::label(super::departments::name(own)),
        ListCell::centred(year.unwrap_or_default()),
        ListCell::centred(&row.table),
        ListCell::label(&row.row),
        amount(row.now),
        amount(row.before),
        amount(row.change()),
        ListCell::amount(rate(row), 2),
        ListCell::centred(word(row.kind)),
    ]
}

/// The change in hundredths of last year's figure.
fn rate(row: &ChangeSummary) -> Option<Amount> {
    let is_kept = matches!(row.kind, ChangeKind::Total | ChangeKind::Kept);
    let share = row.change().filter(|_| is_kept)?.value();
    let share = share.checked_div(row.before?.value())?;
    Some(Amount::new(share * Decimal::ONE_HUNDRED).published(2))
}

fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Total => "总计",
        ChangeKind::Kept => "",
        ChangeKind::New => "新增",
        ChangeKind::Gone => "不再安排",
        ChangeKind::Unknown => "无法判断",
        ChangeKind::Rest => "请核对",
    }
}
