//! What a number looks like in its format. Nearly always like itself; but `0\.0000` shows 160722300 as 16072.2300,
//! `0%` shows 0.864 as 86%, and `;;;` shows nothing.

use super::code::{FormatCode, FormatPart, FormatSection};
use crate::amount::{self, Written};
use crate::book::value::NumberLook;
use crate::label::fold;
use rust_decimal::{Decimal, RoundingStrategy};

/// Shifts beyond this are no way to show an amount.
const PLACES: usize = 24;

/// What a number looks like; `None` where it looks like itself.
pub(super) fn look(code: &FormatCode, number: Decimal) -> Option<(NumberLook, String)> {
    let (section, is_unsigned) = code.section(number);
    let printed = Printed::new(section, number, is_unsigned)?;
    let text = printed.seen.trim().to_owned();
    let is_positive = |value: Decimal| !value.is_zero() && value.is_sign_positive();
    let has_place = section
        .parts
        .iter()
        .any(|part| matches!(part, FormatPart::Digit { .. } | FormatPart::Whole));
    if !has_place {
        let is_figure = printed.plain.contains(|c: char| ('1'..='9').contains(&c));
        let look = match (is_figure, number.is_zero()) {
            (true, _) => NumberLook::Other,
            (false, true) => return None,
            (false, false) => NumberLook::Nothing,
        };
        return Some((look, text));
    }
    let look = match amount::read_text(&printed.plain) {
        Written::Number(value, _) if number.is_zero() => {
            if value.is_zero() {
                return None;
            }
            NumberLook::Other
        }
        _ if number.is_zero() => return None,
        // rounded to nothing, as `0` shows 0.4
        Written::Number(value, _) if value.is_zero() && printed.exact == Some(number) => {
            NumberLook::RoundedToZero
        }
        Written::Number(value, unit) => {
            let exact = printed.exact(value);
            // a number below zero may be red in the place of a minus
            let is_red = number.is_sign_negative() && section.has_colour;
            let is_itself = exact == number || is_red && exact == -number;
            match unit {
                None if is_itself => return None,
                _ if is_itself => NumberLook::Amount(number, unit),
                _ if !exact.is_zero() && is_positive(exact) != is_positive(number) => {
                    NumberLook::Other
                }
                _ => NumberLook::Amount(exact, unit),
            }
        }
        _ if printed.plain.contains(['%', '‰']) => NumberLook::Percentage,
        _ if printed.has_digits => NumberLook::Other,
        // `#` shows nothing of 0.4
        _ if printed.exact == Some(number) && printed.plain.trim().is_empty() => {
            NumberLook::RoundedToZero
        }
        _ => return None,
    };
    Some((look, text))
}

/// What is seen of a number; none where the format is none that a person could mean.
pub(super) fn seen(code: &FormatCode, number: Decimal) -> Option<String> {
    let (section, is_unsigned) = code.section(number);
    let printed = Printed::new(section, number, is_unsigned)?;
    Some(printed.seen.trim().to_owned()).filter(|seen| !seen.is_empty())
}

/// A number as it is printed.
struct Printed {
    /// Every character.
    seen: String,
    /// Without words that say nothing about its size: currencies, 年, 个.
    plain: String,
    has_digits: bool,
    /// The number that is meant, before it is rounded to what is printed.
    exact: Option<Decimal>,
    /// Places behind the point that are printed.
    places: u32,
}

