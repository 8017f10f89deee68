//! Codes, their names and their order.

use super::Text;
use crate::classification::{Code, Level, NamePeriod, Series};
use crate::finding::{CodeList, CodeProblem, CodedRow, CodelessRow, NameOrigin, TableCell};
use indexmap::IndexMap;

/// Places that a sentence lists.
const PLACES: usize = 6;

/// The name of a classification.
pub fn series(series: Series) -> Text {
    match series {
        Series::Functional => Text::new("支出功能分类", "functional classification"),
        Series::Economic => Text::new("支出经济分类", "economic classification"),
        Series::EconomicDepartment => Text::new(
            "部门预算支出经济分类",
            "economic classification, department's budget",
        ),
        Series::EconomicGovernment => Text::new(
            "政府预算支出经济分类",
            "economic classification, government's budget",
        ),
    }
}

/// The word for a level of codes.
pub(crate) fn level(level: Level) -> Text {
    Text::new(level.zh(), level.word())
}

/// The sentence of a code or its name.
pub(super) fn problem(problem: &CodeProblem) -> Text {
    match problem {
        CodeProblem::OfOtherSeries { .. } => of_other_series(problem),
        CodeProblem::Unknown { .. } => unknown(problem),
        CodeProblem::NotInUse { .. } => not_in_use(problem),
        CodeProblem::Mistyped { row, meant } => {
            let CodedRow {
                code,
                label,
                places,
            } = row;
            let at = places_of(places);
            Text::new(
                format!("{code} 写的是“{label}”，而“{label}”是 {meant} 的名称{at}。请核对编码"),
                format!(
                    "{code} is called {label:?}, the name of {meant}{at}. Please check the code"
                ),
            )
        }
        CodeProblem::NamesDiffer { code, names } => names_differ(code, names),
        CodeProblem::Nameless {
            table,
            code,
            number,
        } => nameless(table, code.as_ref(), *number),
        CodeProblem::Blank { table, range, rows } => blank(table, range, rows),
        CodeProblem::NameWrong { .. } => wrong_name(problem),
        CodeProblem::NameOfOtherLevel { row, name, other } => name_of_other_level(row, name, other),
    }
}

fn of_other_series(problem: &CodeProblem) -> Text {
    let CodeProblem::OfOtherSeries {
        table,
        series: own,
        code,
        other,
        places,
    } = problem
    else {
        return Text::default();
    };
    let (own, other, at) = (series(*own), series(*other), places_of(places));
    Text::new(
        format!(
            "{table} 按{}列示，{code} 是{}的编码{at}。请核对",
            own.zh, other.zh
        ),
        format!(
            "{table} is by {}, {code} is a code of {}{at}. Please check",
            own.en, other.en
        ),
    )
}

fn name_of_other_level(row: &CodedRow, name: &str, other: &Code) -> Text {
    let CodedRow {
        code,
        label,
        places,
    } = row;
    let at = places_of(places);
    let (here, there) = (level(code.level()), level(other.level()));
    Text::new(
        format!(
            "“{label}”是{} {other} 的名称，却写在{} {code}“{name}”上{at}。请核对编码的级次",
            there.zh, here.zh
        ),
        format!(
            "{label:?} is the name of {} {other}, not of {} {code} {name:?}{at}. Please check the level",
            there.en, here.en
        ),
    )
}

fn names_differ(code: &Code, names: &[(String, String)]) -> Text {
    let mut tables: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (table, name) in names {
        tables.entry(name).or_default().push(table);
    }
    let (zh, en): (Vec<String>, Vec<String>) = tables
        .iter()
        .map(|(name, tables)| {
            let (zh, en) = (tables.join("、"), tables.join(", "));
            (format!("{zh}“{name}”"), format!("{name:?} in {en}"))
        })
        .unzip();
    Text::new(
        format!(
            "{code} 的名称不一致：{}。请核对编码和名称，改成一致",
            zh.join("，")
        ),
        format!(
            "{code} goes by several names: {}. Please check code and name, and make them agree",
            en.join(", ")
        ),
    )
}

/// Rows that are named one by one, with the codes that they should have.
const ROWS: usize = 60;

fn blank(table: &str, range: &str, rows: &[CodelessRow]) -> Text {
    let known = rows
        .iter()
        .filter_map(|row| Some((row, row.code.as_ref()?)));
    let listed: Vec<String> = known
        .take(ROWS)
        .map(|(row, code)| format!("{} {} {code}", row.number, row.name))
        .collect();
    let unknown: Vec<&str> = rows
        .iter()
        .filter(|row| row.code.is_none())
        .map(|row| row.name.as_str())
        .collect();
    let codes = match listed.as_slice() {
        [] => Text::default(),
        _ => Text::new(
            format!(
                "。按名称与其他表对照，应是（行号、名称、编码）：{}",
                listed.join("；")
            ),
            format!(
                ". By their names in other tables they should be (row, name, code): {}",
                listed.join("; ")
            ),
        ),
    };
    let rest = match unknown.as_slice() {
        [] => Text::default(),
        _ if listed.is_empty() => Text::default(),
        [first @ .., _] if first.len() >= PLACES => Text::new(
            format!(
                "。其他表没有同样名称的：{} 等 {} 行",
                first[..PLACES].join("、"),
                unknown.len()
            ),
            format!(
                ". No other table has {} and {} more",
                first[..PLACES].join(", "),
                unknown.len() - PLACES
            ),
        ),
        _ => Text::new(
            format!("。其他表没有同样名称的：{}", unknown.join("、")),
            format!(". No other table has {}", unknown.join(", ")),
        ),
    };
    Text::new(
        format!(
            "{table}的科目编码一格也没有填（{range}）{}{}。请补上编码",
            codes.zh, rest.zh
        ),
        format!(
            "no code is filled in in {table} ({range}){}{}. Please add them",
            codes.en, rest.en
        ),
    )
}

