//! Equations that do not hold or cannot be decided.

use super::Text;
use super::spaces::printed;
use crate::finding::{Absence, Problem};
use crate::relation::Relation;
use indexmap::{IndexMap, IndexSet};

/// What equations of one cause lack beside whole tables, as far as it is named.
const OTHERS: usize = 3;

/// Cells that cannot be read and are named.
const CELLS: usize = 12;

/// The sentence of an equation.
pub(super) fn problem(problem: &Problem) -> Text {
    match problem {
        Problem::Undecided { absent } => {
            let Text { zh, en } = joined(absent);
            Text::new(
                format!("无法判断：{zh}"),
                format!("cannot be decided: {en}"),
            )
        }
        Problem::Mismatch { .. } => {
            let gap = shown_difference(problem);
            let [before, after] = around_difference(problem).unwrap_or_default();
            Text::new(
                format!("{}{gap}{}", before.zh, after.zh),
                format!("{}{gap}{}", before.en, after.en),
            )
        }
        _ => Text::default(),
    }
}

/// What a mismatch says before its difference and after it.
pub(crate) fn around_difference(problem: &Problem) -> Option<[Text; 2]> {
    let Problem::Mismatch {
        relation,
        unit,
        is_rounding,
        absent,
        ..
    } = problem
    else {
        return None;
    };
    let Text { zh, en } = joined(absent);
    let (zh_before, en_before) = match relation {
        Relation::Equal => ("相差 ", "differ by "),
        Relation::AtMost => ("多 ", "too large by "),
        Relation::AtLeast => ("少 ", "too small by "),
    };
    let (zh_rounding, en_rounding) = if *is_rounding {
        ("，属尾差", ", a rounding residue")
    } else {
        ("", "")
    };
    let lead = |reason: String, mark: &str| match reason.as_str() {
        "" => reason,
        _ => reason + mark,
    };
    let unit = unit.map_or(String::new(), |unit| format!(" {unit}"));
    Some([
        printed(Text::new(
            lead(zh, "；") + zh_before,
            lead(en, "; ") + en_before,
        )),
        Text::new(
            format!("{unit}{zh_rounding}"),
            format!("{unit}{en_rounding}"),
        ),
    ])
}

fn shown_difference(problem: &Problem) -> String {
    match problem {
        Problem::Mismatch {
            difference,
            decimals,
            ..
        } => difference.abs().grouped(*decimals),
        _ => String::new(),
    }
}

/// The sentence of equations that cannot be judged for one cause: tables that lack the same are named together.
pub(super) fn undecided<'a>(problems: impl Iterator<Item = &'a Problem>) -> Text {
    let absent = problems.flat_map(|problem| match problem {
        Problem::Undecided { absent } => absent.as_slice(),
        _ => &[],
    });
    let (mut missing, mut twice) = (IndexSet::new(), IndexSet::new());
    let mut unreadable = IndexSet::new();
    let mut others = IndexSet::new();
    for absence in absent {
        match absence {
            Absence::Table { table } => missing.insert(table.as_str()),
            Absence::TwoVersions { table } => twice.insert(table.as_str()),
            Absence::Figure { .. } => unreadable.insert(absence),
            _ => others.insert(absence),
        };
    }
    let joined = |tables: IndexSet<&str>| tables.into_iter().collect::<Vec<_>>().join("、");
    let mut absent = Vec::new();
    if !missing.is_empty() {
        let table = joined(missing);
        absent.push(Absence::Table { table });
    }
    if !twice.is_empty() {
        let table = joined(twice);
        absent.push(Absence::TwoVersions { table });
    }
    absent.extend(others.into_iter().take(OTHERS).cloned());
    absent.extend(unreadable.into_iter().cloned());
    printed(problem(&Problem::Undecided { absent }))
}

fn joined(absent: &[Absence]) -> Text {
    let mut parts: Vec<Text> = Vec::new();
    let mut unreadable: IndexMap<(&str, &str), IndexSet<String>> = IndexMap::new();
    for own in absent {
        match own {
            Absence::Figure { table, cell } => {
                let cells = unreadable.entry((table, &cell.sheet)).or_default();
                cells.insert(cell.a1());
            }
            own => parts.push(absence(own)),
        }
    }
    parts.dedup();
    let of_sheet = |((table, sheet), cells): ((&str, &str), IndexSet<String>)| {
        let count = cells.len();
        let mut names: Vec<String> = cells.into_iter().take(CELLS).collect();
        let place = match sheet == table {
            true => format!("{table}!"),
            false => format!("{table} {sheet}!"),
        };
        names[0].insert_str(0, &place);
        let (zh, en) = (names.join("、"), names.join(", "));
        match count > CELLS {
            true => Text::new(
                format!("{zh} 等 {count} 格的金额读不出"),
                format!("{count} figures cannot be read: {en} and more"),
            ),
            false => Text::new(
                format!("{zh} 的金额读不出"),
                format!("what stands at {en} cannot be read"),
            ),
        }
    };
    parts.extend(unreadable.into_iter().map(of_sheet));
    let join = |pick: fn(&Text) -> &str, comma: &str| {
        parts.iter().map(pick).collect::<Vec<_>>().join(comma)
    };
    Text::new(join(|text| &text.zh, "，"), join(|text| &text.en, ", "))
}

/// Whether an equation lacks nothing but figures that cannot be read.
pub(super) fn lacks_only_figures(problem: &Problem) -> bool {
    match problem {
        Problem::Undecided { absent } => absent
            .iter()
            .all(|own| matches!(own, Absence::Figure { .. })),
        _ => false,
    }
}

/// What an equation lacks: `表二 没有 2080707`.
fn absence(absence: &Absence) -> Text {
    match absence {
        Absence::Table { table } => Text::new(
            format!("没有收到 {table}"),
            format!("{table} was not handed in"),
        ),
        Absence::TwoVersions { table } => Text::new(
            format!("{table} 有两份，数字不同"),
            format!("{table} was handed in twice with different figures"),
        ),
        Absence::Line { table, line } => Text::new(
            format!("{table} 没有“{line}”这一行"),
            format!("{table} has no row {line:?}"),
        ),
        Absence::Row { table, row } => Text::new(
            format!("{table} 没有 {row}"),
            format!("{table} has no {row}"),
        ),
        Absence::Column { table } => Text::new(
            format!("{table} 缺少需要的列"),
            format!("{table} lacks a column that is needed"),
        ),
        Absence::UnreadColumn { table } => Text::new(
            format!("差的正是 {table} 没有读入的那一列"),
            format!("what is missing is just the column of {table} that was not read"),
        ),
        // those of one sheet are told together
        Absence::Figure { .. } => Text::default(),
        Absence::UnitRow {
            table,
            row,
            is_of_department,
        } => {
            let (zh, en) = if *is_of_department {
                ("部门的", "of the department")
            } else {
                ("各单位的", "of its units")
            };
            Text::new(
                format!("{zh}{table} 没有 {row}"),
                format!("{table} {en} has no {row}"),
            )
        }
    }
}
