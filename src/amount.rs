//! Money: exact decimals from the text of a cell to the verdict, the units of measure that tables
//! state, and the one place where a figure is rounded.

use crate::label::{is_invisible, keeps_its_meaning, without_brackets};
use rust_decimal::prelude::FromStr;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use unicode_normalization::UnicodeNormalization;

/// Figures from this size on (in the unit they are written in) are no amounts of a budget; Excel
/// itself keeps 15 digits.
const LIMIT: i64 = 90_000_000_000_000;

/// Characters of the longest text that is looked at for an amount.
const LONGEST: usize = 200;

/// An exact amount of money, in the unit of measure of the layout (万元 or 元).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

/// As text where people may read it; otherwise its digits as a number, and its scale with its sign.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return rust_decimal::serde::str::serialize(&self.0, serializer);
        }
        let sign = u32::from(self.0.is_sign_negative());
        (self.0.mantissa().unsigned_abs(), self.0.scale() << 1 | sign).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return rust_decimal::serde::str::deserialize(deserializer).map(Self);
        }
        let (digits, scale) = <(u128, u32)>::deserialize(deserializer)?;
        let digits = i128::try_from(digits).map_err(D::Error::custom)?;
        let mut value =
            Decimal::try_from_i128_with_scale(digits, scale >> 1).map_err(D::Error::custom)?;
        value.set_sign_negative(scale & 1 == 1);
        Ok(Self(value))
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// An amount from its decimal value.
    pub fn new(value: Decimal) -> Self {
        Self(value)
    }

    /// The exact value.
    pub fn value(self) -> Decimal {
        self.0
    }

    /// The figure as the public sees it: rounded to `decimals` places, half away from zero.
    ///
    /// Rounded parts need not add up to a rounded total (尾差): the verdict labels such a gap, from the
    /// number of figures in the equation; it never hides it.
    pub fn published(self, decimals: u32) -> Self {
        let rounded = self
            .0
            .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        Self(if rounded.is_zero() {
            Decimal::ZERO
        } else {
            rounded
        })
    }

    /// Whether it is exactly nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Its size, without a sign.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// As text with at least `decimals` places and separators: `16,072.23`.
    pub fn grouped(self, decimals: u32) -> String {
        let text = self.plain(decimals);
        let (sign, digits) = text
            .strip_prefix('-')
            .map_or(("", text.as_str()), |d| ("-", d));
        let (whole, fraction) = digits
            .split_once('.')
            .map_or((digits, None), |(w, f)| (w, Some(f)));
        let mut out = String::from(sign);
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        if let Some(fraction) = fraction {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }

    /// As text with at least `decimals` places, without separators: `16072.23`.
    pub fn plain(self, decimals: u32) -> String {
        let mut value = self.0.normalize();
        if value.scale() < decimals {
            value.rescale(decimals);
        }
        value.to_string()
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// The unit of measure of a table's figures (金额单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnitOfMeasure {
    /// 元
    Yuan,
    /// 千元
    ThousandYuan,
    /// 万元
    TenThousandYuan,
    /// 百万元
    MillionYuan,
    /// 亿元
    HundredMillionYuan,
}

impl UnitOfMeasure {
    /// Every unit, the longest names first.
    pub const ALL: [Self; 5] = [
        Self::MillionYuan,
        Self::HundredMillionYuan,
        Self::TenThousandYuan,
        Self::ThousandYuan,
        Self::Yuan,
    ];

    /// The unit of a name: `万元`, `人民币元`, `萬元`, `万元人民币`.
    pub fn named(name: &str) -> Option<Self> {
        let name: String = name.chars().map(simplified).collect();
        let name = name.trim_start_matches("人民币").trim_end_matches("人民币");
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// The units that a phrase names, each once: `人民币万元(保留两位小数)`, `万元、%`, `币种:人民币,万元`. The
    /// phrase is folded, and it speaks of units.
    pub(crate) fn in_phrase(phrase: &str) -> Vec<Self> {
        let plain: String = phrase.chars().map(simplified).collect();
        let plain = without_brackets(&plain);
        let end = ["保留", "精确", "列至", "币种"]
            .iter()
            .filter_map(|word| plain.find(word))
            .filter(|at| *at > 0)
            .min();
        let words = plain[..end.unwrap_or(plain.len())].split([',', '、', ';', '/', ':', '%']);
        let mut units: Vec<Self> = words.filter_map(Self::named).collect();
        units.sort_by_key(|unit| unit.exponent());
        units.dedup();
        units
    }

    /// Its name, as tables print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::ThousandYuan => "千元",
            Self::TenThousandYuan => "万元",
            Self::MillionYuan => "百万元",
            Self::HundredMillionYuan => "亿元",
        }
    }

    /// The power of ten of one such unit in 元.
    fn exponent(self) -> u32 {
        match self {
            Self::Yuan => 0,
            Self::ThousandYuan => 3,
            Self::TenThousandYuan => 4,
            Self::MillionYuan => 6,
            Self::HundredMillionYuan => 8,
        }
    }

    /// A value in this unit, given in another one; exact.
    pub fn convert(self, value: Decimal, to: Self) -> Decimal {
        let power = |e: u32| Decimal::from(10_u64.pow(e));
        if self.exponent() >= to.exponent() {
            value * power(self.exponent() - to.exponent())
        } else {
            (value / power(to.exponent() - self.exponent())).normalize()
        }
    }
}

