//! Findings: what is wrong with a budget.

use super::spaces::printed;
use super::{
    Surface, Text, beyond, code, embedded, equation, figure, format, order, other_department,
    sentence, submission, table, version, words, year,
};
use crate::finding::{Content, NearTable, Problem};
use crate::reconcile::Finding;
use crate::rule::Rule;
use std::sync::Arc;

/// The sentence of a finding, with its file where it has no cell.
pub fn finding(finding: &Finding) -> Text {
    located(&finding.problem, finding.place.as_ref())
}

/// The same with the choices that a surface offers.
pub(crate) fn finding_on(finding: &Finding, surface: Surface) -> Text {
    at(
        problem_on(&finding.problem, surface),
        finding.place.as_ref(),
    )
}

/// What must hold, and what is wrong, with the choices that a surface offers.
pub fn titled(rule: &Rule, of: &Finding, surface: Surface) -> Text {
    let text = finding_on(of, surface);
    Text::new(
        format!("{}：{}", rule.title, text.zh),
        format!("{}: {}", rule.title, text.en),
    )
}

/// The sentence of a problem, with the file and sheet that it is in.
pub fn located(of: &Problem, place: Option<&(Arc<str>, Option<Arc<str>>)>) -> Text {
    at(problem(of), place)
}

/// A sentence with the file and sheet that it is about.
fn at(text: Text, place: Option<&(Arc<str>, Option<Arc<str>>)>) -> Text {
    let Some((file, sheet)) = place else {
        return text;
    };
    let place = match sheet {
        Some(sheet) => format!("{file} {sheet}"),
        None => file.to_string(),
    };
    Text::new(
        format!("{place}：{}", text.zh),
        format!("{place}: {}", text.en),
    )
}

/// The sentence of a problem, for the command line.
pub fn problem(problem: &Problem) -> Text {
    problem_on(problem, Surface::CommandLine)
}

/// The sentence of a problem, with the choices that a surface offers.
pub(crate) fn problem_on(problem: &Problem, surface: Surface) -> Text {
    printed(worded(problem, surface))
}

fn worded(problem: &Problem, surface: Surface) -> Text {
    match problem {
        Problem::Beyond(problem) => beyond::problem(problem, surface),
        Problem::Format(problem) => format::problem(problem),
        Problem::Words(problem) => words::problem(problem),
        Problem::Year(problem) => year::problem(problem, surface),
        Problem::Sentence(problem) => sentence::problem(problem),
        Problem::Mismatch { .. } | Problem::Undecided { .. } => equation::problem(problem),
        Problem::FigureUnreadable { .. }
        | Problem::HiddenDigits { .. }
        | Problem::FigureHidden { .. }
        | Problem::FiguresUnclaimed { .. } => figure_place(problem),
        Problem::FigureMarked { .. }
        | Problem::FigureLost { .. }
        | Problem::RateDiffers { .. }
        | Problem::YearColumnBlank { .. }
        | Problem::TypedInYuan { .. }
        | Problem::UnitOfMeasureUnfit { .. } => figure::problem(problem),
        Problem::TablesCopied { .. }
        | Problem::NewestTaken { .. }
        | Problem::BudgetTwice { .. }
        | Problem::DocumentDiffers { .. }
        | Problem::VersionsDiffer { .. } => version::problem(problem, surface),
        Problem::Code(problem) => code::problem(problem),
        Problem::Order(problem) => order::problem(problem),
        Problem::Submission(problem) => submission::problem(problem, surface),
        Problem::TextEmbeds { places, .. } => embedded::problem(places),
        Problem::TextUnrelated { .. }
        | Problem::TextOfUnit { .. }
        | Problem::FileUnread { .. }
        | Problem::DepartmentUnknown { .. }
        | Problem::YearsDiffer { .. }
        | Problem::UnitOfMeasureMissing { .. } => heading(problem, surface),
        Problem::DepartmentInName { .. }
        | Problem::DepartmentInTitles { .. }
        | Problem::DepartmentInRows { .. }
        | Problem::DepartmentOnCover { .. }
        | Problem::DepartmentsDiffer { .. } => other_department::problem(problem),
        _ => table::problem(problem),
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
                    "{table} {column}：格里存的是 {stored}，公开时显示为 {shown}，请改成 {decimals} 位小数"
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
            is_in_document,
            range,
            count,
            nearest,
        } => {
            let Text { zh, en } = nearest.as_ref().map(near_table).unwrap_or_default();
            let Text {
                zh: in_zh,
                en: in_en,
            } = sheet_called(sheet, *is_in_document);
            Text::new(
                format!(
                    "{in_zh} {range} 有 {count} 个数字不属于任何一张表，没有读入{zh}。请核对表名和表头；确是多余的再删去"
                ),
                format!(
                    "{count} figures at {range} of {in_en} belong to no table and were not read{en}. Please check title and header, or remove them"
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
            format!(
                "expected an amount, found the formula error {text}. Please correct the formula"
            ),
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

/// A sheet, or a table of a document, by its name.
pub(crate) fn sheet_called(name: &str, is_in_document: bool) -> Text {
    match is_in_document {
        true => Text::new(
            format!("文档里的表“{name}”"),
            format!("the document's table {name:?}"),
        ),
        false => Text::new(format!("工作表“{name}”"), format!("sheet {name:?}")),
    }
}

/// The title that resembles a table's, to be added to a sentence.
pub(crate) fn near_table(near: &NearTable) -> Text {
    let NearTable {
        sheet,
        is_in_document,
        cell,
        table,
        layout,
        missing,
    } = near;
    let missing = missing.join("、");
    let Text { zh, en } = sheet_called(sheet, *is_in_document);
    Text::new(
        format!("；{zh}{cell} 的标题像 {table}（{layout}），但表头缺少：{missing}"),
        format!(
            "; the title at {cell} of {en} looks like {table} ({layout}), but its header lacks {missing}"
        ),
    )
}

/// Problems of headings: department, year, unit of measure.
fn heading(problem: &Problem, surface: Surface) -> Text {
    match problem {
        Problem::TextUnrelated { file, called } => Text::new(
            format!(
                "“{file}”里没有说明预算的标题，也没有能与表核对的金额，没有当作{called}，不公开。如果它是{called}，请在文件名里写上“{called}”"
            ),
            format!(
                "{file:?} has no heading of the text and no amount to be compared with the tables: it is not published. If it is the text, please put {called:?} into its name"
            ),
        ),
        Problem::TextOfUnit { unit } => Text::new(
            format!(
                "这份说明是预算单位“{unit}”的，与该单位的表核对，不放进部门的公开文本。部门的说明应另有一个文件"
            ),
            format!(
                "this text is that of the unit {unit:?}: it is compared with the unit's tables and stands in no text of the department, which should have a file of its own"
            ),
        ),
        Problem::DepartmentUnknown { label, .. } => Text::new(
            format!("没有写明部门。请在各表的“{label}：”后面填写部门全称"),
            "no department is named. Please fill in the heading of each table",
        ),
        Problem::FileUnread { .. } if surface == Surface::Letter => Text::new(
            "这个文件读不出。请用 Excel 或 WPS 打开，核对后另存为 .xlsx，重新报送",
            "this file cannot be read. Please open it in Excel or WPS, save it as .xlsx and hand it in again",
        ),
        Problem::FileUnread { .. } => Text::new(
            "这个文件读不出，部门报的可能不全，也可能不是最后一版。请换成能读的文件；不是这个部门的，请移出文件夹",
            "this file cannot be read: the department's submission may be incomplete or out of date. Please replace it, or move it elsewhere",
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
