//! What a submission holds beyond its layout.

use super::problem::sheet_called;
use super::{Surface, Text};
use crate::amount::Amount;
use crate::finding::{BeyondProblem, OtherPeriod};
use crate::label::shortened;

/// Amounts that are named one by one.
const NAMED: usize = 3;
/// Characters of a remark that are quoted.
const QUOTED: usize = 40;

/// The sentence of a problem.
pub(super) fn problem(problem: &BeyondProblem, surface: Surface) -> Text {
    match problem {
        BeyondProblem::OtherYear {
            table,
            headings,
            range,
            of,
        } => other_year(table, &headings.join("、"), range, *of),
        BeyondProblem::ColumnUnknown {
            table,
            heading,
            range,
            amounts,
            decimals,
        } => column(table, heading, range, &listed(amounts, *decimals)),
        BeyondProblem::Remarks { table, said } => {
            let quoted = |text: &String| format!("“{}”", shortened(text, QUOTED));
            let zh: Vec<String> = said.iter().take(NAMED).map(quoted).collect();
            let more = match said.len() > NAMED {
                true => format!(" 等 {} 处", said.len()),
                false => String::new(),
            };
            Text::new(
                format!(
                    "{table}：{}{more}不在格式里，没有读入，也不公开。要公开的请写在表下，不用的请删去",
                    zh.join("、")
                ),
                format!(
                    "{table}: the layout has no place for {}; it was neither read nor published",
                    zh.join(", ")
                ),
            )
        }
        BeyondProblem::TableOfOtherYear { table, year } => Text::new(
            format!("这张{table}写的是 {year} 年，另有一张今年的{table}，这一张没有读入，也不公开"),
            format!(
                "this {table} is of {year}, and this year's is there as well; it was neither read nor published"
            ),
        ),
        BeyondProblem::RowUnknown { table, name } => Text::new(
            format!("{table}：“{name}”这一行不在格式里，金额是 0，没有读入，也不公开"),
            format!(
                "{table}: the layout lacks the row {name:?}, whose amounts are 0; it was neither read nor published"
            ),
        ),
        BeyondProblem::TitleUnclear {
            table,
            text,
            right,
            is_near,
        } => title(table, text, right, *is_near),
        BeyondProblem::TitleOfOther {
            sheet,
            is_in_document,
            table,
            text,
            right,
        } => title_of_other(&sheet_called(sheet, *is_in_document), table, text, right),
        BeyondProblem::PartNotJoined {
            table,
            columns,
            sheet,
            cell,
            row,
        } => part(
            table,
            &columns.join("、"),
            &format!("{sheet}!{cell}"),
            row.as_ref(),
        ),
        BeyondProblem::NoFigures { table } => no_figures(table.as_deref()),
        BeyondProblem::HeaderYear { table, here, there } => header_year(table, *here, *there),
        BeyondProblem::TableUnknown {
            sheet,
            is_in_document,
            title,
            layout,
            written,
            ..
        } => {
            let sheet = sheet_called(sheet, *is_in_document);
            table_unknown(&sheet, title, layout, written, surface)
        }
    }
}

fn table_unknown(
    sheet: &Text,
    title: &str,
    layout: &str,
    amounts: &[Amount],
    surface: Surface,
) -> Text {
    let Text { zh, en } = listed(amounts, 2);
    let (zh, en) = match (amounts.is_empty(), surface) {
        (true, Surface::Letter) => Default::default(),
        (true, _) => ("。如需公开，请另行公开".to_owned(), String::new()),
        (false, Surface::Letter) => (
            format!("，其中有金额 {zh}，都没有读入。请核对表名"),
            format!("; its amounts {en} were not read. Please check its title"),
        ),
        (false, _) => (
            format!(
                "，其中有金额 {zh}，都没有读入。请核对表名；是另外的表，请单独存一个文件，不放在这里"
            ),
            format!(
                "; its amounts {en} were not read. Please check its title; a table of its own belongs into another file, elsewhere"
            ),
        ),
    };
    Text::new(
        format!("{}的“{title}”不是“{layout}”里的表，不公开{zh}", sheet.zh),
        format!(
            "{title:?} on {} is no table of {layout} and is not published{en}",
            sheet.en
        ),
    )
}

fn other_year(table: &str, headings: &str, range: &str, of: OtherPeriod) -> Text {
    let (zh, en) = match of {
        OtherPeriod::LastYear => (
            "不是本年预算数，不公开，只作上年数保留",
            "is not of this year; it is kept as last year's and not published",
        ),
        OtherPeriod::Change => (
            "是两年的比较，不公开",
            "compares two years and is not published",
        ),
        OtherPeriod::Other => (
            "不是本年预算数，也不是上年数，不公开",
            "is neither this year's budget nor of last year and is not published",
        ),
    };
    Text::new(
        format!("{table} {range}（{headings}）{zh}"),
        format!("{table} {range} ({headings}) {en}"),
    )
}

