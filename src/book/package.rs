//! An .xlsx as what it is beneath its cells: a zip archive of XML parts that name each other. The reader
//! looks at the parts for what its reader of values does not tell, the writer changes a submitted workbook
//! part by part; both need the same limits, names and relationships. So this is the only door to zip and
//! quick-xml. Sizes and names of the parts are looked at before anything is unpacked.

mod archive;
mod bundle;
mod content_types;
mod edits;
mod odf;
mod pack;
mod patch;
mod relations;
mod saved;
mod spaces;
mod stream;
mod tags;
mod xml;

pub(crate) use archive::{
    Archive, PackedPart, has, is_sound, listed, media_type, open, packed, parts, size,
};
pub(crate) use bundle::Bundle;
pub(crate) use edits::{Edits, Element};
pub(crate) use odf::is_encrypted;
pub(crate) use pack::{PackageWriter, pack};
pub(crate) use patch::Patch;
pub(crate) use relations::{Relationship, SheetPart, list_of, relations, sheets, workbook_path};
pub(crate) use saved::{saved, saved_of};
pub(crate) use spaces::Spaces;
pub(crate) use stream::stream;
pub(crate) use tags::{NotXml, Tag, TagKind, loose_tags, tags, tags_within};
pub(crate) use xml::{
    DECLARATION, Event, Onward, Start, TEXT_BYTES, attribute, characters, each, each_at,
    each_within, escaped, is_true, text_too_large, unescaped, writable,
};
