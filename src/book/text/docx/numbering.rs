//! The lists of a document and how far each has counted. Counters belong to the abstract list, which several lists
//! share; a list that starts anew does so once; a deeper level starts again under each of a higher one.

use crate::book::Refusal;
use crate::book::package::{Archive, Event, Start, attribute, each};
use crate::book::text::counting::counted;
use crate::book::text::docx::element::is_on;
use crate::book::text::docx::styles::Styles;
use crate::book::text::limits::TextLimits;
use std::collections::{HashMap, HashSet};

const LEVELS: usize = 9;
/// Abstract lists that lead to one another by way of a style.
const CHAIN: usize = 5;

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<u32, List>,
    abstract_lists: HashMap<u32, AbstractList>,
}

/// How lists of one kind count.
#[derive(Debug, Default)]
struct AbstractList {
    levels: HashMap<u8, Level>,
    /// The style that says how it really counts.
    style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    abstract_list: u32,
    starts: HashMap<u8, u32>,
    levels: HashMap<u8, Level>,
}

/// A level of a list.
#[derive(Debug, Default, Clone)]
struct Level {
    start: Option<u32>,
    way: String,
    text: String,
    /// Whether the numbers of all levels are printed in digits.
    is_legal: bool,
    /// The number of levels that start it again; by default all above it.
    restart: Option<u8>,
    style: Option<String>,
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
    /// Reads the part of the lists.
    pub(super) fn read(
        archive: &mut Archive<'_>,
        part: &str,
        limits: &TextLimits,
    ) -> Result<Self, Refusal> {
        let mut reading = Reading::default();
        each(archive, part, |event| {
            match event {
                Event::Start(tag) | Event::Empty(tag) => reading.note(tag),
                Event::End(tag) => reading.end(tag.local_name().as_ref()),
                _ => {}
            }
            let numbering = &reading.numbering;
            limits.check_definitions(numbering.lists.len() + numbering.abstract_lists.len())?;
            Ok(true)
        })?;
        Ok(reading.numbering)
    }

    /// The level that belongs to a style in a list.
    pub(super) fn level_of_style(&self, list: u32, style: &str, styles: &Styles) -> Option<u8> {
        let (_, levels) = self.abstract_list(list, styles)?;
        let mut named = levels
            .levels
            .iter()
            .filter(|(_, level)| level.style.as_deref() == Some(style));
        named.next().map(|(number, _)| *number)
    }

    /// The abstract list behind a list, and its id.
    fn abstract_list(&self, list: u32, styles: &Styles) -> Option<(u32, &AbstractList)> {
        let mut list = list;
        for _ in 0..CHAIN {
            let id = self.lists.get(&list)?.abstract_list;
            let found = self.abstract_lists.get(&id)?;
            match found
                .style
                .as_deref()
                .and_then(|style| styles.list(Some(style)))
            {
                Some((_, next)) if next != list && found.levels.is_empty() => list = next,
                _ => return Some((id, found)),
            }
        }
        None
    }

    /// The number of the next paragraph of a list and level, as printed; nothing where there is no such list.
    pub(super) fn next(
        &self,
        (list, level): (u32, u8),
        counters: &mut Counters,
        styles: &Styles,
    ) -> Option<String> {
        let (id, shared) = self.abstract_list(list, styles)?;
        let own = self.lists.get(&list)?;
        let view = Levels { own, shared };
        let place = usize::from(level);
        let counts = counters.counts.entry(id).or_default();
        let starts_anew = own.starts.contains_key(&level) && counters.started.insert((list, level));
        let count = counts.get_mut(place)?;
        *count = match *count {
            Some(count) if !starts_anew => Some(count.saturating_add(1)),
            _ => Some(view.start(level)),
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
    fn get(&self, level: u8) -> Option<&Level> {
        self.own
            .levels
            .get(&level)
            .or_else(|| self.shared.levels.get(&level))
    }

    fn start(&self, level: u8) -> u32 {
        let own = self.own.starts.get(&level).copied();
        own.or_else(|| self.get(level)?.start).unwrap_or(1)
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

/// The lists while their part is read.
#[derive(Debug, Default)]
struct Reading {
    numbering: Numbering,
    abstract_list: Option<u32>,
    list: Option<u32>,
    override_level: Option<u8>,
    level: Option<u8>,
}

impl Reading {
    fn note(&mut self, tag: &Start<'_>) {
        let number = |name: &str| attribute(tag, name).and_then(|value| value.trim().parse().ok());
        let level = || number("ilvl").and_then(|level: u32| u8::try_from(level).ok());
        match tag.local_name().as_ref() {
            "abstractNum" => {
                self.abstract_list = number("abstractNumId");
                self.list = None;
                if let Some(id) = self.abstract_list {
                    self.numbering
                        .abstract_lists
                        .insert(id, AbstractList::default());
                }
            }
            "num" => {
                self.list = number("numId");
                self.abstract_list = None;
                if let Some(id) = self.list {
                    self.numbering.lists.insert(id, List::default());
                }
            }
            "lvl" => self.level = level().filter(|level| usize::from(*level) < LEVELS),
            "lvlOverride" => {
                self.override_level = level().filter(|level| usize::from(*level) < LEVELS)
            }
            name => self.note_of_list(name, tag),
        }
    }

    fn note_of_list(&mut self, name: &str, tag: &Start<'_>) {
        let value = || attribute(tag, "val");
        let number = || value().and_then(|value| value.trim().parse().ok());
        let list = self.list.and_then(|id| self.numbering.lists.get_mut(&id));
        match (name, list) {
            ("abstractNumId", Some(list)) => list.abstract_list = number().unwrap_or(0),
            ("startOverride", Some(list)) => {
                list.starts.extend(self.override_level.zip(number()));
            }
            ("numStyleLink", None) => {
                if let Some(id) = self.abstract_list
                    && let Some(found) = self.numbering.abstract_lists.get_mut(&id)
                {
                    found.style = value();
                }
            }
            (_, list) => {
                let shared = self
                    .abstract_list
                    .and_then(|id| self.numbering.abstract_lists.get_mut(&id));
                let levels = match (list, shared) {
                    (Some(list), _) => &mut list.levels,
                    (None, Some(shared)) => &mut shared.levels,
                    (None, None) => return,
                };
                if let Some(level) = self.level {
                    levels.entry(level).or_default().note(name, tag);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "lvl" => self.level = None,
            "lvlOverride" => self.override_level = None,
            "num" => self.list = None,
            "abstractNum" => self.abstract_list = None,
            _ => {}
        }
    }
}

impl Level {
    fn note(&mut self, name: &str, tag: &Start<'_>) {
        let value = || attribute(tag, "val");
        let number = || value().and_then(|value| value.trim().parse::<u32>().ok());
        match name {
            "start" => self.start = number(),
            "numFmt" => self.way = value().unwrap_or_default(),
            "lvlText" => self.text = value().unwrap_or_default(),
            "isLgl" => self.is_legal = is_on(value().as_deref()),
            "lvlRestart" => self.restart = number().and_then(|number| u8::try_from(number).ok()),
            "pStyle" => self.style = value(),
            _ => {}
        }
    }
}
