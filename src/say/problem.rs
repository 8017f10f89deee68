//! Findings: what is wrong with a budget.

use super::{Surface, Text, beyond, code, equation, figure, sentence, version, year};
use crate::finding::{Content, NearTable, PassedOver, Problem};
use crate::reconcile::Finding;
use crate::rule::Rule;
use std::sync::Arc;

/// The sentence of a finding, with its file where it has no cell.
pub fn finding(finding: &Finding) -> Text {
    located(&finding.problem, finding.place.as_ref())
}

/// What must hold, and what is wrong.
pub fn titled(rule: &Rule, of: &Finding) -> Text {
    let text = finding(of);
    Text::new(
        format!("{}：{}", rule.title, text.zh),
        format!("{}: {}", rule.title, text.en),
    )
}

/// The sentence of a problem, with the file and sheet that it is in.
pub fn located(of: &Problem, place: Option<&(Arc<str>, Option<Arc<str>>)>) -> Text {
    let text = problem(of);
    let Some((file, sheet)) = place else {
        return text;
    };
    let place = match sheet {
        Some(sheet) => format!("{file} {sheet}"),
        None => file.to_string(),
    };
    Text::new(
        format!("{place}：{}", text.zh),
        format!("{place}：{}", text.en),
    )
}

/// The sentence of a problem, for the command line.
pub fn problem(problem: &Problem) -> Text {
    problem_on(problem, Surface::CommandLine)
}

/// The sentence of a problem, with the choices that a surface offers.
pub fn problem_on(problem: &Problem, surface: Surface) -> Text {
    match problem {
        Problem::Text(_, text) => text.clone(),
        Problem::Beyond(problem) => beyond::problem(problem),
        Problem::Year(problem) => year::problem(problem, surface),
        Problem::Sentence(problem) => sentence::problem(problem),
        Problem::Mismatch { .. } | Problem::Undecided { .. } => equation::problem(problem),
        Problem::FigureUnreadable { .. }
        | Problem::HiddenDigits { .. }
        | Problem::FigureHidden { .. }
        | Problem::FiguresUnclaimed { .. } => figure_place(problem),
        Problem::FigureMarked { .. }
        | Problem::FiguresRescaled { .. }
        | Problem::FigureDisguised { .. }
        | Problem::FigureLost { .. }
        | Problem::UnitOfMeasureUnfit { .. } => figure::problem(problem),
        Problem::TableCopied { .. }
        | Problem::NewestTaken { .. }
        | Problem::VersionsDiffer { .. } => version::problem(problem, surface),
        Problem::CodeOfOtherSeries { .. }
        | Problem::CodeUnknown { .. }
        | Problem::CodeNotInUse { .. }
        | Problem::CodeMistyped { .. }
        | Problem::NameWrong { .. }
        | Problem::NameOfOtherLevel { .. } => code::problem(problem),
        Problem::ParentMissing { .. }
        | Problem::BelowOtherParent { .. }
        | Problem::CodesDescend { .. }
        | Problem::RowsOutOfOrder { .. } => code::order(problem),
        Problem::DepartmentUnknown { .. }
        | Problem::DepartmentsDiffer { .. }
        | Problem::YearsDiffer { .. }
        | Problem::UnitOfMeasureMissing { .. } => heading(problem),
        _ => table(problem),
    }
}

/// Problems of single figures.
fn figure_place(problem: &Problem) -> Text {
    match problem {
        Problem::FigureUnreadable {
            table,
            column,
            text,
            content,
        } => {
            let Text { zh, en } = unreadable(*content, text);
            Text::new(
                format!("{table} {column}：{zh}"),
                format!("{table} {column}: {en}"),
            )
        }
        Problem::HiddenDigits {
            table,
            column,
            stored,
            shown,
            decimals,
        } => {
            let (stored, shown) = (stored.plain(*decimals), shown.plain(*decimals));
            Text::new(
                format!(
                    "{table} {column}：存储值是 {stored}，公开时显示为 {shown}，请改成 {decimals} 位小数"
                ),
                format!(
                    "{table} {column}: the cell holds {stored} and shows {shown}; please round it to {decimals} places"
                ),
            )
        }
        Problem::FigureHidden { table, column } => Text::new(
            format!("{table} {column}：金额在隐藏的行或列里，已读入。请取消隐藏或删除"),
            format!(
                "{table} {column}: the figure stands in a hidden row or column; it was read. Please show or remove it"
            ),
        ),
        Problem::FiguresUnclaimed {
            sheet,
            range,
            count,
            nearest,
        } => {
            let Text { zh, en } = nearest.as_ref().map(near_table).unwrap_or_default();
            Text::new(
                format!(
                    "工作表“{sheet}” {range} 有 {count} 个数字不属于任何一张表，没有读入{zh}。请核对表名和表头，或删除"
                ),
                format!(
                    "{count} figures at {range} of sheet {sheet:?} belong to no table and were not read{en}. Please check title and header, or remove them"
                ),
            )
        }
        _ => Text::default(),
    }
}

/// What a cell for an amount holds instead.
fn unreadable(content: Content, text: &str) -> Text {
    match content {
        Content::NoResult => Text::new(
            "这一格是公式，但文件里没有存计算结果。请用 Excel 或 WPS 打开、重新计算并保存",
            "holds a formula without a stored result. Please open the file in Excel or WPS, recalculate and save",
        ),
        Content::Date => Text::new(
            format!("应为金额，实际是日期格式（{text}）。请把单元格格式改为数值"),
            format!(
                "expected an amount, found a date ({text}). Please change the cell's number format"
            ),
        ),
        Content::Error => Text::new(
            format!("应为金额，实际是公式错误 {text}。请修正公式"),
            format!("expected an amount, found the formula error {text}. Please mend the formula"),
        ),
        Content::Damaged => Text::new(
            format!("这一格的内容已损坏（{text}）。请重新填写这一格"),
            format!("the cell is damaged ({text}). Please enter the figure again"),
        ),
        Content::Text => Text::new(
            format!("应为金额，实际是“{text}”。请改为数字"),
            format!("expected an amount, found {text:?}. Please write a number"),
        ),
    }
}

