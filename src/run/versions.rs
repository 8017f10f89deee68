//! The same table twice. A true copy is left out and reported. Where figures differ an older and a newer version
//! lie side by side: both are named, with what differs, and neither is used, unless the clerk asks for the newest.

use crate::budget::{Fact, FactId, Figure, Notice, Row, RowKey, Table};
use crate::finding::Check;
use crate::label::fold;
use crate::lang::Text;
use crate::layout::Layout;
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Differences that are told one by one.
const TOLD: usize = 3;

/// A table with its figures.
pub(crate) type Filled = (Table, Vec<Fact>);

/// When the files were last saved, by their names, as far as they say it.
pub(crate) type Saved = HashMap<Arc<str>, String>;

/// Leaves out what is there twice; gives the tables of the layout of which two versions are left. `newest` takes the
/// file that was saved last.
pub(crate) fn settle(
    tables: &mut Vec<Filled>,
    notices: &mut Vec<Notice>,
    layout: &Layout,
    saved: &Saved,
    newest: bool,
) -> BTreeSet<usize> {
    let mut dropped = HashSet::new();
    let mut contested = BTreeSet::new();
    // files that both hold a table of which there is one are versions of each other
    let mut versions: HashSet<(Arc<str>, Arc<str>)> = HashSet::new();
    let file = |at: usize, tables: &[Filled]| tables[at].0.title.at.file.clone();
    for later in 1..tables.len() {
        let many = layout.tables[tables[later].0.layout].many;
        // most tables are there once, and need no closer look
        let is_near = |at: &usize| {
            let (table, other) = (&tables[later].0, &tables[*at].0);
            other.layout == table.layout && (!many || other.title.at.file != table.title.at.file)
        };
        if !(0..later).any(|at| is_near(&at)) {
            continue;
        }
        let own = content(&tables[later]);
        let is_other = |at: &usize| {
            let (table, other) = (&tables[later].0, &tables[*at].0);
            if other.layout != table.layout || dropped.contains(at) {
                return false;
            }
            let files = (other.title.at.file.clone(), table.title.at.file.clone());
            let is_version = || versions.contains(&files) && is_same_form(other, table);
            !many || files.0 != files.1 && (content(&tables[*at]) == own || is_version())
        };
        let Some(first) = (0..later).find(is_other) else {
            continue;
        };
        if !many {
            versions.insert((file(first, tables), file(later, tables)));
        }
        let id = &layout.tables[tables[later].0.layout].id;
        let at = vec![
            tables[first].0.title.at.clone(),
            tables[later].0.title.at.clone(),
        ];
        let (one, two) = (&at[0], &at[1]);
        if content(&tables[first]) == own {
            dropped.insert(later);
            let message = Text::new(
                format!("{id} 有两份，内容相同，只用了第一份：{one}；{two}"),
                format!(
                    "{id} was handed in twice with the same figures; the first is used: {one}; {two}"
                ),
            );
            notices.push(Notice {
                check: Check::CopyOnce,
                at,
                place: None,
                message,
            });
            continue;
        }
        let differing = differences(layout, &tables[first], &tables[later]);
        let dates = [&one.file, &two.file].map(|file| saved.get(file).cloned());
        let (check, message) = match (newest, &dates) {
            (true, [Some(a), Some(b)]) if a != b => {
                let (taken, left, out) = if a < b {
                    (two, one, first)
                } else {
                    (one, two, later)
                };
                let (new, old) = if a < b { (b, a) } else { (a, b) };
                dropped.insert(out);
                let message = Text::new(
                    format!(
                        "{id} 有两份，数字不同（{}）。按 --newest 用了后保存的一份：{taken}（{new}），没有用：{left}（{old}）",
                        differing.zh
                    ),
                    format!(
                        "{id} was handed in twice with different figures ({}). As --newest says, the one saved last is used: {taken} ({new}), not {left} ({old})",
                        differing.en
                    ),
                );
                (Check::CopyOnce, message)
            }
            _ => {
                contested.insert(tables[later].0.layout);
                let (zh, en) = if newest {
                    (
                        "文件没有写明保存时间，分不出先后",
                        "The files do not tell which was saved last",
                    )
                } else {
                    (
                        "请只保留一份，或用 --newest 取后保存的",
                        "Please keep one, or let --newest take the one saved last",
                    )
                };
                let message = Text::new(
                    format!(
                        "{id} 有两份，数字不同，两份都没有采用，与它有关的勾稽无法判断：{one}；{two}。{}。{zh}",
                        differing.zh
                    ),
                    format!(
                        "{id} was handed in twice with different figures; neither is used: {one}; {two}. {}. {en}",
                        differing.en
                    ),
                );
                (Check::TableOnce, message)
            }
        };
        notices.push(Notice {
            check,
            at,
            place: None,
            message,
        });
    }
    let mut index = 0;
    tables.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
    contested
}

