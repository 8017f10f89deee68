//! Words with slots: `收支总预算{收支总预算}万元，{收支总预算|比上年}。〔待填：主要原因〕`.

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SlotPiece {
    Plain(String),
    /// `{name}`, or `{name|how}`: a share, or a sentence about the change.
    Slot {
        name: String,
        how: Option<String>,
    },
    /// `〔待填：…〕`: what only people know.
    ToFill(Vec<SlotPiece>),
    /// `〔上年：…〕`: words of last year's text that people look through.
    Offered(String),
}

/// What a place to be filled in begins and ends with.
pub(crate) const TO_FILL: (&str, &str) = ("〔待填：", "〕");
/// What words of last year's text begin and end with.
pub(crate) const OFFERED: (&str, &str) = ("〔上年：", "〕");

/// Reads words with slots.
///
/// # Errors
/// The byte, and what was expected there.
pub(crate) fn parse(text: &str) -> Result<Vec<SlotPiece>, (usize, String)> {
    let (begin, end) = TO_FILL;
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (piece, length) = if let Some(inner) = rest.strip_prefix(begin) {
            let length = inner
                .find(end)
                .ok_or_else(|| (at, format!("expected `{end}` behind `{begin}`")))?;
            let own = parse(&inner[..length])
                .map_err(|(place, message)| (at + begin.len() + place, message))?;
            (SlotPiece::ToFill(own), begin.len() + length + end.len())
        } else if let Some(inner) = rest.strip_prefix(OFFERED.0) {
            let length = inner.find(OFFERED.1).ok_or_else(|| {
                (
                    at,
                    format!("expected `{}` behind `{}`", OFFERED.1, OFFERED.0),
                )
            })?;
            let own = SlotPiece::Offered(inner[..length].to_owned());
            (own, OFFERED.0.len() + length + OFFERED.1.len())
        } else if let Some(inner) = rest.strip_prefix('{') {
            let length = inner
                .find('}')
                .ok_or_else(|| (at, "expected `}` behind `{`".to_owned()))?;
            (slot(&inner[..length]), length + 2)
        } else {
            let ends = [rest.find('{'), rest.find(begin), rest.find(OFFERED.0)];
            let length = ends.into_iter().flatten().min().unwrap_or(rest.len());
            (SlotPiece::Plain(rest[..length].to_owned()), length)
        };
        pieces.push(piece);
        at += length;
    }
    Ok(pieces)
}

fn slot(text: &str) -> SlotPiece {
    let (name, how) = match text.split_once('|') {
        Some((name, how)) => (name, Some(how.trim().to_owned())),
        None => (text, None),
    };
    SlotPiece::Slot {
        name: name.trim().to_owned(),
        how,
    }
}

/// The slots of words, those within places to be filled in too.
pub(super) fn slots(pieces: &[SlotPiece]) -> Vec<(&str, Option<&str>)> {
    let mut slots = Vec::new();
    for piece in pieces {
        match piece {
            SlotPiece::Plain(_) | SlotPiece::Offered(_) => {}
            SlotPiece::Slot { name, how } => slots.push((name.as_str(), how.as_deref())),
            SlotPiece::ToFill(inner) => slots.extend(self::slots(inner)),
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_slots_and_places_to_fill_in() {
        let plain = |text: &str| SlotPiece::Plain(text.to_owned());
        let slot = |name: &str, how: Option<&str>| SlotPiece::Slot {
            name: name.to_owned(),
            how: how.map(str::to_owned),
        };
        assert_eq!(
            parse("收入{收入}万元，{收入|比上年}〔待填：{项}的原因〕。"),
            Ok(vec![
                plain("收入"),
                slot("收入", None),
                plain("万元，"),
                slot("收入", Some("比上年")),
                SlotPiece::ToFill(vec![slot("项", None), plain("的原因")]),
                plain("。"),
            ])
        );
        assert_eq!(parse("收入{收入万元").map_err(|it| it.0), Err(6));
        assert_eq!(parse("因〔待填：原").map_err(|it| it.0), Err(3));
    }
}
