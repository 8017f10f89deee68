//! Codes of the government classifications (政府收支分类科目): text of three, five or seven digits,
//! two more for each level. `"20805"` has a parent; 20805 is only a number.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The digits that the code of a level has in all.
const LENGTHS: [usize; 3] = [3, 5, 7];

/// A classification that codes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Series {
    /// 功能分类: class 类, group 款, item 项.
    #[default]
    Functional,
    /// 部门预算支出经济分类: class 类, group 款.
    Economic,
}

impl Series {
    /// Whether a code can be one of it: functional classes begin with 2, economic ones with 3 (the
    /// department's) or 5 (the government's).
    pub fn has(self, code: &Code) -> bool {
        let first = code.as_str().as_bytes().first();
        let begins = match self {
            Self::Functional => first == Some(&b'2'),
            Self::Economic => matches!(first, Some(b'3' | b'5')),
        };
        begins && code.parts().len() <= self.depth()
    }

    /// How many levels its codes have.
    pub fn depth(self) -> usize {
        match self {
            Self::Functional => 3,
            Self::Economic => 2,
        }
    }
}

/// The level of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
}

/// A code: three digits for a class, two more for each level below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code(String);

impl Code {
    /// A code from its digits; `None` where they are not 3, 5 or 7.
    pub fn new(digits: &str) -> Option<Self> {
        let valid = LENGTHS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| Self(digits.to_owned()))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 类, 款 or 项.
    pub fn level(&self) -> Level {
        match self.0.len() {
            3 => Level::Class,
            5 => Level::Group,
            _ => Level::Item,
        }
    }

    /// The code one level up: `20805` of `2080505`.
    pub fn parent(&self) -> Option<Self> {
        (self.0.len() > 3).then(|| Self(self.0[..self.0.len() - 2].to_owned()))
    }

    /// Whether it stands somewhere below `other`.
    pub fn is_below(&self, other: &Self) -> bool {
        self.0.len() > other.0.len() && self.0.starts_with(&other.0)
    }

    /// Its parts as the columns 类 款 项 print them: `208`, `05`, `05`.
    pub fn parts(&self) -> Vec<&str> {
        LENGTHS
            .iter()
            .zip([0, 3, 5])
            .filter(|(end, _)| **end <= self.0.len())
            .map(|(end, start)| &self.0[start..*end])
            .collect()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
