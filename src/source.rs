//! A text file that a person wrote (a layout, a rule set), and mistakes in it with their place.

use std::fmt;
use std::ops::Range;

/// A mistake in a template file: where it is, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct SourceError {
    /// The file, as the person knows it.
    pub file: String,
    /// One-based.
    pub line: usize,
    /// One-based, in characters.
    pub column: usize,
    /// What is wrong, and what was expected.
    pub message: String,
}

/// The text of a template file with its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl Source<'_> {
    /// The text of a file's bytes.
    ///
    /// # Errors
    /// The place of the first byte that is not UTF-8.
    pub(crate) fn text_of(file: &str, bytes: Vec<u8>) -> Result<String, SourceError> {
        String::from_utf8(bytes).map_err(|error| {
            let good =
                String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            let source = Source { file, text: &good };
            source.error(
                good.len(),
                "expected text in UTF-8 (in Excel: save as \"CSV UTF-8\")",
            )
        })
    }

    /// A mistake at a byte offset of the text.
    pub(crate) fn error(&self, offset: usize, message: impl fmt::Display) -> SourceError {
        let offset = (0..=offset.min(self.text.len()))
            .rev()
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(0);
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        SourceError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.to_string(),
        }
    }

    /// A mistake that the TOML reader found.
    pub(crate) fn toml_error(&self, error: &toml::de::Error) -> SourceError {
        self.error(error.span().map_or(0, |span| span.start), error.message())
    }

    /// The offset in the file of a byte inside a TOML string whose value has the given span. Exact
    /// for strings without escapes, which is how formulas and headers are written.
    pub(crate) fn inside(&self, span: &Range<usize>, byte: usize) -> usize {
        let raw = self.text.get(span.clone()).unwrap_or("");
        let quote = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
            3
        } else {
            1
        };
        (span.start + quote + byte).min(span.end)
    }
}
