//! Why a finding to be verified (核实) is right after all, in the department's own words. An explanation is given for
//! one finding with its figures; once one of these moves it lapses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What an explanation is given for. It stands in 核实说明.xlsx, so that files may be renamed and rows sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FindingMark {
    /// The budget: department, year, and whose it is.
    pub budget: u64,
    /// The finding, by its key.
    pub finding: u64,
    /// The figures of its cells.
    pub figures: u64,
}

impl FindingMark {
    /// Stands for a budget: the department's name, folded, the year, and the word for whose budget it is.
    pub(crate) fn budget_of(department: &str, year: Option<i32>, publication: &str) -> u64 {
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        Self::hash([department, &year, publication])
    }

    /// FNV-1a over texts, the same on every machine and in every version.
    pub fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        let bytes = texts.into_iter().flat_map(|it| it.bytes().chain([0]));
        bytes.fold(OFFSET, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(PRIME)
        })
    }
}

impl fmt::Display for FindingMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            budget,
            finding,
            figures,
        } = self;
        write!(f, "{budget:016x}-{finding:016x}-{figures:016x}")
    }
}

impl FromStr for FindingMark {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts = text.trim().split('-').map(|part| {
            let is_whole = part.len() == 16;
            u64::from_str_radix(part, 16).ok().filter(|_| is_whole)
        });
        match parts.collect::<Option<Vec<u64>>>().as_deref() {
            Some(&[budget, finding, figures]) => Ok(Self {
                budget,
                finding,
                figures,
            }),
            _ => Err(()),
        }
    }
}

/// A row of 核实说明.xlsx that somebody has filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenExplanation {
    /// What it is given for.
    pub mark: FindingMark,
    /// Its words.
    pub text: String,
}

/// The explanation of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Its words.
    pub text: String,
    /// Whether the figures are those that it was given for.
    pub is_current: bool,
}

impl Explanation {
    /// The one for a finding among those of its budget: for its present figures, otherwise for earlier ones. Of several
    /// the last one counts.
    pub fn of(mark: FindingMark, given: &[GivenExplanation]) -> Option<Self> {
        let mut same = given.iter().filter(|it| it.mark.finding == mark.finding);
        let is_current = |it: &&GivenExplanation| it.mark == mark;
        let current = same.clone().rfind(is_current);
        let own = current.or_else(|| same.next_back())?;
        Some(Self {
            text: own.text.clone(),
            is_current: current.is_some(),
        })
    }

    /// Its words, if it still counts.
    pub fn current(&self) -> Option<&str> {
        self.is_current.then_some(self.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_is_written() {
        let mark = FindingMark {
            budget: FindingMark::budget_of("某局", Some(2020), "单位"),
            finding: 7,
            figures: u64::MAX,
        };
        assert_eq!(mark.to_string().parse(), Ok(mark));
        for text in ["", "7-7-7", "某局", "0123456789abcdef-0123456789abcdef"] {
            assert_eq!(text.parse::<FindingMark>(), Err(()), "{text}");
        }
    }

    #[test]
    fn an_explanation_lapses_when_a_figure_moves() {
        let mark = |figures| FindingMark {
            budget: 1,
            finding: 2,
            figures,
        };
        let given = [(3, "甲"), (4, "乙")].map(|(figures, text)| GivenExplanation {
            mark: mark(figures),
            text: text.to_owned(),
        });
        let of = |figures| Explanation::of(mark(figures), &given).map(|it| it.is_current);
        assert_eq!([of(3), of(4), of(5)], [Some(true), Some(true), Some(false)]);
        let other = FindingMark {
            finding: 9,
            ..mark(3)
        };
        assert_eq!(Explanation::of(other, &given), None);
    }
}