impl fmt::Display for UnitOfMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a cell for an amount says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A number; text may carry its own unit of measure (`7000 万元`).
    Number(Decimal, Option<UnitOfMeasure>),
    /// Nothing but blanks.
    Blank,
    /// `—` and the like.
    Dash,
    /// `无`.
    Nothing,
    /// Anything else.
    NotAnAmount,
}

/// A character of a unit's name in its simplified form.
pub(crate) fn simplified(c: char) -> char {
    match c {
        '萬' => '万',
        '億' => '亿',
        '仟' => '千',
        '佰' => '百',
        '圆' | '圓' | '圎' => '元',
        '幣' => '币',
        '單' => '单',
        other => other,
    }
}

/// The unit of measure behind an amount, and what stands before it: `7000 万元`, `86.4万`.
pub(crate) fn unit_behind(text: &str) -> Option<(&str, UnitOfMeasure)> {
    let last = text.chars().next_back().map(simplified);
    let whole = match last {
        Some('元') => text.strip_suffix(|_: char| true)?,
        Some('万' | '亿' | '千') => text,
        _ => return None,
    };
    let mut rest = whole;
    let mut words: Vec<char> = Vec::new();
    while let Some(c) = rest
        .chars()
        .next_back()
        .filter(|c| "百千万亿".contains(simplified(*c)))
    {
        words.insert(0, simplified(c));
        rest = &rest[..rest.len() - c.len_utf8()];
    }
    let name: String = words.into_iter().chain(['元']).collect();
    let unit = UnitOfMeasure::ALL
        .into_iter()
        .find(|unit| unit.name() == name)?;
    Some((rest, unit))
}

/// Reads the text of a cell as a person would: separators, full width, blanks of all kinds, brackets
/// for a minus, a unit of measure behind it. What is not surely an amount is `NotAnAmount`.
pub fn read_text(text: &str) -> Written {
    let text = text.trim();
    // no amount begins with a Chinese character
    let is_word = text.starts_with(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) && c != '无');
    if is_word || text.chars().nth(LONGEST).is_some() {
        return Written::NotAnAmount;
    }
    read_seen(text)
}

fn read_seen(text: &str) -> Written {
    if !text.chars().all(keeps_its_meaning) {
        return Written::NotAnAmount;
    }
    let seen: String = text
        .nfkc()
        .map(|c| {
            if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !is_invisible(*c))
        .collect();
    let seen = seen.trim();
    if seen.is_empty() {
        return Written::Blank;
    }
    if seen.chars().all(|c| "-—–―─−‐/ ".contains(c)) {
        return Written::Dash;
    }
    if seen == "无" {
        return Written::Nothing;
    }
    let (body, unit) = match unit_behind(seen) {
        Some((body, unit)) => (body.trim_end(), Some(unit)),
        None => (seen, None),
    };
    signed(body).map_or(Written::NotAnAmount, |value| Written::Number(value, unit))
}

fn signed(text: &str) -> Option<Decimal> {
    let text = text.trim_start_matches(['¥', '￥']).trim();
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        return unsigned(inner.trim()).map(|value| -value);
    }
    let negative = text.strip_prefix(['-', '−', '–', '—']);
    let body = negative.or_else(|| text.strip_prefix('+')).unwrap_or(text);
    let value = unsigned(body.trim_start().trim_start_matches('¥').trim_start())?;
    Some(if negative.is_some() { -value } else { value })
}

