//! The two sets of names that the format has.

use super::ReturnError;
use crate::book::package::{Patch, Tag, tags};

/// A set of names: the usual, transitional one, or the strict one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OoxmlNames {
    Transitional,
    Strict,
}

impl OoxmlNames {
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        if tag.prefix_of(Self::Strict.main()).is_some() {
            Self::Strict
        } else {
            Self::Transitional
        }
    }

    pub(super) fn of_workbook(patch: &mut Patch<'_>, workbook: &str) -> Result<Self, ReturnError> {
        let text = patch.text(workbook)?;
        let first = tags(&text).next().and_then(Result::ok);
        Ok(first.map_or(Self::Transitional, |tag| Self::of(&tag)))
    }

    /// The namespace of sheets, styles and notes.
    pub(super) fn main(self) -> &'static str {
        match self {
            Self::Transitional => "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            Self::Strict => "http://purl.oclc.org/ooxml/spreadsheetml/main",
        }
    }

    /// The namespace of relationships.
    pub(super) fn relations(self) -> &'static str {
        match self {
            Self::Transitional => {
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            }
            Self::Strict => "http://purl.oclc.org/ooxml/officeDocument/relationships",
        }
    }

    /// The type of a relationship.
    pub(super) fn relation(self, kind: &str) -> String {
        format!("{}/{kind}", self.relations())
    }
}
