//! The titles on a sheet: which of its cells may name a table of a layout.

use super::year::{self, without_year};
use crate::book::sheet::{Sheet, Value};
use crate::layout::{Layout, Table};
use std::collections::BTreeSet;

/// Characters of a cell that can be a title.
const TITLE_LENGTH: usize = 90;

pub(super) struct Title {
    pub(super) table: usize,
    pub(super) known: usize,
    pub(super) at: (u32, u32),
    pub(super) number: Option<String>,
    pub(super) continues: bool,
    pub(super) year: Option<i32>,
}

/// A cell that may be a title of some layout, without what numbers, dates or continues it.
#[derive(Debug)]
pub(super) struct Headline {
    at: (u32, u32),
    text: String,
    number: Option<String>,
    continues: bool,
    pub(super) year: Option<i32>,
}

/// The titles of a layout.
pub(super) struct Titles<'a> {
    pub(super) layout: &'a Layout,
    /// The table, which of its titles it is, and the title.
    known: Vec<(usize, usize, &'a str)>,
}

impl<'a> Titles<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        let of_table = |(table, it): (usize, &'a Table)| {
            it.known_titles
                .iter()
                .enumerate()
                .map(move |(known, title)| (table, known, title.as_str()))
        };
        Self {
            layout,
            known: layout
                .tables
                .iter()
                .enumerate()
                .flat_map(of_table)
                .collect(),
        }
    }

    /// The last character of each of them.
    fn ends(&self) -> impl Iterator<Item = Option<char>> {
        self.known
            .iter()
            .map(|(.., title)| title.chars().next_back())
    }

    /// How many columns their tables can have in all, each of them counted once more, as far as headlines say.
    pub(super) fn most(&self, headlines: &[Headline]) -> usize {
        let titles = titles(headlines, self);
        let columns = |title: &Title| {
            self.layout.tables[title.table]
                .blocks
                .iter()
                .map(|block| block.columns.len())
        };
        titles
            .iter()
            .map(|title| 1 + columns(title).sum::<usize>())
            .sum()
    }
}

/// The cells of a sheet that may be titles of some layout: `标题（一）`, `标题（续表）`, `标题（2020年度）`.
pub(super) fn headlines(sheet: &Sheet, layouts: &[Titles<'_>]) -> Vec<Headline> {
    let ends: BTreeSet<Option<char>> = layouts.iter().flat_map(Titles::ends).collect();
    let texts = sheet.cells.iter().filter_map(|(at, value)| match value {
        Value::Text(text) => Some((*at, text)),
        _ => None,
    });
    texts
        .filter_map(|(at, text)| {
            let folded = text.folded();
            // what may be left out at the end of a title
            let may_end = ends.contains(&folded.chars().next_back())
                || folded.ends_with([')', '表', '续', '年', '度']);
            if !may_end || text.chars().nth(TITLE_LENGTH).is_some() {
                return None;
            }
            let mut rest = without_year(folded);
            let mut number = None;
            let mut continues = false;
            loop {
                if let Some((before, inside)) =
                    rest.strip_suffix(')').and_then(|t| t.rsplit_once('('))
                {
                    continues |= inside.contains('续');
                    let is_number = !inside.is_empty()
                        && inside
                            .chars()
                            .all(|c| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c));
                    if is_number && number.is_none() {
                        number = Some(inside.to_owned());
                    }
                    rest = before.to_owned().into();
                } else if let Some(before) = rest
                    .strip_suffix("续表")
                    .or_else(|| rest.strip_suffix('续'))
                {
                    continues = true;
                    rest = before.trim_end_matches('-').to_owned().into();
                } else {
                    break;
                }
            }
            let is_title = ends.contains(&rest.chars().next_back());
            is_title.then(|| Headline {
                year: year::of_title(text),
                at,
                text: rest.into_owned(),
                number,
                continues,
            })
        })
        .collect()
}

/// The headlines that are titles of a layout.
pub(super) fn titles(headlines: &[Headline], of: &Titles<'_>) -> Vec<Title> {
    let title = |headline: &Headline| {
        let fitting = of
            .known
            .iter()
            .filter(|(.., title)| headline.text.ends_with(title));
        let best = fitting.max_by_key(|(table, known, title)| {
            (title.len(), usize::MAX - table, usize::MAX - known)
        });
        let (number, continues) = (headline.number.clone(), headline.continues);
        best.map(|(table, known, _)| Title {
            table: *table,
            known: *known,
            at: headline.at,
            number,
            continues,
            year: headline.year,
        })
    };
    headlines.iter().filter_map(title).collect()
}