/// The note of a cell for a code that was submitted blank.
pub(crate) fn code_filled_in(code: Option<&Code>) -> Text {
    match code {
        Some(code) => Text::new(
            format!("原表没有填科目编码，按名称与其他表对照应是 {code}"),
            format!("submitted blank; by its name in other tables it should be {code}"),
        ),
        None => Text::new(
            "原表没有填科目编码，请补上",
            "submitted blank. Please add it",
        ),
    }
}

fn nameless(table: &str, code: Option<&Code>, number: u32) -> Text {
    let code = code.map(|code| format!(" {code}")).unwrap_or_default();
    Text::new(
        format!("{table}：第 {number} 行{code} 有金额，没有名称。请补上名称"),
        format!("{table}: row {number}{code} has figures and no name. Please add it"),
    )
}

fn unknown(problem: &CodeProblem) -> Text {
    let CodeProblem::Unknown {
        row: CodedRow {
            code,
            label,
            places,
        },
        list,
        is_certain,
        meant,
    } = problem
    else {
        return Text::default();
    };
    let (at, list, level) = (places_of(places), list_name(*list), level(code.level()));
    let (zh, en) = if *is_certain {
        ("", "")
    } else {
        ("（目录不完整）", " (which isn't complete)")
    };
    let meant = meant.as_ref().map_or(Text::default(), |meant| {
        Text::new(
            format!("；“{label}”是 {meant}"),
            format!("; {label:?} is {meant}"),
        )
    });
    Text::new(
        format!(
            "{}中没有{} {code}“{label}”{zh}{}{at}。请核对编码",
            list.zh, level.zh, meant.zh
        ),
        format!(
            "{} has no {} {code} {label:?}{en}{}{at}. Please check the code",
            list.en, level.en, meant.en
        ),
    )
}

fn not_in_use(problem: &CodeProblem) -> Text {
    let CodeProblem::NotInUse {
        row: CodedRow { code, places, .. },
        year,
        name,
        period: when,
        moved_to,
    } = problem
    else {
        return Text::default();
    };
    let (at, when) = (places_of(places), period(*when));
    let (mut zh, mut en) = (String::new(), String::new());
    if !moved_to.is_empty() {
        let codes: Vec<&str> = moved_to.iter().map(|code| code.as_str()).collect();
        zh = format!("，后来改用 {}", codes.join("、"));
        en = format!(", later {}", codes.join(", "));
    }
    Text::new(
        format!(
            "{year} 年没有 {code}：它是 {}的“{name}”{zh}{at}。请核对编码",
            when.zh
        ),
        format!(
            "{year} has no {code}: it was {name:?} {}{en}{at}. Please check the code",
            when.en
        ),
    )
}

fn wrong_name(problem: &CodeProblem) -> Text {
    let CodeProblem::NameWrong {
        row: CodedRow {
            code,
            label,
            places,
        },
        list,
        name,
        origin,
    } = problem
    else {
        return Text::default();
    };
    let (at, list) = (places_of(places), list_name(*list));
    let Text { zh, en } = match origin {
        Some(NameOrigin::OtherTime(time)) => {
            let Text { zh, en } = period(*time);
            Text::new(format!("（这是 {zh}的名称）"), format!(" (its name {en})"))
        }
        Some(NameOrigin::OtherCode(other)) => Text::new(
            format!("，{other} 才是“{label}”"),
            format!("; {label:?} is {other}"),
        ),
        None => Text::default(),
    };
    Text::new(
        format!(
            "{code} 的名称写的是“{label}”{zh}，{}里是“{name}”{at}。请核对",
            list.zh
        ),
        format!(
            "{code} is called {label:?}{en}; {} calls it {name:?}{at}. Please check",
            list.en
        ),
    )
}

/// The list that a name is taken from.
fn list_name(list: CodeList) -> Text {
    let CodeList { list, year } = list;
    if list == year {
        Text::new(format!("{list} 年目录"), format!("the list of {list}"))
    } else {
        Text::new(
            format!("{list} 年目录（没有 {year} 年的）"),
            format!("the list of {list} (there is none of {year})"),
        )
    }
}

/// Where a code stands, if in several places; the report itself says where a single one does.
fn places_of(places: &[TableCell]) -> String {
    if places.len() < 2 {
        return String::new();
    }
    let names: Vec<String> = places
        .iter()
        .take(PLACES)
        .map(|TableCell { table, cell }| format!("{table} {cell}"))
        .collect();
    let more = if places.len() > PLACES { " …" } else { "" };
    format!("（{}{more}）", names.join("、"))
}

/// When a code had a name.
pub(crate) fn period(period: NamePeriod) -> Text {
    let (zh, en) = match (period.from, period.until) {
        (Some(from), Some(until)) if from == until => (format!("{from} 年"), format!("of {from}")),
        (Some(from), Some(until)) => (
            format!("{from}—{until} 年"),
            format!("of {from} to {until}"),
        ),
        (Some(from), None) => (format!("{from} 年起"), format!("since {from}")),
        (None, Some(until)) => (format!("{until} 年及以前"), format!("until {until}")),
        (None, None) => match period.list {
            Some(list) => (format!("{list} 年目录"), format!("in the list of {list}")),
            None => ("其他年度".to_owned(), "of another year".to_owned()),
        },
    };
    if period.is_unsure {
        Text::new(format!("{zh}（大约）"), format!("{en} (or about then)"))
    } else {
        Text::new(zh, en)
    }
}
