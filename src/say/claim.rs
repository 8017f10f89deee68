//! What is wrong with a claim of a text, behind the words that claim it.

use super::Text;
use crate::finding::ClaimProblem;

/// What to say of a claim.
pub(super) fn problem(problem: &ClaimProblem) -> Text {
    match problem {
        ClaimProblem::YearOfAmount { said, year } => Text::new(
            format!("后面的金额是 {year} 年的，不是 {said} 年的"),
            format!("the amount behind it is of {year}, not {said}"),
        ),
        ClaimProblem::YearOfBudget { said, year } => Text::new(
            format!("不是预算年度，应为 {year} 年"),
            format!("the year is {said}, not {year}"),
        ),
        ClaimProblem::ZeroBase => Text::new(
            "没有意义：增加额等于本年数，上年数就是 0，没有增减率",
            "has no meaning: all of the amount is new, so there is no base",
        ),
        ClaimProblem::WholeChange => Text::new(
            "与增加额不合：增加额等于本年数，上年数就是 0。两个数中有一个写错了",
            "does not go with the change: all of the amount is new, so one of the two is wrong",
        ),
        ClaimProblem::AmountAsChange { change } => Text::new(
            format!(
                "与增减率不合：它等于本年数，多半是把本年数抄成了增加额；按增减率约为 {change}"
            ),
            format!("repeats the amount, which the rate denies; by the rate it is about {change}"),
        ),
        ClaimProblem::MoreThanAll => Text::new(
            "超过了100%，部分不会大于全部",
            "a share is no more than all",
        ),
        ClaimProblem::NoUnit => Text::new("后面缺少单位", "the unit of measure is missing"),
        ClaimProblem::BrokenNumber => Text::new(
            "不像一个数：小数点、分隔号或空格写得不对",
            "is no number as it stands: a mark or a blank is out of place",
        ),
        ClaimProblem::NoPercent => Text::new("缺少百分号", "the per cent sign is missing"),
        ClaimProblem::OppositeReason => Text::new(
            "不合：原因的方向与前面写的增减（或持平）不同",
            "the reason speaks of another direction",
        ),
        ClaimProblem::NotEmpty { amount, unit } => Text::new(
            format!("与表不符，表中有 {amount} {unit}"),
            format!("says there is none; the tables have {amount}"),
        ),
        ClaimProblem::PartMissing { name, amount, unit } => Text::new(
            format!("所列的分项少了{name} {amount} {unit}"),
            format!("the list lacks {name}, {amount}"),
        ),
        ClaimProblem::ToldTwice { paragraph } => {
            let [zh, en] = match paragraph {
                Some(number) => [format!("与第{number}段"), format!(" in paragraph {number}")],
                None => ["与前面".to_owned(), " before".to_owned()],
            };
            Text::new(
                format!("{zh}是同一项，重复了，请删去一处或改正名称"),
                format!("is told already{en}"),
            )
        }
        ClaimProblem::LastChange {
            before,
            now,
            by,
            trend,
            place,
        } => {
            let [zh, en] = match trend {
                1 => [format!("增加 {by}"), format!("{by} more")],
                -1 => [format!("减少 {by}"), format!("{by} less")],
                _ => ["与上年持平".to_owned(), "the same".to_owned()],
            };
            let [zh_place, en_place] = in_brackets(place);
            Text::new(
                format!("与上年的表不符：上年 {before}{zh_place}，本年 {now}，应为{zh}"),
                format!("is not so by last year's tables: {before}{en_place}, now {now}: {en}"),
            )
        }
        ClaimProblem::LastRate {
            before,
            now,
            rate,
            trend,
            place,
        } => {
            let [zh, en] = match (rate, trend) {
                (None, _) => ["没有增减率".to_owned(), "there is no rate".to_owned()],
                (Some(rate), 1) => [format!("增长 {rate}%"), format!("{rate}% more")],
                (Some(rate), -1) => [format!("下降 {rate}%"), format!("{rate}% less")],
                _ => ["与上年持平".to_owned(), "the same".to_owned()],
            };
            let [zh_place, en_place] = in_brackets(place);
            Text::new(
                format!("与上年的表不符：上年 {before}{zh_place}，本年 {now}，应为{zh}"),
                format!("is not so by last year's tables: {before}{en_place}, now {now}: {en}"),
            )
        }
        ClaimProblem::LastBase { before, place } => {
            let [zh_place, en_place] = in_brackets(place);
            Text::new(
                format!("与上年的表不符：那里是 {before}{zh_place}"),
                format!("is not last year's figure: {before}{en_place}"),
            )
        }
        ClaimProblem::LastNew { before, place } => {
            let [zh_place, en_place] = in_brackets(place);
            Text::new(
                format!("不是今年新增：上年是 {before}{zh_place}"),
                format!("is not new: last year it was {before}{en_place}"),
            )
        }
        ClaimProblem::Unexplained { rate: Some(rate) } => Text::new(
            format!("比上年变动 {rate}%，没有写明原因"),
            format!("changes by {rate}% and has no reason"),
        ),
        ClaimProblem::Unexplained { rate: None } => Text::new(
            "上年没有、本年才有，没有写明原因",
            "was not there last year and has no reason",
        ),
        ClaimProblem::Said { zh, en } => Text::new(zh.clone(), en.clone()),
        name => of_name(name),
    }
}

