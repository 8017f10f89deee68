//! What the cell reader does not tell about an .xlsx, from its XML parts: merged ranges, hidden rows
//! and columns, formulas without a stored result. Also the gate in front of the cell reader: sizes
//! and names of the parts are looked at before anything is unpacked.

use super::refusal::Refusal;
use super::sheet::Merge;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// Parts in a workbook; honest files reach 1,033.
const PARTS: usize = 10_000;
/// Bytes of one part.
const PART_BYTES: u64 = 512 << 20;
/// Bytes of all parts together.
const ALL_BYTES: u64 = 1 << 30;
/// From this size on a part may be packed no denser than `RATIO`.
const RATIO_FROM: u64 = 16 << 20;
/// Honest files reach 299 : 1.
const RATIO: u64 = 400;
/// Merged ranges of a sheet.
const MERGES: usize = 100_000;
/// The grid of the format.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What a sheet's XML says beside its values.
#[derive(Debug, Default)]
pub(super) struct SheetParts {
    pub(super) merges: Vec<Merge>,
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    pub(super) without_result: HashSet<(u32, u32)>,
}

/// Opens the package and looks at its directory.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::CutShort)?;
    if archive.len() > PARTS {
        return Err(Refusal::TooLarge { what: "parts", limit: PARTS as u64, found: archive.len() as u64 });
    }
    let mut names = HashSet::new();
    let mut all = 0_u64;
    for i in 0..archive.len() {
        let part = archive.by_index_raw(i).map_err(|_| Refusal::CutShort)?;
        let name = String::from_utf8_lossy(part.name_raw()).to_lowercase().replace('\\', "/");
        if !names.insert(name.clone()) {
            return Err(Refusal::Damaged { part: name });
        }
        let (size, packed) = (part.size(), part.compressed_size());
        all = all.saturating_add(size);
        if size > PART_BYTES || all > ALL_BYTES {
            return Err(Refusal::TooLarge {
                what: "bytes",
                limit: if size > PART_BYTES { PART_BYTES } else { ALL_BYTES },
                found: all,
            });
        }
        if size > RATIO_FROM && size > packed.saturating_mul(RATIO) {
            return Err(Refusal::TooLarge { what: "ratio", limit: RATIO, found: size / packed.max(1) });
        }
    }
    check_shared_strings(&mut archive)?;
    Ok(archive)
}

/// The reader of values reserves as many strings as the part claims to have; a claim beyond what its
/// bytes can hold ends here.
fn check_shared_strings(archive: &mut Archive<'_>) -> Result<(), Refusal> {
    let Some(name) = archive
        .file_names()
        .flatten()
        .find(|n| n.to_lowercase().ends_with("sharedstrings.xml"))
        .map(|n| n.into_owned())
    else {
        return Ok(());
    };
    let size = archive.by_name(&name).map_err(|_| Refusal::CutShort)?.size();
    each(archive, &name, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            if local(tag) == "sst" {
                for key in ["count", "uniqueCount"] {
                    let claimed = attribute(tag, key).and_then(|v| v.parse::<u64>().ok()).unwrap_or(0);
                    // the smallest string is <si/>
                    if key == "uniqueCount" && claimed > size / 5 + 1 {
                        return Err(Refusal::Damaged { part: name.clone() });
                    }
                }
            }
            return Ok(false);
        }
        Ok(true)
    })
}

/// Calls `see` with every event of a part until it gives `false`.
fn each(
    archive: &mut Archive<'_>,
    name: &str,
    mut see: impl FnMut(&Event<'_>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let damaged = || Refusal::Damaged { part: name.to_owned() };
    let part = archive.by_name(name).map_err(|_| damaged())?;
    let mut reader = Reader::from_reader(BufReader::new(part.take(PART_BYTES)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::DocType(_)) | Err(_) => return Err(damaged()),
            Ok(event) => {
                if !see(&event)? {
                    return Ok(());
                }
            }
        }
    }
}

fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| quick_xml::escape::unescape(a.value.as_ref()).ok().map(|v| v.into_owned()))
}

