//! A package that is changed part by part: what is not touched is carried over as it is packed, in its
//! order; new parts come last. Equal changes give equal bytes.

use crate::book::Refusal;
use crate::book::package::archive::{Archive, folded, open, read_part};
use crate::book::package::pack::LEVEL;
use crate::book::package::xml::utf8;
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// A package and the changes to it.
pub(crate) struct Patch<'a> {
    archive: Archive<'a>,
    places: HashMap<String, usize>,
    changed: BTreeMap<usize, String>,
    /// Part names as written, with their texts.
    added: Vec<(String, String)>,
}

impl<'a> Patch<'a> {
    /// Opens a package to change it.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = open(bytes)?;
        let names = (0..archive.len()).filter_map(|i| {
            archive
                .name_for_index(i)?
                .ok()
                .map(|name| (folded(&name), i))
        });
        let places = names.collect();
        Ok(Self {
            archive,
            places,
            changed: BTreeMap::new(),
            added: Vec::new(),
        })
    }

    pub(crate) fn archive(&mut self) -> &mut Archive<'a> {
        &mut self.archive
    }

    /// Whether there is a part of this name, in any case and with any slashes.
    pub(crate) fn has(&self, name: &str) -> bool {
        let name = folded(name);
        self.places.contains_key(&name) || self.added.iter().any(|(own, _)| folded(own) == name)
    }

    /// The text of a part as it stands now.
    ///
    /// # Errors
    /// A part that is not there, or whose text is not in UTF-8.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Refusal> {
        let damaged = || Refusal::Damaged {
            part: name.to_owned(),
        };
        let wanted = folded(name);
        if let Some((_, text)) = self.added.iter().find(|(own, _)| folded(own) == wanted) {
            return Ok(text.clone());
        }
        let place = *self.places.get(&wanted).ok_or_else(damaged)?;
        if let Some(text) = self.changed.get(&place) {
            return Ok(text.clone());
        }
        utf8(read_part(&mut self.archive, place).ok_or_else(damaged)?).ok_or_else(damaged)
    }

    /// Replaces the text of a part, or adds the part.
    pub(crate) fn put(&mut self, name: &str, text: String) {
        let wanted = folded(name);
        if let Some(place) = self.places.get(&wanted) {
            self.changed.insert(*place, text);
        } else if let Some((_, own)) = self.added.iter_mut().find(|(own, _)| folded(own) == wanted)
        {
            *own = text;
        } else {
            self.added.push((name.to_owned(), text));
        }
    }

    /// The names of all parts, in small letters.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.places.keys().cloned().collect();
        names.extend(self.added.iter().map(|(name, _)| folded(name)));
        names.sort();
        names
    }

    /// The first name with a number that no part has: `xl/comments3.xml`.
    pub(crate) fn unused(&self, before: &str, after: &str) -> String {
        // there are fewer parts than numbers
        let mut names = (1_u32..).map(|number| format!("{before}{number}{after}"));
        names
            .find(|name| !self.has(name))
            .unwrap_or_else(|| format!("{before}{after}"))
    }

    /// The bytes of the changed package.
    pub(crate) fn bytes(mut self) -> Result<Vec<u8>, Refusal> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .set_raw_comment(self.archive.comment().into())
            .map_err(|_| Refusal::CutShort)?;
        for place in 0..self.archive.len() {
            let part = self
                .archive
                .by_index_raw(place)
                .map_err(|_| Refusal::CutShort)?;
            let name = String::from_utf8_lossy(part.name_raw()).into_owned();
            let written = match self.changed.get(&place) {
                Some(text) => write(&mut writer, &name, text),
                None => writer.raw_copy_file(part).map_err(|_| ()),
            };
            written.map_err(|()| Refusal::Damaged { part: name })?;
        }
        for (name, text) in &self.added {
            write(&mut writer, name, text).map_err(|()| Refusal::Damaged { part: name.clone() })?;
        }
        Ok(writer.finish().map_err(|_| Refusal::CutShort)?.into_inner())
    }
}

fn write(writer: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str) -> Result<(), ()> {
    let options = SimpleFileOptions::default()
        .system(System::Dos)
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default());
    writer.start_file(name, options).map_err(|_| ())?;
    writer.write_all(text.as_bytes()).map_err(|_| ())
}
