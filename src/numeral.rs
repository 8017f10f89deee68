//! Chinese numerals, as they count tables, forms and parts: 一, 十二, 一百零五.

/// The digits from 0 on.
pub(crate) const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// Words of the places, the highest first.
const PLACES: [(u32, char); 3] = [(1_000, '千'), (100, '百'), (10, '十')];

/// Numbers from here on are written with digits.
const MOST: u32 = 9_999;

/// The value of a digit; 零 and 〇 are one.
pub(crate) fn digit(c: char) -> Option<u32> {
    let c = if c == '零' { '〇' } else { c };
    let mut digits = (0..).zip(DIGITS);
    digits.find_map(|(value, own)| (own == c).then_some(value))
}

/// A number in words.
pub(crate) fn of(number: u32) -> String {
    if number == 0 || number > MOST {
        return number.to_string();
    }
    let (mut text, mut rest, mut has_gap) = (String::new(), number, false);
    for (place, word) in PLACES {
        let digit = rest / place;
        rest %= place;
        if digit == 0 {
            has_gap |= !text.is_empty();
            continue;
        }
        push(&mut text, digit, &mut has_gap);
        text.push(word);
    }
    if rest > 0 {
        push(&mut text, rest, &mut has_gap);
    }
    // 十二, not 一十二
    match text.strip_prefix("一十") {
        Some(ones) => format!("十{ones}"),
        None => text,
    }
}

/// Adds a digit, behind 零 where places before it are left out.
fn push(text: &mut String, digit: u32, has_gap: &mut bool) {
    if std::mem::take(has_gap) {
        text.push('零');
    }
    let own = usize::try_from(digit).ok().and_then(|at| DIGITS.get(at));
    text.extend(own);
}

/// The number that a text is, in words or digits; none where it is no number.
pub(crate) fn value(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (mut sum, mut open, mut lowest) = (0_u32, None, u32::MAX);
    for c in text.chars() {
        if let Some((place, _)) = PLACES.iter().find(|(_, word)| *word == c) {
            if *place >= lowest {
                return None;
            }
            lowest = *place;
            sum += place * open.take().unwrap_or(1);
        } else if c == '零' && open.is_none() && sum > 0 {
            continue;
        } else {
            let digit = digit(c).filter(|it| *it > 0 && open.is_none())?;
            open = Some(digit);
        }
    }
    let number = sum + open.unwrap_or(0);
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{of, value};

    #[test]
    fn every_number_is_read_as_it_is_written() {
        for number in 1..=9_999 {
            assert_eq!(value(&of(number)), Some(number), "{}", of(number));
        }
    }

    #[test]
    fn numbers_are_written_as_one_counts() {
        let words = [1, 10, 12, 20, 21, 100, 105, 110, 115, 1_001, 2_300].map(of);
        let known = "一 十 十二 二十 二十一 一百 一百零五 一百一十 一百一十五 一千零一 二千三百";
        assert_eq!(words.join(" "), known);
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in ["", "表", "十十", "一二", "零", "百千"] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(value("17"), Some(17));
    }
}
