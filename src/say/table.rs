//! Problems of tables, their rows and columns.

use super::Text;
use crate::amount::UnitOfMeasure;
use crate::classification::Code;
use crate::finding::{PassedOver, Problem};
use crate::label::{fold, shortened};
use std::sync::Arc;

/// Names of rows that people add by hand.
const SUMS: [&str; 4] = ["小计", "合计", "总计", "累计"];
/// Characters of a note that a sentence quotes.
const QUOTED: usize = 60;

/// The sentence of a table that is not as it should be.
pub(super) fn problem(problem: &Problem) -> Text {
    match problem {
        Problem::ColumnsMissing { table, columns } => {
            let columns = columns.join("、");
            Text::new(
                format!("{table}的表头缺少列：{columns}。请补上这些列，或核对表头文字"),
                format!(
                    "the header of {table} lacks the columns {columns}. Please add them, or check their headings"
                ),
            )
        }
        Problem::SheetHidden { sheet, .. } => Text::new(
            format!("工作表“{sheet}”是隐藏的，没有读入。如需报送请取消隐藏，否则请删除"),
            format!("the sheet {sheet:?} is hidden and was not read. Please show it, or remove it"),
        ),
        Problem::TableMissing {
            table,
            title,
            hidden,
            unit,
        } => missing(table, title, hidden, unit.as_ref()),
        Problem::TitleAlone {
            table,
            title,
            sheet,
            is_in_document,
        } => title_alone(table, title, sheet, *is_in_document),
        Problem::TotalRowMissing { table, row } => Text::new(
            format!("{table} 缺少“{row}”这一行。请补上"),
            format!("{table} lacks the row {row:?}. Please add it"),
        ),
        Problem::EmptyTableSilent {
            table,
            note: Some(note),
        } => {
            let note = shortened(note, QUOTED);
            Text::new(
                format!(
                    "{table} 没有数字，表下写的是“{note}”，没有说明这张表是空表。请注明“……，此表为空表”"
                ),
                format!(
                    "{table} has no figures; the note below it, {note:?}, does not say that it is empty. Please say so"
                ),
            )
        }
        Problem::EmptyTableSilent { table, note: None } => Text::new(
            format!("{table} 没有数字，也没有说明。请在表下注明“……，此表为空表”"),
            format!(
                "{table} has no figures and does not say so. Please note below it that it is empty"
            ),
        ),
        Problem::EmptyTableNotDrawn { table, note } => {
            let note = shortened(note, QUOTED);
            Text::new(
                format!(
                    "{table} 只有标题和说明“{note}”，没有表，按空表读入。请核对，公开时会有空表"
                ),
                format!(
                    "{table} has only its title and the sentence {note:?}, and no table; it was read as an empty one. Please check, it will be published as an empty table"
                ),
            )
        }
        Problem::FilledTableSaysEmpty { table, note } => Text::new(
            format!("{table} 有数字，表下却写着“{note}”。请删去这句说明"),
            format!(
                "{table} has figures, but the note below it says {note:?}. Please remove the note"
            ),
        ),
        Problem::ProjectNamesDiffer { names } => names_differ(names),
        Problem::FormWithoutGoal { table, missing } => {
            let (zh, en) = (missing.join("、"), missing.join(", "));
            Text::new(
                format!("{table} 有资金，没有填写{zh}。请补上"),
                format!("{table} has amounts and no {en}. Please fill it in"),
            )
        }
        Problem::AmountBelowZero { .. } => below_zero(problem),
        Problem::UnitOfMeasureCoarse {
            tables,
            stated,
            published,
        } => coarse(tables, *stated, *published),
        Problem::FormEmpty { table } => Text::new(
            format!("{table} 没有填写，没有读入，也不公开。多余的请删去"),
            format!(
                "{table} is not filled in; it was neither read nor published. Please remove it if nobody needs it"
            ),
        ),
        _ => row(problem),
    }
}

