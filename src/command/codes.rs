//! `gouji codes`: looks up codes of the government classifications by digits, by words of the name, or by the
//! first letters of its pinyin, and shows them with all that is above them.

use super::{ExitOutcome, complain_of, print};
use crate::say::{self, Lang};
use crate::templates;
use std::path::Path;

/// Prints what is found; nothing found is a finding.
pub(crate) fn codes(
    templates: Option<&Path>,
    query: &str,
    year: Option<i32>,
    lang: Lang,
) -> ExitOutcome {
    let catalogue = match templates::catalogue(templates) {
        Ok(catalogue) => catalogue,
        Err(error) => return complain_of(&error, lang),
    };
    let (text, is_found) = say::codes(&catalogue, query, year, lang);
    let outcome = if is_found {
        ExitOutcome::Clean
    } else {
        ExitOutcome::Findings
    };
    print(&text).map_or_else(|failed| failed, |()| outcome)
}