impl Printed {
    /// `None` where the format is none that a person could mean.
    fn new(section: &FormatSection, number: Decimal, is_unsigned: bool) -> Option<Self> {
        let parts = &section.parts;
        let is_place =
            |part: &FormatPart| matches!(part, FormatPart::Digit { .. } | FormatPart::Whole);
        // a point may come first: `.00`
        let first = parts
            .iter()
            .position(|part| is_place(part) || *part == FormatPart::Point)
            .unwrap_or(parts.len());
        let end = parts
            .iter()
            .rposition(is_place)
            .map_or(first, |last| last + 1);
        let digits = PlacedDigits::new(parts, number)?;
        let is_below = number.is_sign_negative() && !number.is_zero() && !is_unsigned;
        let sign = if is_below { "-" } else { "" };
        let (mut seen, mut plain) = (sign.to_owned(), sign.to_owned());
        let [before, after] = [&parts[..first], &parts[end..]].map(|parts| {
            parts
                .iter()
                .filter_map(FormatPart::printed)
                .collect::<String>()
        });
        seen.push_str(&before);
        plain.extend(before.chars().filter(|c| is_of_a_number(*c)).map(minus));
        let middle = digits.print(&parts[first..end], number);
        seen.push_str(&middle);
        plain.push_str(&middle);
        // a second line is not shown
        let line = after.split('\n').next().unwrap_or_default();
        seen.push_str(line);
        plain.push_str(&size_words(line));
        Some(Self {
            has_digits: seen.chars().any(|c| c.is_ascii_digit()),
            seen,
            plain,
            exact: digits.exact,
            places: digits.places,
        })
    }

    /// The amount that is read as `value`.
    fn exact(&self, value: Decimal) -> Decimal {
        let round = |exact: Decimal| {
            exact.round_dp_with_strategy(self.places, RoundingStrategy::MidpointAwayFromZero)
        };
        match self.exact {
            Some(exact) if round(exact) == value => exact,
            Some(exact) if round(exact) == -value => -exact,
            _ => value,
        }
    }
}

impl FormatPart {
    fn printed(&self) -> Option<char> {
        match self {
            Self::Literal(c) => Some(*c),
            Self::Percent => Some('%'),
            Self::Point => Some('.'),
            Self::Digit { .. } | Self::Whole | Self::Comma => None,
        }
    }
}

pub(super) fn is_of_a_number(c: char) -> bool {
    c.is_ascii_digit() || " .-()+%‰△▲−－．".contains(c) || ('０'..='９').contains(&c)
}

/// The triangle that stands for a minus.
fn minus(c: char) -> char {
    if matches!(c, '△' | '▲') { '-' } else { c }
}

/// What is printed behind a number, as far as it says something about its size: a unit of measure, a magnitude,
/// digits and signs.
fn size_words(text: &str) -> String {
    let word = fold(text).replace("人民币", "");
    let word = match word
        .strip_prefix('(')
        .and_then(|word| word.strip_suffix(')'))
    {
        Some(inner) => inner.to_owned(),
        None => word,
    };
    let is_magnitude = |c: char| "十百千万亿萬億佰仟".contains(c);
    let is_short = matches!(word.as_str(), "k" | "m" | "b" | "mm" | "bn" | "t");
    if amount::unit_behind(&word).is_some() || is_short || word.contains(is_magnitude) {
        word
    } else {
        text.chars().filter(|c| is_of_a_number(*c)).collect()
    }
}

/// The digits of a number in the places of a section.
struct PlacedDigits {
    whole: String,
    fraction: String,
    /// Whether the section shows the number as it is.
    is_whole: bool,
    exact: Option<Decimal>,
    places: u32,
}