fn is_true(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

/// The parts of the sheets, by sheet name, in the workbook's order.
pub(super) fn sheet_paths(archive: &mut Archive<'_>) -> Result<HashMap<String, String>, Refusal> {
    let mut workbook = "xl/workbook.xml".to_owned();
    if archive.by_name("_rels/.rels").is_ok() {
        each(archive, "_rels/.rels", |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event
                && attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
                && let Some(target) = attribute(tag, "Target")
            {
                workbook = target.trim_start_matches('/').to_owned();
            }
            Ok(true)
        })?;
    }
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let mut targets = HashMap::new();
    each(archive, &join(folder, &format!("_rels/{file}.rels")), |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            targets.insert(id, join(folder, &target));
        }
        Ok(true)
    })?;
    let mut paths = HashMap::new();
    each(archive, &workbook, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && local(tag) == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(path) = targets.get(&id)
            && paths.insert(name, path.clone()).is_some()
        {
            return Err(Refusal::Damaged { part: workbook.clone() });
        }
        Ok(true)
    })?;
    Ok(paths)
}

fn join(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Reads what a sheet's XML says beside its values.
pub(super) fn sheet(archive: &mut Archive<'_>, path: &str) -> Result<SheetParts, Refusal> {
    let damaged = || Refusal::Damaged { part: path.to_owned() };
    let mut parts = SheetParts::default();
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut has_formula, mut has_value) = (false, false);
    each(archive, path, |event| {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => {
                    if let Some(number) = attribute(tag, "r") {
                        row = number.parse::<u32>().ok().filter(|n| (1..=ROWS).contains(n)).ok_or_else(damaged)? - 1;
                    }
                    column = 0;
                    if is_true(tag, "hidden") {
                        parts.hidden_rows.insert(row);
                    }
                    if matches!(event, Event::Empty(_)) {
                        row += 1;
                    }
                }
                "c" => {
                    if let Some(name) = attribute(tag, "r") {
                        (row, column) = cell(&name).ok_or_else(damaged)?;
                    }
                    (has_formula, has_value) = (false, false);
                    if matches!(event, Event::Empty(_)) {
                        column += 1;
                    }
                }
                "f" => {
                    // the reader of values makes a table as long as this number says
                    let shared = attribute(tag, "si").map(|si| si.parse::<u32>());
                    if shared.is_some_and(|si| si.map_or(true, |si| si > ROWS)) {
                        return Err(damaged());
                    }
                    has_formula = true;
                }
                "v" | "is" => has_value |= matches!(event, Event::Start(_)),
                "col" if is_true(tag, "hidden") => {
                    let bound = |name| attribute(tag, name).and_then(|v| v.parse::<u32>().ok());
                    if let (Some(first), Some(last)) = (bound("min"), bound("max")) {
                        parts.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                    }
                }
                "mergeCell" => {
                    let range = attribute(tag, "ref").ok_or_else(damaged)?;
                    let (from, to) = range.split_once(':').unwrap_or((&range, &range));
                    let ((top, left), (bottom, right)) = cell(from).zip(cell(to)).ok_or_else(damaged)?;
                    parts.merges.push(Merge { top, left, bottom, right });
                    if parts.merges.len() > MERGES {
                        return Err(Refusal::TooLarge {
                            what: "merges",
                            limit: MERGES as u64,
                            found: parts.merges.len() as u64,
                        });
                    }
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "c" => {
                    if has_formula && !has_value {
                        parts.without_result.insert((row, column));
                    }
                    column += 1;
                }
                "row" => row += 1,
                _ => {}
            },
            _ => {}
        }
        Ok(true)
    })?;
    Ok(parts)
}

/// A cell of a name such as `$F$12`, zero-based; `None` beyond the grid.
fn cell(name: &str) -> Option<(u32, u32)> {
    let mut letters = 0_u32;
    let mut number = 0_u32;
    let mut digits = false;
    for c in name.chars().filter(|c| *c != '$') {
        match c {
            'A'..='Z' | 'a'..='z' if !digits => {
                letters = letters.checked_mul(26)?.checked_add(u32::from(c.to_ascii_uppercase()) - 64)?;
            }
            '0'..='9' if letters > 0 => {
                digits = true;
                number = number.checked_mul(10)?.checked_add(c.to_digit(10)?)?;
            }
            _ => return None,
        }
    }
    ((1..=ROWS).contains(&number) && (1..=COLUMNS).contains(&letters)).then(|| (number - 1, letters - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_beyond_the_grid_are_none() {
        assert_eq!(cell("F12"), Some((11, 5)));
        assert_eq!(cell("$XFD$1048576"), Some((1_048_575, 16_383)));
        for name in ["XFE1", "A1048577", "A0", "A4294967297", "12", "F", "F1F", ""] {
            assert_eq!(cell(name), None, "{name}");
        }
    }

    #[test]
    fn targets_are_joined_to_their_folder() {
        assert_eq!(join("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(join("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(join("xl/a", "../b.xml"), "xl/b.xml");
    }
}
