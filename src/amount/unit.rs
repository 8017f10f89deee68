//! Units of measure that tables state: 元, 万元 and their like.

use crate::label::without_brackets;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The unit of measure of a table's figures (金额单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
        let name = name.trim_start_matches("rmb").trim_start_matches("人民币");
        let name = name.trim_end_matches("人民币").trim_end_matches('整');
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// The units that a phrase names, each once: `人民币万元(保留两位小数)`, `万元、%`, `币种:人民币,万元`. The
    /// phrase is folded, and it speaks of units.
    pub(crate) fn in_phrase(phrase: &str) -> Vec<Self> {
        let plain: String = phrase.chars().map(simplified).collect();
        let plain = without_brackets(&plain);
        let end = ["保留", "精确", "列至", "币种", "第", "四舍五入", "取整"]
            .iter()
            .filter_map(|word| plain.find(word))
            .filter(|at| *at > 0)
            .min();
        let words = plain[..end.unwrap_or(plain.len())].split(|c: char| !c.is_alphanumeric());
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn conversion_is_exact_and_comes_back(fen in -8_999_999_999_i64..8_999_999_999) {
            let yuan = Decimal::new(fen, 2);
            let there = UnitOfMeasure::Yuan.convert(yuan, UnitOfMeasure::TenThousandYuan);
            prop_assert_eq!(UnitOfMeasure::TenThousandYuan.convert(there, UnitOfMeasure::Yuan), yuan);
        }
    }
}
