//! Tables whose columns for codes are blank: the names of their rows tell the codes, as far as other tables have them.
//! The rows are read under these, and the columns are told once.

use crate::budget::{Budget, Notice, Row, RowKey};
use crate::classification::Code;
use crate::finding::{CodeProblem, CodelessRow, Problem};
use crate::label::fold;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// The codes of a table in its order, by the names of their rows.
type CodesByName = IndexMap<String, Vec<Code>>;

/// Finds the codes that rows without any should have, and reports their tables.
pub(crate) fn settle_blank_codes(budget: &mut Budget) {
    let blocks = budget.tables.iter().enumerate().flat_map(|(table, it)| {
        let blocks = it.blocks.iter().enumerate();
        let own = blocks.filter(|(_, rows)| rows.iter().any(is_codeless));
        own.map(move |(block, _)| (table, block))
            .collect::<Vec<_>>()
    });
    let blocks: Vec<(usize, usize)> = blocks.collect();
    for (table, block) in blocks {
        let others = others(budget, (table, block));
        let rows = &budget.tables[table].blocks[block];
        let meant: Vec<(usize, Option<Code>)> = meant(rows, &others);
        settle(budget, (table, block), meant);
    }
}

/// Whether a row has nothing in its cells for a code.
fn is_codeless(row: &Row) -> bool {
    let unclear = row.unclear.as_ref();
    unclear.is_some_and(|unclear| unclear.text.is_empty() && !row.code_cells.is_empty())
}

/// The codes of all blocks of the same series.
fn others(budget: &Budget, (table, block): (usize, usize)) -> Vec<CodesByName> {
    let layout = |table: usize| &budget.layout.tables[budget.tables[table].layout];
    let series = layout(table).blocks[block].series;
    let mut found = Vec::new();
    for (other, it) in budget.tables.iter().enumerate() {
        for (at, rows) in it.blocks.iter().enumerate() {
            if (other, at) == (table, block) {
                continue;
            }
            let mut codes = CodesByName::new();
            for row in rows.iter().filter(|row| row.key == RowKey::Code) {
                if let Some(code) = row.code.as_ref().filter(|code| series.has(code)) {
                    let own = codes.entry(fold(&row.label)).or_default();
                    if !own.contains(code) {
                        own.push(code.clone());
                    }
                }
            }
            found.push(codes);
        }
    }
    found
}

/// The code of each row without one, by its number.
fn meant(rows: &[Row], others: &[CodesByName]) -> Vec<(usize, Option<Code>)> {
    let mut of_name: IndexMap<(String, bool), Vec<usize>> = IndexMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| is_codeless(row)) {
        let is_project = row.key == RowKey::Project;
        let own = of_name.entry((fold(&row.label), is_project)).or_default();
        own.push(at);
    }
    let mut found = Vec::new();
    for ((name, is_project), places) in of_name {
        let known: Vec<&Vec<Code>> = others.iter().filter_map(|codes| codes.get(&name)).collect();
        match is_project {
            true => {
                let code = lowest(&known);
                found.extend(places.into_iter().map(|at| (at, code.clone())));
            }
            // a name that a 款 and its 项 share stands twice, in their order
            false => {
                let own = known.iter().find(|codes| codes.len() == places.len());
                let code = |at: usize| own.map(|codes| codes[at].clone());
                found.extend(places.iter().enumerate().map(|(at, row)| (*row, code(at))));
            }
        }
    }
    found.sort_unstable_by_key(|(at, _)| *at);
    found
}

/// The code furthest down that a name has, if it is one.
fn lowest(known: &[&Vec<Code>]) -> Option<Code> {
    let all: BTreeSet<&Code> = known.iter().flat_map(|codes| codes.iter()).collect();
    let depth = all.iter().map(|code| code.depth()).max()?;
    let mut lowest = all.into_iter().filter(|code| code.depth() == depth);
    let code = lowest.next()?;
    lowest.next().is_none().then(|| code.clone())
}

/// Reads rows under the codes that are meant, and reports the columns.
fn settle(budget: &mut Budget, (table, block): (usize, usize), meant: Vec<(usize, Option<Code>)>) {
    let mut at = Vec::new();
    let mut rows = Vec::new();
    for (place, code) in meant {
        let row = &mut budget.tables[table].blocks[block][place];
        at.extend(row.code_cells.iter().cloned());
        rows.push(CodelessRow {
            number: row.at.row + 1,
            name: row.label.clone(),
            code: code.clone(),
        });
        row.unclear = None;
        if code.is_some() && row.key == RowKey::Unclear {
            row.key = RowKey::Code;
        }
        row.code = code;
    }
    let (Some(first), Some(last)) = (at.first(), at.last()) else {
        return;
    };
    let problem = CodeProblem::Blank {
        table: budget.table_name(table),
        range: format!("{}:{}", first.a1(), last.a1()),
        rows,
    };
    budget.notices.push(Notice::at(at, Problem::Code(problem)));
}