fn unsigned(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let separator = whole.chars().find(|c| matches!(c, ',' | ' ' | '\''));
    let digits = match separator {
        // a separator stands before every three digits, or it is a slip that we do not guess at
        Some(separator) => {
            let groups: Vec<&str> = whole.split(separator).collect();
            let (first, rest) = groups.split_first()?;
            let regular =
                (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
            regular.then(|| groups.concat())?
        }
        None => whole.to_owned(),
    };
    if !is_digits(&digits) || !is_digits(fraction) || digits.len() + fraction.len() == 0 {
        return None;
    }
    if digits.trim_start_matches('0').len() > 15 || fraction.len() > 12 {
        return None;
    }
    let value = Decimal::from_str(&format!("0{digits}.{fraction}0"))
        .ok()?
        .normalize();
    (value < Decimal::from(LIMIT)).then_some(value)
}

/// A numeric cell at Excel's own 15 significant digits: 0.30000000000000004 is 0.3. `None` for what
/// is no amount (not finite, or beyond nine times ten to the thirteenth).
pub fn from_cell(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    // a residue of floating point has more places than a decimal holds
    let residue = value.abs() < 1e-6;
    let decimal = if residue {
        Decimal::from_str(&format!("{value:.20}")).ok()?
    } else {
        Decimal::from_scientific(&format!("{value:.14e}")).ok()?
    };
    let decimal = decimal.normalize();
    (decimal.abs() < Decimal::from(LIMIT)).then_some(decimal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Option<String> {
        match read_text(text) {
            Written::Number(value, _) => Some(value.to_string()),
            _ => None,
        }
    }

    #[test]
    fn amounts_are_read_as_a_person_reads_them() {
        for (text, value) in [
            ("7,150.00", "7150"),
            ("86.40", "86.4"),
            ("７，０００．００", "7000"),
            ("\u{a0}1,234.50\u{3000}", "1234.5"),
            ("7，150.00", "7150"),
            ("-1", "-1"),
            ("（1）", "-1"),
            ("(1)", "-1"),
            ("－110.00", "-110"),
            ("7000 万元", "7000"),
            ("¥1,000", "1000"),
            (".5", "0.5"),
            ("0", "0"),
            ("\u{202d}7,000.00\u{202c}", "7000"),
            ("\u{2066}86\u{fe0f}.\u{ad}40\u{2069}", "86.4"),
            ("\u{1d7d6}6.40", "86.4"),
        ] {
            assert_eq!(number(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_not_surely_an_amount_is_none() {
        for text in [
            "约100",
            "1.2.3",
            "7,15",
            "1,2345",
            "10%",
            "1E5",
            "壹佰",
            "86。40",
            "12-3",
            "1 2",
            "((1))",
            "万元",
            "1－2",
            "7²",
            "①",
            "½",
            "Ⅷ",
            "86.40㎡",
            "\u{202e}00.007",
        ] {
            assert_eq!(read_text(text), Written::NotAnAmount, "{text}");
        }
    }

    #[test]
    fn blank_dash_and_nothing_are_different() {
        assert_eq!(read_text(" \u{3000}\u{a0}\n"), Written::Blank);
        assert_eq!(read_text("—"), Written::Dash);
        assert_eq!(read_text("－－"), Written::Dash);
        assert_eq!(read_text(" 无 "), Written::Nothing);
    }

    #[test]
    fn a_unit_behind_the_figure_is_kept() {
        assert_eq!(
            read_text("86.4 万元"),
            Written::Number(Decimal::new(864, 1), Some(UnitOfMeasure::TenThousandYuan))
        );
        assert_eq!(
            read_text("86.4萬"),
            Written::Number(Decimal::new(864, 1), Some(UnitOfMeasure::TenThousandYuan))
        );
        assert_eq!(
            read_text("３元"),
            Written::Number(Decimal::from(3), Some(UnitOfMeasure::Yuan))
        );
    }

    #[test]
    fn a_float_is_taken_at_fifteen_digits() {
        assert_eq!(
            from_cell(0.1 + 0.2).map(|d| d.to_string()).as_deref(),
            Some("0.3")
        );
        assert_eq!(
            from_cell(14_688.400_000_000_001)
                .map(|d| d.to_string())
                .as_deref(),
            Some("14688.4")
        );
        assert_eq!(from_cell(f64::NAN), None);
        assert_eq!(from_cell(f64::INFINITY), None);
        assert_eq!(from_cell(1e300), None);
        assert_eq!(from_cell(1e-300).map(|d| d.is_zero()), Some(true));
        assert_eq!(
            from_cell(1.4e-15).map(|d| d.to_string()).as_deref(),
            Some("0.0000000000000014")
        );
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        let published = |text: &str| {
            Amount::new(Decimal::from_str(text).unwrap_or_default())
                .published(2)
                .plain(2)
        };
        assert_eq!(published("0.005"), "0.01");
        assert_eq!(published("-0.005"), "-0.01");
        assert_eq!(published("2.675"), "2.68");
        assert_eq!(published("-0.001"), "0.00");
    }

    #[test]
    fn separators_and_places_are_written() {
        let amount = Amount::new(Decimal::new(1_607_223, 2));
        assert_eq!(amount.grouped(2), "16,072.23");
        assert_eq!((-amount).grouped(2), "-16,072.23");
        assert_eq!(Amount::new(Decimal::from(42)).grouped(2), "42.00");
    }

    proptest! {
        #[test]
        fn what_begins_with_a_word_is_no_amount(word in "[一-鿿]", rest in "[-0-9一-万亿元无,. ]{0,4}") {
            prop_assume!(word != "无");
            prop_assert_eq!(read_seen(&format!("{word}{rest}")), Written::NotAnAmount);
        }

        /// Whatever is written down of an amount, it is read back the same, sign and places included.
        #[test]
        fn an_amount_is_kept_as_it_is(digits in any::<i64>(), scale in 0..29u32, negative in any::<bool>()) {
            let mut value = Decimal::from_i128_with_scale(i128::from(digits), scale);
            value.set_sign_negative(negative);
            let bytes = postcard::to_stdvec(&Amount(value)).unwrap_or_default();
            let text = serde_json::to_string(&Amount(value)).unwrap_or_default();
            let back = [postcard::from_bytes(&bytes).ok(), serde_json::from_str::<Amount>(&text).ok()];
            let said = back.map(|it| it.map(|it| (it.0.mantissa(), it.0.scale(), it.0.is_sign_negative())));
            prop_assert_eq!(said, [Some((value.mantissa(), scale, value.is_sign_negative())); 2]);
        }

        #[test]
        fn what_is_written_is_read_back(fen in -8_999_999_999_999_i64..8_999_999_999_999) {
            let amount = Amount::new(Decimal::new(fen, 2));
            for text in [amount.grouped(2), amount.plain(2)] {
                prop_assert_eq!(read_text(&text), Written::Number(amount.value().normalize(), None));
            }
        }

        /// A float holds any number of up to fifteen digits exactly enough to be read back.
        #[test]
        fn a_number_of_fifteen_digits_outlives_its_float(digits in -99_999_999_999_999_i64..99_999_999_999_999, places in 0..6u32) {
            let number = Decimal::new(digits, places).normalize();
            prop_assume!(number.abs() < Decimal::from(LIMIT));
            let float: f64 = number.to_string().parse().unwrap_or_default();
            prop_assert_eq!(from_cell(float), Some(number));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,24}") {
            let _ = read_text(&text);
        }

        #[test]
        fn conversion_is_exact_and_comes_back(fen in -8_999_999_999_i64..8_999_999_999) {
            let yuan = Decimal::new(fen, 2);
            let there = UnitOfMeasure::Yuan.convert(yuan, UnitOfMeasure::TenThousandYuan);
            prop_assert_eq!(UnitOfMeasure::TenThousandYuan.convert(there, UnitOfMeasure::Yuan), yuan);
        }
    }
}