fn column(table: &str, heading: &str, range: &str, amounts: &Text) -> Text {
    if amounts.zh.is_empty() {
        return Text::new(
            format!("{table} 有一列“{heading}”（{range}）不在格式里，不公开"),
            format!(
                "{table} has a column {heading:?} ({range}) that the layout lacks; it is not published"
            ),
        );
    }
    let Text { zh, en } = amounts;
    Text::new(
        format!(
            "{table} 有一列“{heading}”（{range}）不在格式里，其中有 {zh}，没有读入。请核对表头；多出的列请删去"
        ),
        format!(
            "{table} has a column {heading:?} ({range}) that the layout lacks; its amounts {en} were not read. Please check its heading, or remove the column"
        ),
    )
}

fn title(table: &str, text: &str, right: &str, is_near: bool) -> Text {
    if is_near {
        return Text::new(
            format!(
                "标题“{text}”与格式里的“{right}”差几个字，按 {table} 读入，公开时显示为“{right}”"
            ),
            format!("the title {text:?} differs from {right:?} by a word; it was read as {table}"),
        );
    }
    let (zh, en) = if text.is_empty() {
        ("没有找到标题".to_owned(), "there is no title".to_owned())
    } else {
        (
            format!("没有识别标题“{text}”"),
            format!("the title {text:?} was not understood"),
        )
    };
    Text::new(
        format!("{zh}；表头是 {table}（{right}）的，按它读入。请把标题改成“{right}”"),
        format!(
            "{en}; the header is that of {table} ({right}), and it was read as such. Please write the title {right:?}"
        ),
    )
}

fn title_of_other(sheet: &Text, table: &str, text: &str, right: &str) -> Text {
    Text::new(
        format!(
            "{}的标题写成了“{text}”，应为“{right}”，已按 {table} 读入。请改正标题，不要删掉这张表",
            sheet.zh
        ),
        format!(
            "{} bears the title {text:?} instead of {right:?}; it was read as {table}. Please write its own title, and keep the sheet",
            sheet.en
        ),
    )
}

fn part(table: &str, columns: &str, place: &str, row: Option<&(u32, String)>) -> Text {
    if columns.is_empty() {
        return rows_below(table, place);
    }
    let (zh, en) = match row {
        Some((number, name)) => {
            let name = if name.is_empty() {
                "没有名称"
            } else {
                name
            };
            (
                format!("第 {number} 行（{name}）与前一部分的行对不上"),
                format!("its row {number} ({name}) does not fit those of the first part"),
            )
        }
        None => (
            "前面没有可以接上的部分".to_owned(),
            "there is no first part before it".to_owned(),
        ),
    };
    Text::new(
        format!(
            "{table} 在 {place} 有续表，列为 {columns}，没有接上：{zh}。请把这些列并到原表右边，或使两部分的行一致"
        ),
        format!(
            "{table} goes on at {place} with the columns {columns}, which were not joined: {en}. Please put these columns beside the others, or make the rows of both parts agree"
        ),
    )
}

/// Rows on a sheet without a header.
fn rows_below(table: &str, place: &str) -> Text {
    Text::new(
        format!(
            "{place} 起像是接着{table}的，没有表头，有的行{table}里已经有了，或者认不出来，没有接上。请把{table}的各行放在一张工作表里"
        ),
        format!(
            "the rows from {place} on seem to go on with {table}; they have no header, and some are there already or are not known, so that they were not joined. Please put all rows of {table} on one sheet"
        ),
    )
}

fn no_figures(table: Option<&str>) -> Text {
    match table {
        Some(table) => Text::new(
            format!(
                "{table} 有科目或项目，却一个数字也没有，也没有说明。请补上数字；没有内容的，请删去这些行并注明此表为空表"
            ),
            format!(
                "{table} has labelled rows and not one figure, and does not say why. Please add the figures, or say that it is empty"
            ),
        ),
        None => Text::new(
            "整份报送没有一个不为零的数字，可能交的是空白表。请填好后重新报送".to_owned(),
            "the whole submission has no figure but zeros; it may be the blank form. Please fill it in and hand it in again".to_owned(),
        ),
    }
}

fn header_year(table: &str, here: Option<i32>, there: i32) -> Text {
    let (zh, en) = match here {
        Some(year) => (format!("{year} 年"), year.to_string()),
        None => ("上年".to_owned(), "last year".to_owned()),
    };
    Text::new(
        format!(
            "{table}的表头写的是{zh}的数，这份预算是 {there} 年，没有找到 {there} 年的列。请核对是不是上年的表，并改正表头"
        ),
        format!(
            "the header of {table} is of {en}, this budget is of {there}; no columns of {there} were found. Please check whether it is last year's table"
        ),
    )
}

/// The first of some amounts.
fn listed(amounts: &[Amount], decimals: u32) -> Text {
    let shown: Vec<String> = amounts
        .iter()
        .take(NAMED)
        .map(|amount| amount.grouped(decimals))
        .collect();
    let more = if amounts.len() > NAMED {
        format!(" 等 {} 个", amounts.len())
    } else {
        String::new()
    };
    Text::new(format!("{}{more}", shown.join("、")), shown.join(", "))
}