/// Amounts below zero.
fn below_zero(problem: &Problem) -> Text {
    let Problem::AmountBelowZero {
        table,
        row,
        column,
        amount,
        decimals,
        count,
    } = problem
    else {
        return Text::default();
    };
    let amount = amount.grouped(*decimals);
    let name = match row.as_str() {
        "" => column.clone(),
        row => format!("{row} {column}"),
    };
    let (zh, en) = match count {
        1 => (String::new(), String::new()),
        count => (
            format!("，共 {count} 个负数"),
            format!(", one of {count} below zero"),
        ),
    };
    Text::new(
        format!("{table} {name} 是负数 {amount}{zh}。请核对"),
        format!("{table} {name} is {amount}{en}. Please check"),
    )
}

/// The names of tables, the first few of them.
pub(super) fn names(tables: &[String], most: usize) -> Text {
    let first = &tables[..tables.len().min(most)];
    let (zh, en) = (first.join("、"), first.join(", "));
    match tables.len() {
        count if count > most => Text::new(
            format!("{zh} 等 {count} 张表"),
            format!("{en} and {} more tables", count - most),
        ),
        _ => Text::new(zh, en),
    }
}

/// Tables in a coarser unit of measure.
fn coarse(tables: &[String], stated: UnitOfMeasure, published: UnitOfMeasure) -> Text {
    let Text { zh, en } = names(tables, 1);
    Text::new(
        format!(
            "{zh} 以{stated}报送，折成{published}公开后末几位是 0，不是部门的数。请按{published}报送"
        ),
        format!(
            "{en}: amounts in {stated} have no last digits in {published}, in which they are published. Please state them in {published}"
        ),
    )
}

/// Rows that are unknown, or known in spite of what they say.
fn row(problem: &Problem) -> Text {
    match problem {
        Problem::RowUnknown {
            table,
            name,
            number,
        } => {
            let row = row_name(name.as_deref(), *number);
            let is_sum = name
                .as_deref()
                .is_some_and(|name| SUMS.contains(&&*fold(name)));
            let (zh, en) = match is_sum {
                true => (
                    "如果是手工加的，请删去这一行",
                    "If it was added by hand, please delete it",
                ),
                false => ("请核对科目编码和名称", "Please check code and name"),
            };
            Text::new(
                format!("{table}：不认识“{row}”这一行，其中的金额没有读入。{zh}"),
                format!("{table}: the row {row:?} is not known, its figures were not read. {en}"),
            )
        }
        Problem::CodeUnclear {
            table,
            text,
            name,
            meant,
        } => code_unclear(table, (text, name), meant.as_ref()),
        Problem::RowPassedOver {
            table,
            name,
            reason,
        } => passed_over(table, name, *reason),
        Problem::SubtotalWrong {
            table,
            name,
            column,
            sum,
            decimals,
        } => {
            let sum = sum.grouped(*decimals);
            Text::new(
                format!(
                    "{table}：“{name}”这一行的{column}应是其下各项目之和 {sum}。请核对这一行和下面的项目"
                ),
                format!(
                    "{table}: {column} of the row {name:?} should be the sum of the projects below it, {sum}. Please check both"
                ),
            )
        }
        Problem::TotalUnnamed {
            table,
            name,
            number,
        } => {
            let row = row_name(name.as_deref(), *number);
            Text::new(
                format!("{table}：“{row}”这一行等于以上各行之和，按合计读入。请写明“合计”"),
                format!(
                    "{table}: the row {row:?} adds up those above and was read as the total. Please call it 合计"
                ),
            )
        }
        Problem::RowTwice { table, name, cells } => {
            let cells = cells
                .iter()
                .map(|cell| cell.a1())
                .collect::<Vec<_>>()
                .join("、");
            Text::new(
                format!("{table}：“{name}”出现了两次（{cells}），请删去或合并一行"),
                format!("{table}: {name:?} stands twice ({cells}); please remove or merge one row"),
            )
        }
        _ => Text::default(),
    }
}

/// A row's name, or its number.
fn row_name(name: Option<&str>, number: u32) -> String {
    name.map_or_else(|| format!("第 {number} 行（没有名称）"), str::to_owned)
}

fn passed_over(table: &str, name: &str, reason: PassedOver) -> Text {
    let (zh, en) = match reason {
        PassedOver::PageBreak => ("是分页留下的", "is left by a page break"),
        PassedOver::PrintedAgain => ("换页后重复了一次", "is printed again after a page break"),
        PassedOver::Subtotal => ("是其上各行的小计", "adds up rows above it"),
        PassedOver::SubtotalAbove => ("是其下各行的小计", "adds up rows below it"),
    };
    Text::new(
        format!("{table}：“{name}”这一行{zh}，没有读入，也不公开"),
        format!("{table}: the row {name:?} {en}; it was neither read nor published"),
    )
}

