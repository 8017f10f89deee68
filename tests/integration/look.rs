//! How the cells of a workbook look: fill, format and note of each, from its parts, by a reader that shares
//! no code with the writer.

use crate::book::place_of;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A workbook as its parts.
pub struct Parts(zip::ZipArchive<Cursor<Vec<u8>>>);

/// What can be seen of a cell beside its value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// The colour of a solid fill.
    pub fill: Option<String>,
    /// Number format, font, border.
    pub format: [String; 3],
    /// What its format holds: alignment, protection.
    pub within: String,
    pub note: Option<String>,
}

impl Parts {
    pub fn of(bytes: &[u8]) -> Self {
        Self(zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap())
    }

    /// Names and packed bytes, in their order.
    pub fn packed(&mut self) -> Vec<(String, Vec<u8>)> {
        (0..self.0.len())
            .map(|i| {
                let mut part = self.0.by_index_raw(i).unwrap();
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                (String::from_utf8(part.name_raw().to_vec()).unwrap(), bytes)
            })
            .collect()
    }

    pub fn names(&self) -> Vec<String> {
        self.0
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect()
    }

    pub fn text(&mut self, name: &str) -> String {
        let name = self
            .names()
            .into_iter()
            .find(|own| own.replace('\\', "/").eq_ignore_ascii_case(name));
        let mut text = String::new();
        self.0
            .by_name(&name.unwrap())
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    /// The parts that a part is related to, by the last word of the type.
    pub fn related(&mut self, part: &str) -> Vec<(String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap();
        let list = format!("{folder}/_rels/{file}.rels");
        if !self
            .names()
            .iter()
            .any(|name| name.replace('\\', "/") == list)
        {
            return Vec::new();
        }
        let path = |target: String| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => match target.strip_prefix("../") {
                Some(beside) => {
                    format!(
                        "{}{beside}",
                        folder
                            .rsplit_once('/')
                            .map_or(String::new(), |(up, _)| format!("{up}/"))
                    )
                }
                None => format!("{folder}/{target}"),
            },
        };
        let mut related = Vec::new();
        each(&self.text(&list), |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event
                && let Some(kind) = value(tag, "Type")
            {
                related.push((
                    kind.rsplit('/').next().unwrap().to_owned(),
                    path(value(tag, "Target").unwrap()),
                ));
            }
        });
        related
    }

    /// How the cells of a sheet's part look.
    pub fn looks(&mut self, sheet: &str, workbook: &str) -> BTreeMap<(u32, u32), Look> {
        let styles = self
            .related(workbook)
            .into_iter()
            .find(|(kind, _)| kind == "styles");
        let formats = styles
            .map(|(_, part)| formats(&self.text(&part)))
            .unwrap_or_default();
        let mut looks = BTreeMap::new();
        let (mut row, mut column) = (0, 0);
        each(&self.text(sheet), |event| match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "row" => {
                row = value(tag, "r").map_or(row, |number| number.parse::<u32>().unwrap() - 1);
                column = 0;
                row += u32::from(matches!(event, Event::Empty(_)));
            }
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                let place = value(tag, "r").map_or((row, column), |name| place_of(&name));
                column = place.1 + 1;
                let style: usize = value(tag, "s").map_or(0, |style| style.parse().unwrap());
                looks.insert(place, formats.get(style).cloned().unwrap_or_default());
            }
            Event::End(tag) if tag.local_name().as_ref() == "row" => row += 1,
            _ => {}
        });
        for (place, note) in self.notes(sheet) {
            looks.entry(place).or_default().note = Some(note);
        }
        looks
    }

    fn notes(&mut self, sheet: &str) -> BTreeMap<(u32, u32), String> {
        let mut notes = BTreeMap::new();
        let Some((_, part)) = self
            .related(sheet)
            .into_iter()
            .find(|(kind, _)| kind == "comments")
        else {
            return notes;
        };
        let (mut place, mut is_text) = ((0, 0), false);
        each(&self.text(&part), |event| match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "comment" => {
                place = place_of(&value(tag, "ref").unwrap());
                assert_eq!(
                    notes.insert(place, String::new()),
                    None,
                    "two notes on a cell"
                );
            }
            Event::Start(tag) => is_text = tag.local_name().as_ref() == "t",
            Event::End(_) => is_text = false,
            Event::Text(text) if is_text => {
                *notes.get_mut(&place).unwrap() += &text.xml10_content()
            }
            Event::GeneralRef(name) if is_text => {
                let text = quick_xml::escape::unescape(&format!("&{};", name.xml10_content()))
                    .unwrap()
                    .into_owned();
                *notes.get_mut(&place).unwrap() += &text;
            }
            _ => {}
        });
        notes
    }
}

/// The formats of a part of styles, in their order.
fn formats(styles: &str) -> Vec<Look> {
    let (mut fills, mut formats) = (Vec::new(), Vec::<Look>::new());
    let mut list = String::new();
    each(styles, |event| match event {
        Event::Start(tag) | Event::Empty(tag) => match (list.as_str(), tag.local_name().as_ref()) {
            (_, name @ ("fills" | "cellXfs" | "cellStyleXfs" | "dxfs")) => list = name.to_owned(),
            ("fills", "fill") => fills.push(None),
            ("fills", "fgColor") => *fills.last_mut().unwrap() = value(tag, "rgb"),
            ("cellXfs", "xf") => {
                let fill: usize = value(tag, "fillId").map_or(0, |fill| fill.parse().unwrap());
                let format = ["numFmtId", "fontId", "borderId"]
                    .map(|key| value(tag, key).unwrap_or_default());
                formats.push(Look {
                    fill: fills.get(fill).cloned().flatten(),
                    format,
                    ..Look::default()
                });
            }
            ("cellXfs", _) => formats.last_mut().unwrap().within += tag,
            _ => {}
        },
        Event::End(tag) if tag.local_name().as_ref() == list => list.clear(),
        _ => {}
    });
    formats
}

fn each(text: &str, mut see: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return,
            event => see(&event),
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag
        .attributes()
        .map(Result::unwrap)
        .find(|attribute| attribute.key.as_ref() == name)?;
    Some(
        quick_xml::escape::unescape(&attribute.value)
            .unwrap()
            .into_owned(),
    )
}
