//! What stops a sheet from being marked.

use crate::book::ReturnError;
use crate::book::package::NotXml;

/// What stops a sheet from being marked, before the sheet is named.
#[derive(Debug)]
pub(super) enum MarkError {
    NotXml(NotXml),
    TooManyFormats { limit: usize },
}

impl From<NotXml> for MarkError {
    fn from(wrong: NotXml) -> Self {
        Self::NotXml(wrong)
    }
}

impl MarkError {
    pub(super) fn in_part(self, part: &str) -> ReturnError {
        match self {
            Self::NotXml(wrong) => wrong.in_part(part).into(),
            Self::TooManyFormats { limit } => ReturnError::TooManyFormats { limit },
        }
    }
}
