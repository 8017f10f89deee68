//! What was found, for people and for programs. Findings go to standard output, what could not be
//! read to standard error.

mod json;
mod letter;
mod since;
mod text;

pub use json::json;
pub use letter::letter;
pub use since::{Earlier, Since};
pub use text::text;

use crate::budget::Budget;
use crate::lang::Lang;
use crate::read::Reading;
use crate::reconcile::Report;
use crate::rule::RuleSet;
use std::io::Write;
use std::path::PathBuf;

/// A department as it is reported.
#[derive(Debug)]
pub struct Department<'a> {
    /// What it handed in.
    pub budget: &'a Budget,
    /// The rules of its layout.
    pub rules: &'a RuleSet,
    /// What they found.
    pub report: &'a Report,
    /// The workbook that was written for it.
    pub written: Option<PathBuf>,
    /// The letter that goes back with its marked files.
    pub letter: Option<PathBuf>,
}

/// Prints the files that could not be read to standard error, each with its reason and what to do.
pub fn unreadable(reading: &Reading, lang: Lang) {
    let mut out = std::io::stderr().lock();
    for (file, refusal) in &reading.unreadable {
        let message = refusal.message();
        let line = match lang {
            Lang::Zh => format!("未能读取 {file}：{}", message.zh),
            Lang::En => format!("not read: {file}: {}", message.en),
        };
        let _ = writeln!(out, "{}", visible(&line));
    }
}

/// A text without characters that would steer a terminal; line breaks stay.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
