//! When a workbook was last saved, as it says itself.

use crate::book::package::archive::{Archive, directory, place, read_part};

/// Bytes of the part that says it.
const PART: u64 = 64 << 10;

/// The moment that a workbook of XML or an OpenDocument file gives as its last saving: `2020-02-10T08:00:00Z`.
pub(crate) fn saved(bytes: &[u8]) -> Option<String> {
    saved_of(&mut directory(bytes).ok()?)
}

/// The same of an archive that is open.
pub(crate) fn saved_of(archive: &mut Archive<'_>) -> Option<String> {
    [
        ("docProps/core.xml", "dcterms:modified"),
        ("meta.xml", "dc:date"),
    ]
    .into_iter()
    .find_map(|(part, tag)| {
        let place = place(archive, part)?;
        if archive.by_index(place).ok()?.size() > PART {
            return None;
        }
        let text = String::from_utf8(read_part(archive, place)?).ok()?;
        let (_, rest) = text.split_once(&format!("<{tag}"))?;
        let (_, rest) = rest.split_once('>')?;
        let moment = rest.split_once('<')?.0.trim();
        is_moment(moment).then(|| moment.to_owned())
    })
}

/// Whether it is a date that compares as text: `2020-02-10`, the time behind it or not.
fn is_moment(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()))
    };
    text.len() <= 40
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && text.is_ascii()
        && text[4..].starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates() {
        assert!(is_moment("2020-02-10T08:00:00Z") && is_moment("2020-02-10"));
        assert!(!is_moment("") && !is_moment("2020年2月10日") && !is_moment("10/02/2020"));
    }
}
