//! Tables of last year that were kept beside this year's in one file: no version of them, and not published.

use crate::budget::{Fact, FactId, Notice, Table};
use crate::finding::{BeyondProblem, Problem};
use crate::place::Address;
use crate::read::file::FileRead;
use crate::read::stated::YearSigns;
use crate::run::assemble::rename;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What tells the year of a file, without its tables of last year.
pub(crate) fn year_signs(read: &FileRead) -> YearSigns {
    let signs = |left: &HashSet<usize>| {
        let own = read.tables.iter().enumerate();
        let own: Vec<&Table> = own
            .filter(|(at, _)| !left.contains(at))
            .map(|(_, table)| table)
            .collect();
        let titles = own.iter().filter_map(|table| table.year).collect();
        YearSigns::new(&read.name, &read.years, (titles, own.len()))
    };
    let all = signs(&HashSet::new());
    match left_over(read, all.outside) {
        left if left.is_empty() => all,
        left => signs(&left),
    }
}

/// Leaves out the tables of last year in a file whose budget is of a year, and says so.
pub(crate) fn settle(read: &mut FileRead, year: i32) {
    let left = left_over(read, Some(year));
    if left.is_empty() {
        return;
    }
    let named = |at: &usize| {
        let table = &read.tables[*at];
        let problem = BeyondProblem::TableOfOtherYear {
            table: read.layout.tables[table.layout].id.clone(),
            year: table.year.unwrap_or_default(),
        };
        Notice::at(vec![table.title.at.clone()], Problem::Beyond(problem))
    };
    let mut places: Vec<usize> = left.iter().copied().collect();
    places.sort_unstable();
    let told: Vec<Notice> = places.iter().map(named).collect();
    let sheets = sheets_without_others(read, &left);
    let is_there = |at: &Address| sheets.contains(&at.sheet);
    read.notices
        .retain(|it| it.at.is_empty() || !it.at.iter().all(is_there));
    read.years
        .retain(|it| it.sheet().is_none_or(|it| !sheets.contains(it)));
    read.notices.extend(told);
    leave_out(read, &left);
}

/// The tables of an earlier year than the budget's that are there again without a year, or with a later one.
fn left_over(read: &FileRead, year: Option<i32>) -> HashSet<usize> {
    let mut of_layout: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, table) in read.tables.iter().enumerate() {
        if !read.layout.tables[table.layout].many {
            of_layout.entry(table.layout).or_default().push(at);
        }
    }
    let of_several = of_layout.into_values().filter(|it| it.len() > 1);
    of_several
        .flat_map(|all| {
            let years = all.iter().map(|at| read.tables[*at].year.or(year));
            let latest = years
                .flatten()
                .filter(|it| year.is_none_or(|year| *it <= year));
            let latest = latest.max();
            all.into_iter()
                .filter(move |at| read.tables[*at].year.is_some_and(|own| latest > Some(own)))
        })
        .collect()
}

/// Sheets on which no table stands but those that are left out.
fn sheets_without_others(read: &FileRead, left: &HashSet<usize>) -> HashSet<Arc<str>> {
    let on = |is_left: bool| {
        let tables = read.tables.iter().enumerate();
        let own = tables.filter(move |(at, _)| left.contains(at) == is_left);
        own.map(|(_, table)| table.title.at.sheet.clone())
    };
    let others: HashSet<Arc<str>> = on(false).collect();
    on(true).filter(|sheet| !others.contains(sheet)).collect()
}

/// Takes tables of a file away by their numbers, with their figures.
fn leave_out(read: &mut FileRead, left: &HashSet<usize>) {
    let mut tables = 0;
    let moved: Vec<Option<usize>> = (0..read.tables.len())
        .map(|at| {
            let kept = !left.contains(&at);
            tables += usize::from(kept);
            kept.then(|| tables - 1)
        })
        .collect();
    let mut renamed = vec![FactId(0); read.facts.len()];
    let mut facts: Vec<Fact> = Vec::new();
    for (old, fact) in std::mem::take(&mut read.facts).into_iter().enumerate() {
        if let Some(table) = moved[fact.table] {
            renamed[old] = FactId(facts.len());
            facts.push(Fact { table, ..fact });
        }
    }
    read.facts = facts;
    let all = std::mem::take(&mut read.tables).into_iter().zip(&moved);
    let kept = all.filter(|(_, to)| to.is_some()).map(|(table, _)| table);
    read.tables = kept.collect();
    for table in &mut read.tables {
        rename(table, |FactId(id)| renamed[id]);
    }
}
