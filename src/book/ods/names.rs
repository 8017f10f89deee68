//! Names of elements and attributes, and the counts that some of them hold.

use crate::book::Refusal;
use crate::book::ods::damaged;
use crate::book::package::{Spaces, Start};

/// The namespaces that say something about cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Office,
    Table,
    Text,
    Style,
    /// Data styles.
    Number,
    /// LibreOffice's own, for the cells of which it has more to say.
    CalcExt,
    Other,
}

impl Space {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "urn:oasis:names:tc:opendocument:xmlns:office:1.0" => Self::Office,
            "urn:oasis:names:tc:opendocument:xmlns:table:1.0" => Self::Table,
            "urn:oasis:names:tc:opendocument:xmlns:text:1.0" => Self::Text,
            "urn:oasis:names:tc:opendocument:xmlns:style:1.0" => Self::Style,
            "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" => Self::Number,
            "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" => Self::CalcExt,
            _ => Self::Other,
        }
    }
}

/// Calls `see` with every attribute of a tag.
pub(super) fn attributes(
    spaces: &Spaces,
    tag: &Start<'_>,
    mut see: impl FnMut(Space, &str, &str),
) -> Result<(), Refusal> {
    spaces
        .attributes(tag, |space, name, value| {
            see(Space::of(space), name, &value)
        })
        .ok_or_else(damaged)
}

/// How often something stands there, at least once; a number beyond all counting is the largest one.
pub(super) fn count(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX).max(1))
}
