//! Codes that are not understood: what other tables say of the row. Its name, its figures and the digits that can be
//! read point to the code that is meant; the row is read under it, and the cells are named.

use super::code;
use crate::budget::{Budget, Notice, Row, RowKey, RowPosition};
use crate::classification::{Code, Level, Series};
use crate::label::fold;
use crate::layout::Rows;
use crate::place::Address;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// Rows that are settled in one budget: honest ones have few.
const MOST_ROWS: usize = 500;

/// A code of some table.
struct KnownCode {
    position: RowPosition,
    code: Code,
    name: String,
    figures: HashSet<Decimal>,
}

/// How well a code fits a row: how many of name, figures and digits point to it, and whether its depth does.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct Fit {
    signs: u32,
    is_named: bool,
    is_of_depth: bool,
}

/// Finds the codes that are meant by cells that hold none, and reports them.
pub(crate) fn settle_codes(budget: &mut Budget) {
    let unclear: Vec<RowPosition> = positions(budget)
        .filter(|at| row(budget, *at).unclear.is_some())
        .collect();
    if unclear.is_empty() {
        return;
    }
    let known = known(budget);
    let mut meant: Vec<(RowPosition, Option<Code>)> = Vec::new();
    for at in unclear {
        let code = match meant.len() < MOST_ROWS {
            true => meant_by(budget, &known, at, &meant).or_else(|| look_alike(budget, &known, at)),
            false => None,
        };
        meant.push((at, code));
    }
    for (at, code) in meant {
        settle(budget, at, code);
    }
}

fn positions(budget: &Budget) -> impl Iterator<Item = RowPosition> + '_ {
    budget
        .tables
        .iter()
        .enumerate()
        .flat_map(|(table, it)| it.rows().map(move |(block, row, _)| (table, block, row)))
}

fn row(budget: &Budget, (table, block, row): RowPosition) -> &Row {
    &budget.tables[table].blocks[block][row]
}

fn series(budget: &Budget, (table, block, _): RowPosition) -> Series {
    budget.layout.tables[budget.tables[table].layout].blocks[block].series
}

fn is_list(budget: &Budget, (table, block, _): RowPosition) -> bool {
    budget.layout.tables[budget.tables[table].layout].blocks[block].rows == Rows::Projects
}

/// The figures of a row that are not zero.
fn figures<'a>(budget: &'a Budget, row: &'a Row) -> impl Iterator<Item = Decimal> + 'a {
    let ids = row.facts.iter().flatten();
    let amounts = ids.filter_map(|id| budget.published(*id));
    amounts
        .filter(|amount| !amount.is_zero())
        .map(|amount| amount.value().normalize())
}

fn known(budget: &Budget) -> Vec<KnownCode> {
    positions(budget)
        .filter_map(|position| {
            let row = row(budget, position);
            Some(KnownCode {
                position,
                code: row.code.clone()?,
                name: fold(&row.label),
                figures: figures(budget, row).collect(),
            })
        })
        .collect()
}

/// The one code that fits a row best, if one does.
fn meant_by(
    budget: &Budget,
    known: &[KnownCode],
    at: RowPosition,
    meant: &[(RowPosition, Option<Code>)],
) -> Option<Code> {
    let own = row(budget, at);
    let unclear = own.unclear.as_ref()?;
    let (name, first) = (fold(&own.label), figures(budget, own).next());
    let is_here = |position: &RowPosition| {
        (position.0, position.1) == (at.0, at.1) && row(budget, *position).unit == own.unit
    };
    let taken: HashSet<&Code> = if is_list(budget, at) {
        HashSet::new()
    } else {
        let printed = known.iter().filter(|it| is_here(&it.position));
        let settled = meant.iter().filter(|(position, _)| is_here(position));
        let settled = settled.filter_map(|(_, code)| code.as_ref());
        printed.map(|it| &it.code).chain(settled).collect()
    };
    let mut fits: HashMap<&Code, Fit> = HashMap::new();
    let fitting = known
        .iter()
        .filter(|it| series(budget, at).has(&it.code) && !taken.contains(&it.code));
    for it in fitting {
        let is_named = !name.is_empty() && it.name == name;
        let is_equal = first.is_some_and(|figure| it.figures.contains(&figure));
        let is_like = is_like(&unclear.text, &it.code);
        let signs = [is_named, is_equal, is_like]
            .into_iter()
            .filter(|sign| *sign)
            .count();
        let fit = Fit {
            signs: u32::try_from(signs).unwrap_or(0),
            is_named,
            is_of_depth: depth_of(&unclear.text) == it.code.depth(),
        };
        let best = fits.entry(&it.code).or_insert(fit);
        *best = fit.max(*best);
    }
    let best = *fits.values().max()?;
    let mut all = fits.iter().filter(|(_, fit)| **fit == best);
    let (code, _) = all.next()?;
    let enough = best.signs > 1 || best.is_named && best.is_of_depth;
    (enough && all.next().is_none()).then(|| (*code).clone())
}

