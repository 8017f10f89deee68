//! A cell of an OpenDocument table: what its attributes say, and the text in it.

use crate::book::Refusal;
use crate::book::number_format::NumberFormat;
use crate::book::ods::names::{Space, count};
use crate::book::package::{TEXT_BYTES, text_too_large};
use crate::book::value::{SharedText, Value};

/// Characters of a value that is only shown, never read.
const SHOWN: usize = 100;

/// A cell while it is read. Counts are `None` where they are no numbers.
#[derive(Debug)]
pub(super) struct OdsCell {
    /// How many such cells stand side by side.
    pub(super) repeated: Option<u64>,
    /// Rows and columns of the merged range that begins here.
    pub(super) span: (Option<u64>, Option<u64>),
    /// The name of its style, if it has one of its own.
    pub(super) style: Option<String>,
    /// What it says that it holds.
    kind: String,
    /// What it holds, each with the name of its attribute.
    values: Vec<(String, String)>,
    has_formula: bool,
    is_error: bool,
    text: String,
    paragraphs: usize,
    /// White space that is one blank if anything follows it in the paragraph.
    blank: bool,
    /// Whether something stands in the paragraph already.
    started: bool,
}

impl Default for OdsCell {
    fn default() -> Self {
        Self {
            repeated: Some(1),
            span: (Some(1), Some(1)),
            style: None,
            kind: String::new(),
            values: Vec::new(),
            has_formula: false,
            is_error: false,
            text: String::new(),
            paragraphs: 0,
            blank: false,
            started: false,
        }
    }
}

impl OdsCell {
    /// Takes an attribute.
    pub(super) fn says(&mut self, space: Space, name: &str, value: &str) {
        match (space, name) {
            (Space::Table, "number-columns-repeated") => self.repeated = count(value),
            (Space::Table, "number-rows-spanned") => self.span.0 = count(value),
            (Space::Table, "number-columns-spanned") => self.span.1 = count(value),
            (Space::Table, "style-name") => self.style = Some(value.to_owned()),
            (Space::Table, "formula") => self.has_formula = true,
            (Space::Office, "value-type") => value.clone_into(&mut self.kind),
            (
                Space::Office,
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value",
            ) => {
                self.values.push((name.to_owned(), value.to_owned()));
            }
            (Space::CalcExt, "value-type") => self.is_error = value == "error",
            _ => {}
        }
    }

    /// A paragraph begins.
    pub(super) fn paragraph(&mut self) -> Result<(), Refusal> {
        if self.paragraphs > 0 {
            self.grow(1)?;
            self.text.push('\n');
        }
        self.paragraphs += 1;
        (self.blank, self.started) = (false, false);
        Ok(())
    }

    /// Characters between tags. White space of any length is one blank, and none at the ends of a paragraph.
    pub(super) fn characters(&mut self, text: &str) -> Result<(), Refusal> {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n') {
                self.blank |= self.started;
            } else {
                self.put(c, 1)?;
            }
        }
        Ok(())
    }

    /// A character that stands there as it is, so many times.
    pub(super) fn put(&mut self, c: char, times: u64) -> Result<(), Refusal> {
        if std::mem::take(&mut self.blank) {
            self.grow(1)?;
            self.text.push(' ');
        }
        self.started = true;
        // counted before anything is reserved for them
        self.grow(times.saturating_mul(c.len_utf8() as u64))?;
        (0..times).for_each(|_| self.text.push(c));
        Ok(())
    }

    /// Refuses a text that would become too long.
    fn grow(&self, by: u64) -> Result<(), Refusal> {
        let bytes = by.saturating_add(self.text.len() as u64);
        if bytes > TEXT_BYTES as u64 {
            Err(text_too_large(usize::try_from(bytes).unwrap_or(usize::MAX)))
        } else {
            Ok(())
        }
    }

    /// What the cell holds; `None` where nothing is to be seen.
    pub(super) fn value(self, format: Option<&NumberFormat>) -> Option<Value> {
        let Self {
            kind,
            values,
            has_formula,
            text,
            paragraphs,
            ..
        } = self;
        if self.is_error || (has_formula && is_error(&text)) {
            return Some(Value::Error(shown(&text)));
        }
        let attribute = match kind.as_str() {
            "float" | "percentage" | "currency" => "value".to_owned(),
            kind => format!("{kind}-value"),
        };
        let value = values
            .into_iter()
            .find_map(|(name, value)| (name == attribute).then_some(value));
        let value = match (kind.as_str(), value) {
            ("string", value) => Value::Text(SharedText::new(value.unwrap_or(text))),
            // a paragraph without a word is a result, too
            (_, None) if has_formula && paragraphs == 0 => Value::NoResult,
            (_, None) => Value::Text(SharedText::new(text)),
            // a time of day is of no use for a date
            ("date", Some(value)) => Value::Date(shown(value.split('T').next().unwrap_or(&value))),
            ("time", Some(value)) => Value::Date(shown(&value)),
            ("boolean", Some(value)) => Value::Bool(value.trim() == "true"),
            ("percentage", Some(value)) if format.is_none() => {
                number(&value, Some(&NumberFormat::new("0.00%")))
            }
            (_, Some(value)) => number(&value, format),
        };
        let is_empty = matches!(&value, Value::Text(text) if text.trim().is_empty());
        (!is_empty).then_some(value)
    }
}

/// A number by its text.
fn number(text: &str, format: Option<&NumberFormat>) -> Value {
    let value = |number: f64| match format {
        Some(format) => format.dressed(format.number(number)),
        None => Value::of_number(number),
    };
    match text.trim().parse::<f64>().map(value) {
        Ok(number @ (Value::Number(_) | Value::Shown(_) | Value::Dressed(_))) => number,
        _ => Value::NoNumber(shown(text)),
    }
}

/// Whether a result says that there is none. Programs that do not mark such cells store 0 or a text.
fn is_error(text: &str) -> bool {
    let known = [
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
    ];
    let numbered = ["Err:", "错误:", "错误："];
    let is_number = |rest: &str| rest.len() == 3 && rest.bytes().all(|b| b.is_ascii_digit());
    known.contains(&text)
        || numbered
            .iter()
            .any(|start| text.strip_prefix(start).is_some_and(is_number))
}

fn shown(text: &str) -> String {
    text.trim().chars().take(SHOWN).collect()
}
