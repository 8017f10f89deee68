//! The lists of a document and how far each has counted. Counters belong to the abstract list, which several lists
//! share; a list that starts again does so once; a deeper level starts again under each of a higher one.

use crate::book::text::counting::counted;
use std::collections::{HashMap, HashSet};

/// Levels of a list.
pub(super) const LEVELS: usize = 9;
/// Abstract lists that lead to one another.
const CHAIN: usize = 5;

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    pub(super) lists: HashMap<u32, List>,
    pub(super) abstract_lists: HashMap<u32, AbstractList>,
}

/// How lists of one kind count.
#[derive(Debug, Default)]
pub(super) struct AbstractList {
    pub(super) levels: HashMap<u8, ListLevel>,
    /// The list that says how it really counts.
    pub(super) link: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) abstract_list: u32,
    /// Where levels of this list start, other than its abstract list says.
    pub(super) starts: HashMap<u8, u32>,
    pub(super) levels: HashMap<u8, ListLevel>,
}

/// A level of a list.
#[derive(Debug, Default, Clone)]
pub(super) struct ListLevel {
    pub(super) start: Option<u32>,
    pub(super) way: String,
    pub(super) text: String,
    /// Whether the numbers of all levels are printed in digits.
    pub(super) is_legal: bool,
    /// The number of levels that start it again; by default all above it.
    pub(super) restart: Option<u8>,
    pub(super) style: Option<String>,
}

/// How far lists have counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// By abstract list.
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
    /// The starts of lists and levels that have been used.
    started: HashSet<(u32, u8)>,
}

impl Numbering {
    /// The level that belongs to a style in a list.
    pub(super) fn level_of_style(&self, list: u32, style: &str) -> Option<u8> {
        let (_, levels) = self.abstract_list(list)?;
        let mut named = levels
            .levels
            .iter()
            .filter(|(_, level)| level.style.as_deref() == Some(style));
        named.next().map(|(number, _)| *number)
    }

    /// The abstract list behind a list, and its id.
    fn abstract_list(&self, list: u32) -> Option<(u32, &AbstractList)> {
        let mut list = list;
        for _ in 0..CHAIN {
            let id = self.lists.get(&list)?.abstract_list;
            let found = self.abstract_lists.get(&id)?;
            match found.link {
                Some(next) if next != list && found.levels.is_empty() => list = next,
                _ => return Some((id, found)),
            }
        }
        None
    }

    /// The number of the next paragraph of a list and level, as printed; nothing where there is no such list.
    pub(super) fn next(&self, (list, level): (u32, u8), counters: &mut Counters) -> Option<String> {
        let (id, shared) = self.abstract_list(list)?;
        let own = self.lists.get(&list)?;
        let view = Levels { own, shared };
        let place = usize::from(level);
        let counts = counters.counts.entry(id).or_default();
        let start = own
            .starts
            .get(&level)
            .filter(|_| counters.started.insert((list, level)));
        let count = counts.get_mut(place)?;
        *count = match (start, *count) {
            (Some(start), _) => Some(*start),
            (None, Some(count)) => Some(count.saturating_add(1)),
            (None, None) => Some(view.start(level)),
        };
        for deeper in level + 1..=8 {
            if view.restarts_under(deeper, level) {
                counts[usize::from(deeper)] = None;
            }
        }
        Some(view.printed(level, counts))
    }
}

/// The levels of a list, its own before those that it shares.
struct Levels<'a> {
    own: &'a List,
    shared: &'a AbstractList,
}

impl Levels<'_> {
    fn get(&self, level: u8) -> Option<&ListLevel> {
        self.own
            .levels
            .get(&level)
            .or_else(|| self.shared.levels.get(&level))
    }

    fn start(&self, level: u8) -> u32 {
        self.get(level).and_then(|found| found.start).unwrap_or(1)
    }

    /// Whether a level starts again where a higher one counts on.
    fn restarts_under(&self, deeper: u8, level: u8) -> bool {
        self.get(deeper)
            .and_then(|found| found.restart)
            .is_none_or(|restart| level < restart)
    }

    fn printed(&self, level: u8, counts: &[Option<u32>; LEVELS]) -> String {
        let Some(found) = self.get(level) else {
            return String::new();
        };
        if found.way == "bullet" {
            return found
                .text
                .chars()
                .filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}'))
                .collect();
        }
        let mut text = String::new();
        let mut rest = found.text.chars().peekable();
        while let Some(c) = rest.next() {
            let place = rest
                .peek()
                .and_then(|next| next.to_digit(10))
                .filter(|n| (1..=9).contains(n));
            match (c, place) {
                ('%', Some(place)) => {
                    rest.next();
                    let named = u8::try_from(place - 1).unwrap_or(0);
                    text.push_str(&self.number(named, found.is_legal, counts));
                }
                _ => text.push(c),
            }
        }
        text
    }

    fn number(&self, level: u8, is_legal: bool, counts: &[Option<u32>; LEVELS]) -> String {
        let count = counts[usize::from(level)].unwrap_or_else(|| self.start(level));
        let way = self
            .get(level)
            .map_or("decimal", |level| level.way.as_str());
        counted(
            count,
            if is_legal && way != "decimalZero" {
                "decimal"
            } else {
                way
            },
        )
    }
}
