//! Words in tables: notes, goals, indicators.

use super::{Text, table};
use crate::finding::WordsProblem;
use crate::label::{one_line, shortened};

/// Characters of a text that is quoted.
const QUOTED: usize = 40;

/// Texts that are quoted.
const NAMED: usize = 4;

/// Tables that are named.
const TABLES: usize = 6;

/// The sentence of a problem.
pub(super) fn problem(problem: &WordsProblem) -> Text {
    match problem {
        WordsProblem::Title {
            tables,
            said,
            is_no_budget,
        } => title(tables, said, *is_no_budget),
        WordsProblem::Unfinished { table, said } => {
            let Text { zh, en } = quoted(said);
            Text::new(
                format!("{table}：{zh}像是没有填完，或者是内部批注，会照原样公开。请填好或删去"),
                format!(
                    "{table}: {en} looks unfinished, or like a remark, and would be published as it stands. Please fill it in or take it out"
                ),
            )
        }
        WordsProblem::IndicatorsWithoutValue { table, names } => {
            let Text { zh, en } = quoted(names);
            Text::new(
                format!(
                    "{table}：指标{zh}的指标值没有填，或者是没有结果的公式，公开时是空白。请补上，或删去这个指标"
                ),
                format!(
                    "{table}: the indicator {en} has no value, or a formula without a result. Please fill it in or remove it"
                ),
            )
        }
        WordsProblem::ValuesWithoutIndicator { table, values } => {
            let Text { zh, en } = quoted(values);
            Text::new(
                format!("{table}：指标值{zh}前面没有填指标名称。请补上，或删去这个值"),
                format!("{table}: no indicator is named beside the value {en}. Please fill it in"),
            )
        }
        WordsProblem::RateAbove { table, name, value } => Text::new(
            format!(
                "{table}：{}的指标值写的是“{value}”，超过了 100%。请核对",
                quote(name)
            ),
            format!("{table}: {name:?} is {value:?}, which is above 100%. Please check"),
        ),
        WordsProblem::CostDiffers {
            table,
            name,
            value,
            funds,
            unit,
            decimals,
        } => {
            let funds = funds.grouped(*decimals);
            Text::new(
                format!(
                    "{table}：{}写的是“{value}”，项目资金是 {funds} {unit}。请核对是哪一个写错了",
                    quote(name)
                ),
                format!(
                    "{table}: {name:?} is {value:?}, the project has {funds} {unit}. Please check which is wrong"
                ),
            )
        }
        WordsProblem::YearBefore { table, text, there } => Text::new(
            format!(
                "{table}：{}说的是以前的年度，这份预算是 {there} 年。请核对是不是上年的文字没有改",
                quote(text)
            ),
            format!(
                "{table}: {text:?} is of an earlier year, the budget of {there}. Please check whether it was copied"
            ),
        ),
        WordsProblem::GoalCopied { tables, goal } => {
            let (zh, en) = (tables.join("、"), tables.join(", "));
            Text::new(
                format!(
                    "{zh} 的目标是同一段文字：{}。请核对是不是从别的项目复制来的",
                    quote(goal)
                ),
                format!("{en} have one goal, word for word. Please check whether it was copied"),
            )
        }
        WordsProblem::Telephone { table, number } => Text::new(
            format!("{table}：有手机号 {number}，会照原样公开。个人的请删去"),
            format!(
                "{table}: the mobile number {number} would be published. Please take it out if it is a person's"
            ),
        ),
        _ => note(problem),
    }
}

/// Titles of something else than a budget for the public.
fn title(tables: &[String], said: &str, is_no_budget: bool) -> Text {
    let Text { zh, en } = table::names(tables, TABLES);
    let (what, en_what) = match is_no_budget {
        true => ("不是预算", "which is no budget"),
        false => ("不像是定稿", "which is hardly the last version"),
    };
    Text::new(
        format!(
            "{zh} 的表名写着“{said}”，{what}；公开表的表名里没有这几个字。请核对是不是拿错了表；没有拿错的，请改正表名"
        ),
        format!(
            "the title of {en} says {said:?}, {en_what}. Please check whether these are the right tables"
        ),
    )
}

/// Problems of empty tables.
fn note(problem: &WordsProblem) -> Text {
    match problem {
        WordsProblem::NoteOfYear { table, note, there } => Text::new(
            format!(
                "{table} 是空表，表下写的是{}，这份预算是 {there} 年。请改正说明里的年度",
                quote(note)
            ),
            format!("{table} is empty; the note {note:?} is not of {there}. Please mend its year"),
        ),
        WordsProblem::NoteOfMoney { table, note, money } => Text::new(
            format!(
                "{table} 是空表，表下写的是{}，说的是“{money}”，不是这张表。请改成说明这张表",
                quote(note)
            ),
            format!(
                "{table} is empty; the note {note:?} is about another table's money. Please mend it"
            ),
        ),
        WordsProblem::NoteOfDepartment {
            table,
            note,
            here,
            there,
        } => Text::new(
            format!(
                "{table} 是空表，表下写的是{}，里面的“{here}”不是这份预算的部门（{there}）。请核对是不是从别的部门复制来的",
                quote(note)
            ),
            format!(
                "{table} is empty; the note {note:?} names {here:?}, the budget is of {there:?}. Please check"
            ),
        ),
        WordsProblem::ZerosUnexplained { table } => Text::new(
            format!(
                "{table} 的数字全是 0，表下没有说明是空表。没有内容的，请写明“此表为空表”和原因"
            ),
            format!(
                "{table} has nothing but zeros and does not say that it is empty. Please say so below it"
            ),
        ),
        _ => Text::default(),
    }
}

/// A text on one line, in quotation marks, cut where it is long.
fn quote(text: &str) -> String {
    format!("“{}”", shortened(&one_line(text), QUOTED))
}

/// The first of several texts.
fn quoted(texts: &[String]) -> Text {
    let first = texts.iter().take(NAMED);
    let zh: Vec<String> = first.clone().map(|text| quote(text)).collect();
    let en: Vec<String> = first
        .map(|text| format!("{:?}", shortened(text, QUOTED)))
        .collect();
    let (more, en_more) = match texts.len() {
        count if count > NAMED => (
            format!("等 {count} 处"),
            format!(" and {} more", count - NAMED),
        ),
        _ => (String::new(), String::new()),
    };
    Text::new(
        format!("{}{more}", zh.join("、")),
        format!("{}{en_more}", en.join(", ")),
    )
}