/// The title that resembles a table's, to be added to a sentence.
pub(crate) fn near_table(near: &NearTable) -> Text {
    let NearTable {
        sheet,
        cell,
        table,
        layout,
        missing,
    } = near;
    let missing = missing.join("、");
    Text::new(
        format!("；工作表“{sheet}”{cell} 的标题像 {table}（{layout}），但表头缺少：{missing}"),
        format!(
            "; the title at {cell} of sheet {sheet:?} looks like {table} ({layout}), but its header lacks {missing}"
        ),
    )
}

/// Problems of headings: department, year, unit of measure.
fn heading(problem: &Problem) -> Text {
    match problem {
        Problem::DepartmentUnknown { file, label } => Text::new(
            format!("“{file}”没有写明部门。请在各表填写“{label}：”"),
            format!("{file:?} names no department. Please fill in the heading of each table"),
        ),
        Problem::DepartmentsDiffer { table, here, there } => Text::new(
            format!("{table} 写的部门是“{here}”，其他表是“{there}”。请改成一致"),
            format!(
                "{table} names the department {here:?}, the other tables {there:?}. Please make them agree"
            ),
        ),
        Problem::YearsDiffer { table, here, there } => Text::new(
            format!("{table} 写的是 {here} 年，这份预算是 {there} 年。请改成一致"),
            format!("{table} says {here}, this budget is of {there}. Please make them agree"),
        ),
        Problem::UnitOfMeasureMissing { table, unit } => Text::new(
            format!("{table} 没有写金额单位，按“{unit}”读入。请补上“单位：{unit}”"),
            format!("{table} states no unit of measure; it was read in {unit}. Please add one"),
        ),
        _ => Text::default(),
    }
}

/// Problems of tables, their rows and columns.
fn table(problem: &Problem) -> Text {
    match problem {
        Problem::RowUnknown {
            table,
            name,
            number,
        } => {
            let row = name
                .clone()
                .unwrap_or_else(|| format!("第 {number} 行（没有名称）"));
            Text::new(
                format!("{table}：不认识“{row}”这一行，其中的金额没有读入。请核对科目编码和名称"),
                format!(
                    "{table}: the row {row:?} is not known, its figures were not read. Please check code and name"
                ),
            )
        }
        Problem::CodeUnclear {
            table,
            text,
            name,
            meant,
        } => {
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
        Problem::RowPassedOver {
            table,
            name,
            reason,
        } => {
            let (zh, en) = match reason {
                PassedOver::PageBreak => ("是分页留下的", "is left by a page break"),
                PassedOver::PrintedAgain => {
                    ("换页后又印了一次", "is printed again after a page break")
                }
                PassedOver::Subtotal => ("是其上各行的小计", "adds up rows above it"),
            };
            Text::new(
                format!("{table}：“{name}”这一行{zh}，没有读入，也不公开"),
                format!("{table}: the row {name:?} {en}; it was neither read nor published"),
            )
        }
        Problem::TotalUnnamed {
            table,
            name,
            number,
        } => {
            let row = name
                .clone()
                .unwrap_or_else(|| format!("第 {number} 行（没有名称）"));
            Text::new(
                format!("{table}：“{row}”这一行等于以上各行之和，按合计读入。请写明“合计”"),
                format!(
                    "{table}: the row {row:?} adds up those above and was read as the total. Please call it 合计"
                ),
            )
        }
        Problem::ColumnsMissing { table, columns } => {
            let columns = columns.join("、");
            Text::new(
                format!("{table} 的表头缺少列：{columns}。请补上这些列，或核对表头文字"),
                format!(
                    "the header of {table} lacks the columns {columns}. Please add them, or check their headings"
                ),
            )
        }
        Problem::SheetHidden { sheet } => Text::new(
            format!("工作表“{sheet}”是隐藏的，没有读入。如需报送请取消隐藏，否则请删除"),
            format!("the sheet {sheet:?} is hidden and was not read. Please show it, or remove it"),
        ),
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
        Problem::TableMissing { table, title } => Text::new(
            format!("没有收到 {table}（{title}）。请补报；没有内容也要报空表并说明"),
            format!(
                "{table} ({title}) was not handed in. Please send it; an empty one says that it is empty"
            ),
        ),
        Problem::TotalRowMissing { table, row } => Text::new(
            format!("{table} 缺少“{row}”这一行。请补上"),
            format!("{table} lacks the row {row:?}. Please add it"),
        ),
        Problem::EmptyTableSilent { table } => Text::new(
            format!("{table} 没有数字，也没有说明。请在表下注明“……，此表为空表”"),
            format!(
                "{table} has no figures and does not say so. Please note below it that it is empty"
            ),
        ),
        Problem::FilledTableSaysEmpty { table, note } => Text::new(
            format!("{table} 有数字，表下却写着“{note}”。请删去这句说明"),
            format!(
                "{table} has figures, but the note below it says {note:?}. Please remove the note"
            ),
        ),
        Problem::ProjectNamesDiffer { names } => {
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
        _ => Text::default(),
    }
}