impl PlacedDigits {
    fn new(parts: &[FormatPart], number: Decimal) -> Option<Self> {
        let count = |part: FormatPart| parts.iter().filter(|own| **own == part).count();
        let point = parts.iter().position(|part| *part == FormatPart::Point);
        let digit = |part: &FormatPart| matches!(part, FormatPart::Digit { .. });
        let last = parts.iter().rposition(digit);
        let before_point = point.and_then(|point| parts[..point].iter().rposition(digit));
        // behind the last place of the whole part, and behind the very last one
        let scales = |at: usize| {
            last.is_some_and(|last| at > last)
                || before_point.is_some_and(|last| at > last)
                    && point.is_some_and(|point| at < point)
        };
        let thousands = parts
            .iter()
            .enumerate()
            .filter(|(at, part)| **part == FormatPart::Comma && scales(*at))
            .count();
        let hundreds = count(FormatPart::Percent);
        let fraction = point.map_or(0, |point| {
            parts[point..].iter().filter(|part| digit(part)).count()
        });
        let faked = faked_places(parts, point);
        if 3 * thousands + 2 * hundreds + fraction + faked > PLACES {
            return None;
        }
        let is_whole = parts.contains(&FormatPart::Whole);
        let [thousands, hundreds, places, faked] =
            [thousands, hundreds, fraction, faked].map(|count| u32::try_from(count).unwrap_or(0));
        let scaled = move_point(number, 2 * i64::from(hundreds) - 3 * i64::from(thousands))?;
        let rounded = scaled
            .abs()
            .round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        let text = format!("{rounded:.*}", usize::try_from(places).unwrap_or(0));
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        Some(Self {
            whole: whole.trim_start_matches('0').to_owned(),
            fraction: fraction.to_owned(),
            is_whole,
            exact: move_point(scaled, -i64::from(faked)).filter(|_| !is_whole),
            places: places + faked,
        })
    }

    /// The part of a section from the first to the last place.
    fn print(&self, parts: &[FormatPart], number: Decimal) -> String {
        if parts.is_empty() {
            return String::new();
        }
        if self.is_whole {
            return number.abs().normalize().to_string();
        }
        let point = parts
            .iter()
            .position(|part| *part == FormatPart::Point)
            .unwrap_or(parts.len());
        let places = parts[..point]
            .iter()
            .filter(|part| matches!(part, FormatPart::Digit { .. }))
            .count();
        // digits that no place is left for stand in front of the first
        let surplus = self.whole.len().saturating_sub(places);
        let mut whole = self.whole[surplus..].chars();
        let mut missing = places - (self.whole.len() - surplus);
        let mut fraction = self.fraction.chars();
        let mut text = self.whole[..surplus].to_owned();
        for (at, part) in parts.iter().enumerate() {
            match part {
                FormatPart::Digit { padded } if at < point => {
                    if missing > 0 {
                        missing -= 1;
                        text.extend(padded.then_some('0'));
                    } else {
                        text.extend(whole.next());
                    }
                }
                FormatPart::Digit { padded } => {
                    let is_needed = *padded || fraction.as_str().contains(|c| c != '0');
                    text.extend(fraction.next().filter(|_| is_needed));
                }
                // what groups digits says nothing
                FormatPart::Comma | FormatPart::Literal(' ' | ',' | '，' | '\'') => {}
                part => text.extend(part.printed()),
            }
        }
        text
    }
}

/// Places behind a character among the digits that looks like a decimal point.
fn faked_places(parts: &[FormatPart], point: Option<usize>) -> usize {
    let looks_so = |part: &FormatPart| {
        matches!(
            part,
            FormatPart::Literal('.' | '．' | '·' | '。' | '｡' | '•' | '∙')
        )
    };
    let digit = |part: &FormatPart| matches!(part, FormatPart::Digit { .. });
    let first = parts.iter().position(digit).unwrap_or(parts.len());
    let faked = parts[first..]
        .iter()
        .position(looks_so)
        .filter(|_| point.is_none());
    faked.map_or(0, |at| {
        parts[first + at..]
            .iter()
            .filter(|part| digit(part))
            .count()
    })
}

/// A number with its point moved to the right; `None` where it would no longer be exact.
fn move_point(number: Decimal, places: i64) -> Option<Decimal> {
    if places >= 0 {
        let power = 10_i128.checked_pow(u32::try_from(places).ok()?)?;
        number.checked_mul(Decimal::try_from_i128_with_scale(power, 0).ok()?)
    } else {
        let mut moved = number.normalize();
        let scale = moved.scale().checked_add(u32::try_from(-places).ok()?)?;
        moved.set_scale(scale).ok()?;
        Some(moved.normalize())
    }
}