/// A row whose code is unclear; what the cells say and the row's name.
fn code_unclear(table: &str, (text, name): (&str, &str), meant: Option<&Code>) -> Text {
    let row = if name.is_empty() {
        String::new()
    } else {
        format!("（{name}）")
    };
    match meant {
        Some(code) => Text::new(
            format!(
                "{table}：“{text}”{row}不是科目编码。从名称、金额和其余数字看应是 {code}，已按它读入。请改正编码"
            ),
            format!(
                "{table}: {text:?} ({name}) is no code. Name, figures and the other digits point to {code}, under which the row was read. Please correct the code"
            ),
        ),
        None => Text::new(
            format!(
                "{table}：“{text}”{row}不是科目编码，看不出是哪个科目，这一行没有参加按科目的核对。请改正编码"
            ),
            format!(
                "{table}: {text:?} ({name}) is no code, and nothing tells which is meant; the row was left out of checks by code. Please correct the code"
            ),
        ),
    }
}

/// A project with several names, each with its table.
fn names_differ(names: &[(String, String)]) -> Text {
    let zh: Vec<String> = names
        .iter()
        .map(|(table, name)| format!("{table}“{name}”"))
        .collect();
    let en: Vec<String> = names
        .iter()
        .map(|(table, name)| format!("{name:?} in {table}"))
        .collect();
    Text::new(
        format!("同一个项目的名称不一致：{}。请改成一致", zh.join("，")),
        format!(
            "one project goes by two names: {}. Please make them agree",
            en.join(", ")
        ),
    )
}

/// A table that was not handed in: by which unit, or where it is hidden.
fn missing(
    table: &str,
    title: &str,
    hidden: &[Arc<str>],
    unit: Option<&(String, Vec<Arc<str>>)>,
) -> Text {
    let (zh_unit, en_unit) = unit.map_or((String::new(), String::new()), |(name, files)| {
        let (zh, en) = (files.join("、"), files.join(", "));
        let zh = match files.is_empty() {
            true => format!("{name} 的 "),
            false => format!("{name}（{zh}）的 "),
        };
        (zh, format!("{name} ({en}): "))
    });
    let (lead, en_lead) = (
        format!("没有收到 {zh_unit}{table}（{title}）"),
        format!("{en_unit}{table} ({title})"),
    );
    if hidden.is_empty() {
        return Text::new(
            format!("{lead}。请补报；没有内容也要报空表并说明"),
            format!(
                "{en_lead} was not handed in. Please send it; an empty one says that it is empty"
            ),
        );
    }
    let (zh, en) = hidden_sheets(hidden);
    Text::new(
        format!("{lead}：{table}在隐藏的工作表{zh}里，请取消隐藏后重报"),
        format!("{en_lead} stands on a hidden sheet ({en}). Please show it and send it again"),
    )
}

/// A title without its table, where it stands.
fn title_alone(table: &str, title: &str, sheet: &str, is_in_document: bool) -> Text {
    let title = shortened(title, QUOTED);
    let (zh, en) = match is_in_document {
        true => (
            format!("“{title}”下面是图片或嵌入的对象，读不出"),
            "below its title stands a picture or an object, which cannot be read".to_owned(),
        ),
        false => (
            format!("工作表“{sheet}”只有标题“{title}”，下面没有表格，贴成图片的表读不出"),
            format!("the sheet {sheet:?} has its title and no table; pictures cannot be read"),
        ),
    };
    Text::new(
        format!("没有读到 {table}：{zh}。请用表格重报；没有内容也要报空表并说明"),
        format!(
            "{table} was not read: {en}. Please send it as a table; an empty one says that it is empty"
        ),
    )
}

/// Hidden sheets by their names.
pub(super) fn hidden_sheets(hidden: &[Arc<str>]) -> (String, String) {
    let zh: Vec<String> = hidden.iter().map(|it| format!("“{it}”")).collect();
    let en: Vec<String> = hidden.iter().map(|it| format!("{it:?}")).collect();
    (zh.join("、"), en.join(", "))
}
