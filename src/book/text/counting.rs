//! How a list counts: 一 二 三, ① ②, A B, I II, by the names that WordprocessingML gives to the ways.

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const LEGAL_TRADITIONAL: [char; 10] = ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'];
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
/// Numbers from here on are printed as digits, whatever the way.
const MOST: u32 = 9_999;

/// The words of positions in a Chinese numeral.
struct Numerals {
    digits: [char; 10],
    units: [&'static str; 4],
    /// The mark for places left out between two others; empty where nothing does.
    gap: &'static str,
    /// Whether 一 stands before 十 of 10 to 19, and before every unit.
    leading_one: bool,
    every_one: bool,
}

const COUNTING: Numerals = Numerals {
    digits: DIGITS,
    units: ["", "十", "百", "千"],
    gap: "零",
    leading_one: false,
    every_one: true,
};

const JAPANESE: Numerals = Numerals {
    gap: "",
    every_one: false,
    ..COUNTING
};
const CAPITAL: Numerals = Numerals {
    digits: LEGAL,
    units: ["", "拾", "佰", "仟"],
    leading_one: true,
    ..COUNTING
};
const CAPITAL_TRADITIONAL: Numerals = Numerals {
    digits: LEGAL_TRADITIONAL,
    ..CAPITAL
};

/// A number as a list of this way of counting prints it. A way that is not known prints digits, as Word does.
pub(super) fn counted(number: u32, way: &str) -> String {
    match way {
        "none" | "bullet" => String::new(),
        _ if number > MOST => number.to_string(),
        "decimalZero" => format!("{number:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => full_width(number),
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "ordinal" => ordinal(number),
        "numberInDash" => format!("- {number} -"),
        "chineseCounting" | "taiwaneseCounting" if number >= 100 => digits(number, '○'),
        "chineseCounting" | "taiwaneseCounting" | "chineseCountingThousand" => COUNTING.of(number),
        "taiwaneseCountingThousand" => COUNTING.of(number),
        "japaneseCounting" => JAPANESE.of(number),
        "chineseLegalSimplified" => CAPITAL.of(number),
        "ideographLegalTraditional" | "japaneseLegal" => CAPITAL_TRADITIONAL.of(number),
        "ideographDigital" | "japaneseDigitalTenThousand" => digits(number, '〇'),
        "taiwaneseDigital" => digits(number, '○'),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedFullstop" => enclosed(number, '⒈', 20),
        "decimalEnclosedParen" => enclosed(number, '⑴', 20),
        "ideographEnclosedCircle" => enclosed(number, '㊀', 10),
        "ideographTraditional" => cycle(number, STEMS),
        "ideographZodiac" => cycle(number, BRANCHES),
        "ideographZodiacTraditional" => sexagenary(number),
        _ => number.to_string(),
    }
}

impl Numerals {
    fn of(&self, number: u32) -> String {
        if number == 0 {
            return "零".to_owned();
        }
        let places: Vec<usize> = number
            .to_string()
            .bytes()
            .map(|digit| usize::from(digit - b'0'))
            .collect();
        let mut text = String::new();
        let mut is_gap = false;
        for (i, &digit) in places.iter().enumerate() {
            let unit = self.units[places.len() - 1 - i];
            if digit == 0 {
                is_gap = true;
                continue;
            }
            if std::mem::take(&mut is_gap) {
                text.push_str(self.gap);
            }
            let is_silent = digit == 1
                && !unit.is_empty()
                && (!self.every_one || (!self.leading_one && i == 0 && unit == self.units[1]));
            if !is_silent {
                text.push(self.digits[digit]);
            }
            text.push_str(unit);
        }
        text
    }
}

/// Digit by digit.
fn digits(number: u32, zero: char) -> String {
    let digit = |byte: u8| match usize::from(byte - b'0') {
        0 => zero,
        digit => DIGITS[digit],
    };
    number.to_string().bytes().map(digit).collect()
}

fn full_width(number: u32) -> String {
    let digit = |byte: u8| char::from_u32('０' as u32 + u32::from(byte - b'0')).unwrap_or('０');
    number.to_string().bytes().map(digit).collect()
}

/// A to Z, then AA to ZZ, AAA and so on.
fn letters(number: u32, first: u8) -> String {
    let Some(from_zero) = number.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from(first + u8::try_from(from_zero % 26).unwrap_or(0));
    let times = usize::try_from(from_zero / 26 + 1).unwrap_or(1);
    std::iter::repeat_n(letter, times).collect()
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn circled(number: u32) -> String {
    match number {
        0 => "⓪".to_owned(),
        1..=20 => enclosed(number, '①', 20),
        21..=35 => enclosed(number - 20, '㉑', 15),
        36..=50 => enclosed(number - 35, '㊱', 15),
        _ => number.to_string(),
    }
}

/// The signs of one block of characters, from 1 on.
fn enclosed(number: u32, first: char, most: u32) -> String {
    match number {
        1.. if number <= most => {
            char::from_u32(first as u32 + number - 1).map_or_else(String::new, String::from)
        }
        _ => number.to_string(),
    }
}

fn cycle(number: u32, signs: &str) -> String {
    let signs: Vec<char> = signs.chars().collect();
    let place = usize::try_from(number.saturating_sub(1)).unwrap_or(0);
    signs
        .get(place)
        .map_or_else(|| number.to_string(), |sign| sign.to_string())
}

fn sexagenary(number: u32) -> String {
    let Some(place) = number
        .checked_sub(1)
        .and_then(|place| usize::try_from(place).ok())
    else {
        return number.to_string();
    };
    let sign = |signs: &str, count: usize| signs.chars().nth(place % count);
    sign(STEMS, 10)
        .into_iter()
        .chain(sign(BRANCHES, 12))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::counted;

    fn row(way: &str, numbers: &[u32]) -> String {
        numbers
            .iter()
            .map(|number| counted(*number, way))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn chinese_ways_of_counting() {
        let numbers = [1, 10, 11, 20, 21, 99];
        assert_eq!(
            row("chineseCounting", &numbers),
            "一 十 十一 二十 二十一 九十九"
        );
        assert_eq!(
            row("japaneseCounting", &numbers),
            "一 十 十一 二十 二十一 九十九"
        );
        assert_eq!(
            row("chineseCountingThousand", &numbers),
            "一 十 十一 二十 二十一 九十九"
        );
        assert_eq!(
            row("ideographDigital", &numbers),
            "一 一〇 一一 二〇 二一 九九"
        );
        let large = [100, 101, 110, 115, 1_000, 1_001, 1_010, 2_300];
        assert_eq!(
            row("chineseCountingThousand", &large),
            "一百 一百零一 一百一十 一百一十五 一千 一千零一 一千零一十 二千三百"
        );
        assert_eq!(
            row("japaneseCounting", &[100, 101, 110, 1_000]),
            "百 百一 百十 千"
        );
        assert_eq!(
            row("chineseLegalSimplified", &[1, 10, 12]),
            "壹 壹拾 壹拾贰"
        );
    }

    #[test]
    fn other_ways_of_counting() {
        assert_eq!(row("decimalEnclosedCircle", &[1, 20, 21, 51]), "① ⑳ ㉑ 51");
        assert_eq!(row("decimalFullWidth", &[1, 12]), "１ １２");
        assert_eq!(row("upperLetter", &[1, 26, 27]), "A Z AA");
        assert_eq!(
            row("lowerRoman", &[1, 4, 9, 14, 1994]),
            "i iv ix xiv mcmxciv"
        );
        assert_eq!(row("ideographTraditional", &[1, 10, 11]), "甲 癸 11");
        assert_eq!(row("ideographZodiacTraditional", &[1, 11]), "甲子 甲戌");
        assert_eq!(row("decimalZero", &[1, 12]), "01 12");
        assert_eq!(row("bullet", &[1]), "");
        assert_eq!(row("whatever", &[7]), "7");
    }
}