/// The code that a row has once letters are read as the digits that they resemble, if no other row has it.
fn look_alike(budget: &Budget, known: &[KnownCode], at: RowPosition) -> Option<Code> {
    let unclear = row(budget, at).unclear.as_ref()?;
    let parts: Vec<String> = unclear
        .text
        .split_whitespace()
        .map(|part| part.chars().map(like_digit).collect())
        .collect();
    let series = series(budget, at);
    let code = match parts.as_slice() {
        [whole] => code::whole(&code::digits(whole)?, series)?,
        parts => {
            let digits = parts.iter().map(|part| code::digits(part));
            let digits: Vec<_> = Level::ALL
                .into_iter()
                .zip(digits)
                .map(|(level, digits)| Some((level, digits?)))
                .collect::<Option<_>>()?;
            code::from_parts(&digits, series, None)?
        }
    };
    let is_here = |it: &&KnownCode| (it.position.0, it.position.1) == (at.0, at.1);
    let mut here = known.iter().filter(is_here);
    (is_list(budget, at) || !here.any(|it| it.code == code)).then_some(code)
}

/// The digit that a letter is mistaken for.
fn like_digit(c: char) -> char {
    match c {
        'O' | 'o' | 'О' | 'о' | 'Ｏ' | '〇' | 'D' | 'Q' => '0',
        'l' | 'I' | 'i' | '|' | '!' => '1',
        'Z' | 'z' => '2',
        'З' | 'з' => '3',
        'S' | 's' => '5',
        'b' => '6',
        'B' => '8',
        'g' | 'q' => '9',
        other => other,
    }
}

/// Whether most of what stands in the place of a code is the code's: of its parts one may differ, of its digits one.
fn is_like(text: &str, code: &Code) -> bool {
    let parts: Vec<String> = text.split_whitespace().map(fold).collect();
    let own = code.parts();
    if parts.len() > 1 {
        let same = parts
            .iter()
            .zip(&own)
            .filter(|(part, own)| format!("{part:0>2}") == **own);
        return parts.len() == own.len() && same.count() + 1 >= own.len();
    }
    let kept: String = fold(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let differing = || {
        kept.bytes()
            .zip(code.as_str().bytes())
            .filter(|(a, b)| a != b)
            .count()
    };
    kept.len() == code.as_str().len() && differing() <= 2
        || kept.len() >= 3 && code.as_str().ends_with(&kept)
        || kept.len() == 2 && code.parts().last() == Some(&kept.as_str())
}

/// How many levels something in the place of a code seems to have.
fn depth_of(text: &str) -> usize {
    let parts = text.split_whitespace().count();
    let signs = text.chars().filter(|c| c.is_alphanumeric()).count();
    match (parts, signs) {
        (2.., _) => parts,
        (_, ..=3) => 1,
        (_, ..=5) => 2,
        _ => 3,
    }
}

/// The cells of a code that are not those of the one that is meant: of 7 | 11 | 02 for 2101102 the first.
fn wrong_cells(row: &Row) -> Vec<Address> {
    if row.code_cells.is_empty() {
        return vec![row.at.clone()];
    }
    let written = row.unclear.as_ref().map_or("", |unclear| &unclear.text);
    let written: Vec<String> = written.split_whitespace().map(fold).collect();
    let own = row.code.as_ref().map(Code::parts).unwrap_or_default();
    let cells = row.code_cells.iter().cloned();
    if written.len() != own.len() || written.len() != row.code_cells.len() {
        return cells.collect();
    }
    let parts = written.iter().zip(own);
    let differing = parts.map(|(written, own)| format!("{written:0>2}") != own);
    let wrong = cells.clone().zip(differing).filter(|(_, differs)| *differs);
    let wrong: Vec<Address> = wrong.map(|(cell, _)| cell).collect();
    if wrong.is_empty() {
        cells.collect()
    } else {
        wrong
    }
}

/// Reads a row under the code that is meant, and reports its cells.
fn settle(budget: &mut Budget, at: RowPosition, code: Option<Code>) {
    let (table, block, place) = at;
    let own = &mut budget.tables[table].blocks[block][place];
    if code.is_some() && own.key == RowKey::Unclear {
        own.key = RowKey::Code;
    }
    own.code = code;
    let cells = wrong_cells(own);
    let notice = budget
        .unclear_code(at)
        .map(|problem| Notice::at(cells, problem));
    budget.notices.extend(notice);
}
