//! The colour of a cell's fill, and how a note keeps the one that a mark covers: the numbers of formats change when a
//! program saves the workbook, the text of a note does not.

use crate::book::package::{TagKind, tags};

/// The fill of a red mark.
pub(super) const RED: &str = "FFFF5050";
/// The fill of an amber mark.
pub(super) const AMBER: &str = "FFFFC000";
/// What the line of a note begins with that keeps the colour of a cell before it was marked.
const LINE: &str = "原底色：";
/// The attributes of a colour.
const ATTRIBUTES: [&str; 4] = ["rgb", "theme", "indexed", "tint"];

/// The colour of a solid fill: the attributes of its element that say something, in the order of [`ATTRIBUTES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FillColor(Vec<(&'static str, String)>);

impl FillColor {
    /// The colour of a fill's element; nothing where it is no solid fill.
    pub(super) fn of(fill: &str) -> Option<Self> {
        let mut is_solid = false;
        for tag in tags(fill).map_while(Result::ok) {
            match (tag.local(), tag.kind) {
                (_, TagKind::Close) => {}
                ("patternFill", _) => {
                    is_solid = tag.attribute("patternType").as_deref() == Some("solid");
                }
                ("fgColor", _) if is_solid => {
                    let known = ATTRIBUTES.iter();
                    let said = known.filter_map(|name| Some((*name, tag.attribute(name)?)));
                    return Self::new(said.collect());
                }
                _ => {}
            }
        }
        None
    }

    fn new(attributes: Vec<(&'static str, String)>) -> Option<Self> {
        let is_plain = |text: &str| {
            let mut chars = text.chars();
            chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
        };
        let is_sound = !attributes.is_empty() && attributes.iter().all(|(_, text)| is_plain(text));
        is_sound.then_some(Self(attributes))
    }

    /// Whether it is the colour of one of our marks.
    pub(super) fn is_of_mark(&self) -> bool {
        let mut marks = [RED, AMBER].into_iter();
        matches!(self.0.as_slice(), [("rgb", own)] if marks.any(|mark| mark.eq_ignore_ascii_case(own)))
    }

    /// As the attributes of an element.
    pub(super) fn attributes(&self) -> String {
        let attributes = self
            .0
            .iter()
            .map(|(name, text)| format!("{name}=\"{text}\""));
        attributes.collect::<Vec<_>>().join(" ")
    }

    /// The line of a note that keeps it: `原底色：rgb=FFFFFF99`.
    pub(super) fn line(&self) -> String {
        let attributes = self.0.iter().map(|(name, text)| format!("{name}={text}"));
        format!("{LINE}{}", attributes.collect::<Vec<_>>().join(" "))
    }

    /// The colour that a note keeps.
    pub(super) fn of_note(note: &str) -> Option<Self> {
        let kept = note
            .lines()
            .rev()
            .find_map(|line| line.trim().strip_prefix(LINE))?;
        let attribute = |word: &str| {
            let (name, text) = word.split_once('=')?;
            let name = ATTRIBUTES.iter().find(|known| **known == name)?;
            Some((*name, text.to_owned()))
        };
        let kept = kept.split_ascii_whitespace().map(attribute);
        Self::new(kept.collect::<Option<_>>()?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_a_colour() {
        for color in [
            "rgb=\"FFFFFF99\"",
            "theme=\"4\" tint=\"-0.25\"",
            "indexed=\"26\"",
        ] {
            let fill = format!(
                "<fill><patternFill patternType=\"solid\"><fgColor {color}/></patternFill></fill>"
            );
            let own = FillColor::of(&fill).unwrap();
            assert_eq!(own.attributes(), color);
            let note = format!("表五：不平\n{}\n", own.line());
            assert_eq!(FillColor::of_note(&note), Some(own));
        }
        assert_eq!(
            FillColor::of("<fill><patternFill patternType=\"none\"/></fill>"),
            None
        );
        assert_eq!(FillColor::of_note("原底色：rgb=\"/><x/>"), None);
    }
}
