//! A path of the classification that dashes divide: `社会保障和就业支出—就业补助—公益性岗位补贴`.

use super::written_path::{Likeness, Part, compare};
use crate::amount::Rounded;
use crate::classification::Code;
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader};

/// Names of a path from the class to the item.
const LEVELS: usize = 3;

/// Characters that a slip leaves out.
const SLIP: usize = 2;

impl Reader<'_> {
    /// The path with dashes that ends at a place, where one of its names at least is right.
    pub(super) fn path_with_dashes(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Option<Rounded>,
    ) -> Option<Found> {
        let parts = parts(line, from, end)?;
        let rows = self.items()?;
        let named = self.row_of(&rows, &parts, amount)?;
        let row = named.row.clone();
        let code = row.code.clone().filter(|it| it.depth() == LEVELS)?;
        if named.likeness.iter().all(|it| *it != Likeness::Same) {
            return None;
        }
        let names = [Some(code.clone()), code.parent(), code.ancestors().next()];
        let names = names.into_iter().flatten().filter_map(|code| {
            let row = rows.iter().find(|row| row.code.as_ref() == Some(&code));
            row.map(|row| row.name.clone())
        });
        let names: Vec<String> = names.collect();
        // other words may be no names: 社会保障和就业支出—项目支出—一般行政管理事务
        let is_name = |part: &Part| {
            let of_level = |code: &Code| code.depth() == part.level;
            let is_known = self.codes_named(&part.name).into_iter().any(of_level);
            let mut rows = rows
                .iter()
                .filter(|row| row.code.as_ref().is_some_and(of_level));
            is_known
                || rows.any(|row| compare(&part.name, &row.name, part.level) <= Likeness::Suffix)
        };
        let mut others = parts.iter().zip(&named.likeness);
        if others.any(|(part, own)| *own == Likeness::Other && !is_name(part)) {
            return None;
        }
        // a shorter name is no mistake here
        let is_short = |part: &Part| {
            names
                .iter()
                .any(|name| name.contains(&part.name) || abbreviates(&part.name, name))
        };
        let likeness = parts
            .iter()
            .zip(&named.likeness)
            .map(|(part, own)| match own {
                Likeness::Near | Likeness::Suffix if is_short(part) => Likeness::Same,
                own => *own,
            });
        let likeness: Vec<Likeness> = likeness.collect();
        self.judge_names((index, &rows), &code, &parts, (&named.levels, &likeness));
        self.code = Some((code, row.fact));
        Some(Found::cell(row.fact))
    }
}

/// Whether a word leaves out characters of a name, more than a slip does: 人社事务 of 人力资源和社会保障管理事务.
fn abbreviates(word: &str, name: &str) -> bool {
    let mut rest = name.chars();
    let is_within = word.chars().all(|c| rest.any(|own| own == c));
    is_within && word.chars().count() + SLIP < name.chars().count()
}

/// The three names that dashes set apart before a place.
fn parts(line: &TextLine, from: usize, end: usize) -> Option<Vec<Part>> {
    if !line.set.may_hold('-') {
        return None;
    }
    let mark = line.chars[from..end]
        .iter()
        .rposition(|c| matches!(c, ',' | ';' | ':' | '。' | '"'));
    let from = mark.map_or(from, |at| from + at + 1);
    let from = line.ordinal(from).filter(|it| *it < end).unwrap_or(from);
    let mut parts = Vec::new();
    let mut start = from;
    for at in from..=end {
        if at < end && line.chars[at] != '-' {
            continue;
        }
        // —— is two
        if at > start {
            parts.push(Part {
                level: parts.len() + 1,
                name: line.text(start, at),
                from: start,
                to: at,
                close: at,
                digits: String::new(),
                digits_at: at,
            });
        }
        start = at + 1;
    }
    let is_name = |part: &Part| {
        let is_other = |c: char| c.is_ascii_digit() || "()、".contains(c);
        part.to > part.from + 1 && !part.name.contains(is_other)
    };
    (parts.len() == LEVELS && parts.iter().all(is_name)).then_some(parts)
}
