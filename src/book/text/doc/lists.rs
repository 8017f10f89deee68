//! The lists of a Word 97 document: how they count, and which paragraphs share a count.

use super::{DocTable, Document, damaged};
use crate::book::Refusal;
use crate::book::fields::RecordFields;
use crate::book::text::limits::TextLimits;
use crate::book::text::numbering::{AbstractList, List, ListLevel, Numbering};
use std::collections::HashMap;

/// The ways of counting, by their numbers.
const WAYS: [&str; 40] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
];

/// Reads the lists of a document.
///
/// # Errors
/// Lists that are cut short, or more of them than a document has.
pub(super) fn read(document: &Document, limits: &TextLimits) -> Result<Numbering, Refusal> {
    let mut numbering = Numbering::default();
    let Some((start, table)) = document.table(DocTable::Lists) else {
        return Ok(numbering);
    };
    let mut ids = HashMap::new();
    let heads = heads(table).ok_or_else(damaged)?;
    limits.check_definitions(heads.len())?;
    // levels follow behind the table, and are not counted with it
    let mut levels = RecordFields(document.behind(start + table.len()));
    for (i, (id, level_count)) in heads.into_iter().enumerate() {
        let key = u32::try_from(i).unwrap_or(u32::MAX);
        let mut list = AbstractList::default();
        for number in 0..level_count {
            list.levels
                .insert(number, level(&mut levels).ok_or_else(damaged)?);
        }
        ids.insert(id, key);
        numbering.abstract_lists.insert(key, list);
    }
    if let Some((_, table)) = document.table(DocTable::Overrides) {
        let lists = overrides(table, &ids).ok_or_else(damaged)?;
        limits.check_definitions(lists.len())?;
        numbering.lists = lists;
    }
    Ok(numbering)
}

/// The ids of lists, and how many levels each has.
fn heads(table: &[u8]) -> Option<Vec<(u32, u8)>> {
    let mut fields = RecordFields(table);
    let count = fields.u16()?;
    let mut heads = Vec::new();
    for _ in 0..count {
        let mut head = RecordFields(fields.bytes(28)?);
        let id = head.u32()?;
        let is_simple = head.0.get(22)? & 1 != 0;
        heads.push((id, if is_simple { 1 } else { 9 }));
    }
    Some(heads)
}

fn level(fields: &mut RecordFields<'_>) -> Option<ListLevel> {
    let start = fields.u32()?;
    let way = fields.u8()?;
    let flags = fields.u8()?;
    let places = fields.array::<9>()?;
    fields.bytes(9)?;
    let sizes = fields.array::<2>()?;
    let restart = fields.u8()?;
    fields.u8()?;
    fields.bytes(usize::from(sizes[0]) + usize::from(sizes[1]))?;
    let length = usize::from(fields.u16()?);
    let text = fields.bytes(2 * length)?.as_chunks::<2>().0;
    let text: Vec<u16> = text
        .iter()
        .map(|bytes| u16::from_le_bytes(*bytes))
        .collect();
    Some(ListLevel {
        start: Some(start),
        way: WAYS
            .get(usize::from(way))
            .copied()
            .unwrap_or("none")
            .to_owned(),
        text: with_signs(&String::from_utf16_lossy(&text), places),
        is_legal: flags & 4 != 0,
        // without that switch every level above starts this one again
        restart: (flags & 8 != 0).then_some(restart),
        style: None,
    })
}

/// The text of a number with `%1` for the first level: the file has a character of the level's number there.
fn with_signs(text: &str, places: [u8; 9]) -> String {
    let mut made = String::new();
    for (i, c) in text.chars().enumerate() {
        let is_level = places.iter().any(|place| usize::from(*place) == i + 1);
        match u32::from(c) {
            level @ 0..=8 if is_level => made += &format!("%{}", level + 1),
            _ => made.push(c),
        }
    }
    made
}

/// The lists that paragraphs name, from 1 on.
fn overrides(table: &[u8], ids: &HashMap<u32, u32>) -> Option<HashMap<u32, List>> {
    let mut fields = RecordFields(table);
    let count = fields.u32()?;
    let mut heads = Vec::new();
    for _ in 0..count {
        let mut head = RecordFields(fields.bytes(16)?);
        let id = head.u32()?;
        heads.push((id, *head.0.get(8)?));
    }
    let mut lists = HashMap::new();
    for (number, (id, level_count)) in (1..).zip(heads) {
        let mut list = List::default();
        fields.u32()?;
        for _ in 0..level_count {
            let start = fields.u32()?;
            let flags = fields.u32()?;
            let at = u8::try_from(flags & 0xf).ok()?;
            if flags & 0x20 != 0 {
                list.levels.insert(at, level(&mut fields)?);
            }
            if flags & 0x10 != 0 {
                list.starts.insert(at, start);
            }
        }
        if let Some(abstract_list) = ids.get(&id) {
            list.abstract_list = *abstract_list;
            lists.insert(number, list);
        }
    }
    Some(lists)
}