/// Whether two forms are of the same project.
fn is_same_form(one: &Table, other: &Table) -> bool {
    let project = |table: &Table| {
        table
            .rows()
            .find_map(|(_, _, row)| row.project.as_deref().map(fold))
    };
    match (project(one), project(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.number.is_some() && one.number == other.number,
    }
}

/// What a row is known by, as far as copies of one table go.
fn key(block: usize, row: &Row) -> String {
    match (&row.key, &row.code) {
        (RowKey::Line(line), _) => format!("{block}/line {line}"),
        (_, Some(code)) => format!(
            "{block}/{code}/{}",
            fold(row.project.as_deref().unwrap_or(""))
        ),
        _ => format!(
            "{block}/{}/{}",
            fold(&row.label),
            fold(row.project.as_deref().unwrap_or(""))
        ),
    }
}

/// The filled rows of a table, each with what it is known by and what its figures say.
fn content((table, facts): &Filled) -> Vec<(String, Vec<String>)> {
    let row = |block: usize, row: &Row| {
        let figures: Vec<String> = row
            .facts
            .iter()
            .map(|id| {
                id.map_or(String::new(), |FactId(id)| {
                    format!("{:?}", facts[id].figure)
                })
            })
            .collect();
        (key(block, row), figures)
    };
    let blank = |figures: &[String]| figures.iter().all(|f| f.is_empty() || f == "Blank");
    table
        .rows()
        .map(|(block, _, it)| row(block, it))
        .filter(|(_, figures)| !blank(figures))
        .collect()
}

/// What differs between two versions of a table: the first few figures with their places, the others counted.
fn differences(layout: &Layout, one: &Filled, other: &Filled) -> Text {
    let cells = |(table, facts): &Filled| {
        let mut cells: IndexMap<(String, usize), (String, String, String)> = IndexMap::new();
        let table_layout = &layout.tables[table.layout];
        for (block, _, row) in table.rows() {
            for (column, FactId(id)) in row
                .facts
                .iter()
                .enumerate()
                .filter_map(|(at, id)| Some((at, (*id)?)))
            {
                let name = match (&row.key, &row.code) {
                    (RowKey::Line(line), _) => table_layout.blocks[block].lines[*line].id.clone(),
                    (_, Some(code)) => code.to_string(),
                    _ => row.project.clone().unwrap_or_else(|| row.label.clone()),
                };
                let said = format!("[{name}].{}", table_layout.blocks[block].columns[column].id);
                let cell = (
                    said.replace("[]", ""),
                    shown(&facts[id].figure, table.decimals),
                    facts[id].at.a1(),
                );
                cells.insert((key(block, row), column), cell);
            }
        }
        cells
    };
    let (ones, others) = (cells(one), cells(other));
    let missing = || ("".to_owned(), "无此行".to_owned(), String::new());
    let mut told = Vec::new();
    let mut count = 0;
    for key in ones
        .keys()
        .chain(others.keys().filter(|key| !ones.contains_key(*key)))
    {
        let [a, b] = [&ones, &others].map(|cells| cells.get(key).cloned().unwrap_or_else(missing));
        let is_nothing = |said: &str| said == "空白" || said == "无此行";
        if a.1 == b.1 || is_nothing(&a.1) && is_nothing(&b.1) {
            continue;
        }
        count += 1;
        if told.len() < TOLD {
            let name = if a.0.is_empty() { &b.0 } else { &a.0 };
            told.push(format!("{name} {} {} / {} {}", a.2, a.1, b.2, b.1));
        }
    }
    let told = told.join("，");
    Text::new(
        format!(
            "不同 {count} 处：{told}{}",
            if count > TOLD { " 等" } else { "" }
        ),
        format!("{count} figures differ: {told}"),
    )
}

fn shown(figure: &Figure, decimals: u32) -> String {
    match figure {
        Figure::Amount { published, .. } => published.grouped(decimals),
        Figure::Blank => "空白".to_owned(),
        Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => text.clone(),
    }
}