fn of_name(problem: &ClaimProblem) -> Text {
    match problem {
        ClaimProblem::ProjectName { right } => Text::new(
            format!("与表中的项目名称“{right}”不同"),
            format!("the tables call this project {right}"),
        ),
        ClaimProblem::AnotherBody {
            department,
            has_amount: true,
        } => Text::new(
            format!("不是本部门（{department}），后面的金额却是本部门的"),
            format!("is not {department}, whose the amount is"),
        ),
        ClaimProblem::AnotherBody { department, .. } => Text::new(
            format!("不是本部门，本部门是“{department}”"),
            format!("is not {department}"),
        ),
        ClaimProblem::ProjectCount { right } if right == "0" => Text::new(
            "与表不符：表中没有项目，后面的金额也是 0",
            "the tables have no project, and the amount is 0",
        ),
        ClaimProblem::ProjectCount { right } => Text::new(
            format!("与表不符：后面的金额是表中 {right} 个项目的合计"),
            format!("the amount is that of {right} projects of the tables"),
        ),
        ClaimProblem::ProjectUnit { right } => Text::new(
            format!("与绩效目标表不同，那里写的是“{right}”"),
            format!("its form names {right}"),
        ),
        ClaimProblem::OtherDepartment {
            name,
            department,
            compared,
            differ,
        } => {
            let [zh, en] = match name.as_str() {
                "" => [String::new(), String::new()],
                name => [format!("它写的是“{name}”，"), format!("it names {name}, ")],
            };
            Text::new(
                format!(
                    "多半不是本部门的说明：{zh}从头到尾没有“{department}”，{compared} 个金额中有 {differ} 个与表不同。请换成本部门的说明，再重新核对"
                ),
                format!(
                    "is most likely another department's text: {en}it nowhere says {department}, and {differ} of {compared} amounts differ. Put the right text there and run again"
                ),
            )
        }
        ClaimProblem::OtherItem { right } => Text::new(
            format!("是别项的名称，这一项是“{right}”"),
            format!("speaks of another item; this one is {right}"),
        ),
        ClaimProblem::TableName { right } => Text::new(
            format!("在表中是“{right}”"),
            format!("the table has {right}"),
        ),
        ClaimProblem::NotInTable => Text::new(
            "没有写金额，表中也没有这个科目",
            "listed without an amount; the table has no such row",
        ),
        ClaimProblem::OtherList { name } => Text::new(
            format!("是“{name}”的款，不应列在这里"),
            format!("is an item of {name}, which this list has nothing of"),
        ),
        ClaimProblem::Code {
            name,
            code,
            written,
        } => Text::new(
            format!("不是“{name}”的编码，它的编码是 {code}"),
            format!("{name} has the code {code}, not {written}"),
        ),
        ClaimProblem::Level { right, wrong } => Text::new(
            format!("是{right}，写成了（{wrong}）"),
            format!("is a {right}, not a {wrong}"),
        ),
        ClaimProblem::CodeName { code, right } => Text::new(
            format!("与科目名称不同，{code} 是“{right}”"),
            format!("{code} is called {right}"),
        ),
        _ => Text::default(),
    }
}

/// A place behind a figure, where there is one.
fn in_brackets(place: &str) -> [String; 2] {
    if place.is_empty() {
        return [String::new(), String::new()];
    }
    [format!("（{place}）"), format!(" ({place})")]
}
