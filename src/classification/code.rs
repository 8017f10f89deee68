//! A code of a classification, its level, and the series that it belongs to.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::hash::{Hash, Hasher};

/// The digits that the code of a level has in all.
const LENGTHS: [usize; 3] = [3, 5, 7];

/// A classification that codes belong to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Series {
    /// 功能分类: class 类, group 款, item 项.
    #[default]
    Functional,
    /// 支出经济分类, the department's or the government's: class 类, group 款.
    Economic,
    /// 部门预算支出经济分类.
    EconomicDepartment,
    /// 政府预算支出经济分类.
    EconomicGovernment,
}

impl Series {
    /// The series that have catalogues.
    pub const ALL: [Self; 3] = [
        Self::Functional,
        Self::EconomicDepartment,
        Self::EconomicGovernment,
    ];

    /// The series of a code by its first digit: functional classes begin with 2, economic ones with 3 (the
    /// department's) or 5 (the government's).
    pub fn of(code: &Code) -> Option<Self> {
        match code.as_str().as_bytes().first() {
            Some(b'2') => Some(Self::Functional),
            Some(b'3') => Some(Self::EconomicDepartment),
            Some(b'5') => Some(Self::EconomicGovernment),
            _ => None,
        }
    }

    /// Whether a code is read as one of it. The department's economic codes are read where the government's
    /// are expected, and the other way round: a hint says so.
    pub fn has(self, code: &Code) -> bool {
        let economic = |series| series != Self::Functional;
        Self::of(code).is_some_and(|own| economic(own) == economic(self))
            && code.depth() <= self.depth()
    }

    /// Whether a code that is read as one of it belongs to another: a government's code among the department's.
    pub(crate) fn excludes(self, code: &Code) -> bool {
        self != Self::Economic && Self::of(code).is_some_and(|own| own != self)
    }

    /// How many levels its codes have.
    pub fn depth(self) -> usize {
        match self {
            Self::Functional => 3,
            Self::Economic | Self::EconomicDepartment | Self::EconomicGovernment => 2,
        }
    }

    /// Its word in layouts and in the names of catalogues.
    pub fn word(self) -> &'static str {
        match self {
            Self::Functional => "functional",
            Self::Economic => "economic",
            Self::EconomicDepartment => "economic-department",
            Self::EconomicGovernment => "economic-government",
        }
    }
}

/// The level of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 类, three digits.
    Class,
    /// 款, five digits.
    Group,
    /// 项, seven digits.
    Item,
}

impl Level {
    /// Every level, from the top.
    pub const ALL: [Self; 3] = [Self::Class, Self::Group, Self::Item];

    /// Its word in catalogues, and in English.
    pub fn word(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Group => "group",
            Self::Item => "item",
        }
    }

    /// Its word for a clerk.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Class => "类",
            Self::Group => "款",
            Self::Item => "项",
        }
    }
}

/// A code: three digits for a class, two more for each level below it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code {
    /// Zeros behind the last one.
    digits: [u8; 7],
    length: u8,
}

/// In one go: codes are looked up again and again.
impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [a, b, c, d, e, f, g] = self.digits;
        state.write_u64(u64::from_le_bytes([a, b, c, d, e, f, g, self.length]));
    }
}

impl Code {
    /// A code from its digits; `None` where they are not 3, 5 or 7.
    pub fn new(text: &str) -> Option<Self> {
        let valid = LENGTHS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| {
            let mut digits = [0; 7];
            digits[..text.len()].copy_from_slice(text.as_bytes());
            Self {
                digits,
                length: u8::try_from(text.len()).unwrap_or(0),
            }
        })
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn bytes(&self) -> &[u8] {
        &self.digits[..self.len()]
    }

    fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// The first digits of it.
    fn first(&self, length: usize) -> Option<Self> {
        Self::new(&self.as_str()[..length])
    }

    /// 类, 款 or 项.
    pub fn level(&self) -> Level {
        match self.len() {
            3 => Level::Class,
            5 => Level::Group,
            _ => Level::Item,
        }
    }

    /// How many parts it has: one for a class, two for a group, three for an item.
    pub fn depth(&self) -> usize {
        LENGTHS
            .iter()
            .filter(|length| **length <= self.len())
            .count()
    }

    /// The code one level up: `20805` of `2080505`.
    pub fn parent(&self) -> Option<Self> {
        self.first(self.len().checked_sub(2).filter(|length| *length >= 3)?)
    }

    /// The codes above it, from the top.
    pub(crate) fn ancestors(&self) -> impl Iterator<Item = Self> + '_ {
        LENGTHS
            .into_iter()
            .filter(|length| *length < self.len())
            .filter_map(|length| self.first(length))
    }

    /// Whether it stands somewhere below `other`.
    pub fn is_below(&self, other: &Self) -> bool {
        self.length > other.length && self.bytes().starts_with(other.bytes())
    }

    /// Its parts as the columns 类 款 项 print them: `208`, `05`, `05`.
    pub fn parts(&self) -> Vec<&str> {
        LENGTHS
            .iter()
            .zip([0, 3, 5])
            .filter(|(end, _)| **end <= self.len())
            .map(|(end, start)| &self.as_str()[start..*end])
            .collect()
    }
}

impl TryFrom<String> for Code {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text).ok_or(text)
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Code").field(&self.as_str()).finish()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_knows_its_level_and_parent() -> Result<(), &'static str> {
        let item = Code::new("2080505").ok_or("a code")?;
        assert_eq!(item.level(), Level::Item);
        assert_eq!(item.parts(), ["208", "05", "05"]);
        let group = item.parent().ok_or("a parent")?;
        assert_eq!(group.as_str(), "20805");
        assert!(item.is_below(&group) && !group.is_below(&group));
        assert_eq!(group.parent().and_then(|class| class.parent()), None);
        Ok(())
    }

    #[test]
    fn other_digits_are_no_code() {
        for text in ["", "20", "2080", "101020", "20805051", "2080a"] {
            assert_eq!(Code::new(text), None, "{text}");
        }
    }
}
