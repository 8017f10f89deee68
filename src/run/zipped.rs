//! A zip of workbooks and texts, as departments send it by QQ or WeChat, opened one level deep. Its files are read as if
//! they lay in its place, named `部门.zip/表一.xlsx`. Such a name is only a label: nothing is written to disk.

use crate::book::package::Bundle;
use crate::book::{ArchiveProblem, Refusal};
use crate::finding::{Ignored, PassedFolder};
use crate::run::inbox::{self, OUTPUT_FOLDER, SubmittedFile, left_alone, passed_over};
use crate::run::reader::guarded;
use encoding_rs::GBK;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

/// What lies in a zip.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Listing {
    /// The files to read, in the order of their names.
    pub(crate) files: Vec<Member>,
    /// Files left alone, with the reason.
    pub(crate) ignored: Vec<(Arc<str>, Ignored)>,
}

/// A file in a zip.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    /// As the clerk knows it.
    pub(crate) name: Arc<str>,
    /// The folder of the department.
    pub(crate) folder: String,
    /// Its place in the zip.
    pub(crate) place: usize,
}

/// The zip that was opened last. Files of one zip follow each other, so that it is opened once.
#[derive(Default)]
pub(crate) struct LastZip(Option<(OsString, Bundle)>);

impl LastZip {
    /// Keeps an open zip for the files in it.
    pub(crate) fn keep(&mut self, path: &OsStr, bundle: Bundle) {
        self.0 = Some((path.to_owned(), bundle));
    }

    /// The bytes of the file at a place in a zip.
    pub(crate) fn bytes(&mut self, path: &OsStr, place: usize) -> Result<Vec<u8>, Refusal> {
        let bundle = match self.0.take() {
            Some((own, bundle)) if own == path => bundle,
            _ => open(path)?,
        };
        let (_, bundle) = self.0.insert((path.to_owned(), bundle));
        guarded(|| bundle.bytes(place))
    }
}

/// The files of a zip.
///
/// # Errors
/// A [`Refusal`] where it cannot be opened, or has no file to read.
pub(crate) fn members(zip: &SubmittedFile) -> Result<Vec<SubmittedFile>, Refusal> {
    let (_, listing) = opened(zip)?;
    let member = |own: Member| SubmittedFile {
        path: zip.path.clone(),
        member: Some(own.place),
        name: own.name,
        folder: own.folder,
    };
    Ok(listing.files.into_iter().map(member).collect())
}

/// The bytes of the file of a name in a zip; nothing where it has none of that name.
///
/// # Errors
/// A [`Refusal`] where one of them cannot be opened.
pub(crate) fn bytes_of(zip: &SubmittedFile, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let (mut bundle, listing) = opened(zip)?;
    let own = listing.files.iter().find(|own| &*own.name == name);
    own.map(|own| guarded(|| bundle.bytes(own.place)))
        .transpose()
}

fn opened(zip: &SubmittedFile) -> Result<(Bundle, Listing), Refusal> {
    let bundle = open(zip.path.as_os_str())?;
    let listing = guarded(|| listing(&bundle, &zip.name, &zip.folder))?;
    Ok((bundle, listing))
}

fn open(path: &OsStr) -> Result<Bundle, Refusal> {
    let bytes = inbox::bytes(Path::new(path))?;
    guarded(|| Bundle::open(bytes))
}

/// What lies in a zip that is itself named `name` and lies in `folder`.
///
/// # Errors
/// A [`Refusal`] where it cannot be opened, or has no file to read.
pub(crate) fn listing(bundle: &Bundle, name: &str, folder: &str) -> Result<Listing, Refusal> {
    let mut listing = Listing::default();
    let (mut names, mut passed) = (HashSet::new(), HashSet::new());
    for (place, entry) in bundle.entries()?.into_iter().enumerate() {
        let own = label(&entry.name);
        let (folders, last) = own.rsplit_once('/').unwrap_or(("", &own));
        if last.is_empty() {
            continue;
        }
        if let Some((at, kind)) = closed_folder(folders) {
            let own: Arc<str> = format!("{name}/{}", &folders[..at]).into();
            if passed.insert(own.clone()) {
                let files = None;
                listing.ignored.push((own, Ignored::Folder { kind, files }));
            }
            continue;
        }
        if entry.is_encrypted {
            return Err(Refusal::Archive {
                problem: ArchiveProblem::Password,
            });
        }
        if !names.insert(own.to_lowercase()) {
            return Err(Refusal::Archive {
                problem: ArchiveProblem::SameNames,
            });
        }
        let name: Arc<str> = format!("{name}/{own}").into();
        if entry.is_link {
            listing.ignored.push((name, Ignored::NotAFile));
        } else if let Some(reason) = left_alone(last) {
            listing.ignored.push((name, reason));
        } else {
            // as if it lay where the zip lies
            let within = own.split_once('/').map_or("", |(folder, _)| folder);
            let within = if within == OUTPUT_FOLDER { "" } else { within };
            let folder = if folder.is_empty() { within } else { folder }.to_owned();
            listing.files.push(Member {
                name,
                folder,
                place,
            });
        }
    }
    if listing.files.is_empty() {
        return Err(Refusal::Archive {
            problem: ArchiveProblem::NoWorkbook,
        });
    }
    listing
        .files
        .sort_by(|one, other| one.name.cmp(&other.name));
    Ok(listing)
}

/// The first folder of a path that is not looked into: where its name ends, and why.
fn closed_folder(folders: &str) -> Option<(usize, PassedFolder)> {
    let mut end = 0;
    for part in folders.split('/') {
        end += part.len();
        if let Some(kind) = passed_over(part) {
            return Some((end, kind));
        }
        end += 1;
    }
    None
}

/// A name as a person reads it. Chinese Windows writes GBK and does not say so; what is UTF-8 is hardly ever
/// GBK as well.
fn label(name: &[u8]) -> String {
    let text = std::str::from_utf8(name)
        .map_or_else(|_| GBK.decode_without_bom_handling(name).0, Into::into);
    text.replace('\\', "/")
        .trim_start_matches('/')
        .replace(char::is_control, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_both_encodings() {
        assert_eq!(label("部门/表一.xlsx".as_bytes()), "部门/表一.xlsx");
        assert_eq!(
            label(b"\xb2\xbf\xc3\xc5\\\xb1\xed\xd2\xbb.xlsx"),
            "部门/表一.xlsx"
        );
        // the second byte of a character may be the one of a backslash
        assert_eq!(label(b"\x85\x5c.xlsx"), "匼.xlsx");
        assert_eq!(label(b"/etc/\x1b[2J.xlsx"), "etc/\u{fffd}[2J.xlsx");
        assert_eq!(label(b"\xff\xff.xlsx"), "\u{fffd}\u{fffd}.xlsx");
    }
}
