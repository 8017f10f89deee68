//! Cells that a program may write and calamine misreads: it takes the first piece of a value for the whole,
//! gives up a sheet for one error word that it does not know, and reads a damaged number of a text as 0.

use crate::book::value::{SharedText, Value};

/// What a cell says that its value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// `n`, or nothing said.
    Number { is_said: bool },
    /// `s`: the number of a text that cells share.
    Shared,
    /// `str`
    Text,
    /// `inlineStr`: the text stands in its own element.
    Inline,
    /// `b`
    Bool,
    /// `e`
    Error,
    /// `d`
    Date,
    /// Anything else.
    Unknown,
}

/// The error words that calamine knows.
const ERRORS: [&str; 7] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
];

impl ValueKind {
    pub(super) fn named(name: &str) -> Self {
        match name {
            "n" => Self::Number { is_said: true },
            "s" => Self::Shared,
            "str" => Self::Text,
            "inlineStr" => Self::Inline,
            "b" => Self::Bool,
            "e" => Self::Error,
            "d" => Self::Date,
            _ => Self::Unknown,
        }
    }

    /// Whether calamine reads a value of this kind rightly.
    pub(super) fn is_read(&self, text: &str, shared: usize) -> bool {
        match self {
            Self::Number { is_said: false } | Self::Text | Self::Inline | Self::Date => true,
            Self::Number { is_said: true } => text.is_empty() || text.parse::<f64>().is_ok(),
            Self::Shared => {
                text.is_empty() || text.parse::<usize>().is_ok_and(|index| index < shared)
            }
            Self::Bool => ["", "0", "1", "true", "false"].contains(&text),
            Self::Error => ERRORS.contains(&text),
            Self::Unknown => false,
        }
    }

    /// The value that the text of an odd cell stands for; `None` where it cannot be told from here.
    pub(super) fn value(&self, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        let damaged = || Value::Damaged(trimmed.chars().take(40).collect());
        Some(match self {
            Self::Number { .. } => match trimmed.parse::<f64>() {
                Ok(number) => Value::of_number(number),
                Err(_) => damaged(),
            },
            Self::Text => Value::Text(SharedText::new(text)),
            Self::Error if trimmed.starts_with('#') => {
                Value::Error(trimmed.chars().take(40).collect())
            }
            Self::Bool if ["1", "0"].contains(&trimmed) => Value::Bool(trimmed == "1"),
            // a text that many cells share, or that stands elsewhere in the cell
            Self::Shared
                if trimmed.bytes().all(|digit| digit.is_ascii_digit()) && trimmed.len() < 10 =>
            {
                return None;
            }
            Self::Inline => return None,
            Self::Error | Self::Bool | Self::Shared | Self::Date | Self::Unknown => damaged(),
        })
    }
}
