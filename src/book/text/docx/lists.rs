//! The part in which a document keeps its lists.

use crate::book::Refusal;
use crate::book::package::{Archive, Event, Start, attribute, each};
use crate::book::text::docx::element::is_on;
use crate::book::text::docx::styles::DocxStyles;
use crate::book::text::limits::TextLimits;
use crate::book::text::numbering::{AbstractList, LEVELS, List, ListLevel, Numbering};

/// Reads the part of the lists.
pub(super) fn read(
    archive: &mut Archive<'_>,
    part: &str,
    styles: &DocxStyles,
    limits: &TextLimits,
) -> Result<Numbering, Refusal> {
    let mut reading = ListReader::default();
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
    let ListReader {
        mut numbering,
        styles: linked,
        ..
    } = reading;
    for (id, style) in linked {
        if let Some(list) = numbering.abstract_lists.get_mut(&id) {
            list.link = styles.list(Some(&style)).map(|(_, list)| list);
        }
    }
    Ok(numbering)
}

/// The lists while their part is read.
#[derive(Debug, Default)]
struct ListReader {
    numbering: Numbering,
    /// Abstract lists that count as the list of a style does.
    styles: Vec<(u32, String)>,
    abstract_list: Option<u32>,
    list: Option<u32>,
    override_level: Option<u8>,
    level: Option<u8>,
}

impl ListReader {
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
            ("numStyleLink", None) => self.styles.extend(self.abstract_list.zip(value())),
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
                    note(levels.entry(level).or_default(), name, tag);
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

/// Notes what an element says of a level.
fn note(level: &mut ListLevel, name: &str, tag: &Start<'_>) {
    let value = || attribute(tag, "val");
    let number = || value().and_then(|value| value.trim().parse::<u32>().ok());
    match name {
        "start" => level.start = number(),
        "numFmt" => level.way = value().unwrap_or_default(),
        "lvlText" => level.text = value().unwrap_or_default(),
        "isLgl" => level.is_legal = is_on(value().as_deref()),
        "lvlRestart" => level.restart = number().and_then(|number| u8::try_from(number).ok()),
        "pStyle" => level.style = value(),
        _ => {}
    }
}
