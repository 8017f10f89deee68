//! What is published: the budget of a whole department (部门预算) or of one budget unit (单位预算).

use super::Layout;
use serde::{Deserialize, Serialize};

/// Whose budget is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Publication {
    /// That of a department, with all its units.
    #[default]
    Department,
    /// That of one budget unit.
    Unit,
}

impl Publication {
    /// Its word: 部门 or 单位.
    pub fn word(self) -> &'static str {
        match self {
            Self::Department => "部门",
            Self::Unit => "单位",
        }
    }

    /// The one that a text names last: `2020年部门预算/某局单位预算.xlsx`.
    pub fn named(text: &str) -> Option<Self> {
        let unit = text.rfind("单位预算");
        match text.rfind("部门预算") {
            Some(department) if unit.is_none_or(|unit| unit < department) => Some(Self::Department),
            _ => unit.map(|_| Self::Unit),
        }
    }

    /// The one that a title or the word before a name speaks of: 部门收支总表, 编制单位.
    pub(crate) fn spoken_of(text: &str) -> Option<Self> {
        match (text.contains("部门"), text.contains("单位")) {
            (true, false) => Some(Self::Department),
            (false, true) => Some(Self::Unit),
            _ => None,
        }
    }
}

impl Layout {
    /// What the document around the workbook is called: the workbook without 表.
    pub(crate) fn disclosure_of(&self, publication: Publication) -> &str {
        let workbook = self.document_of(publication);
        workbook.strip_suffix('表').unwrap_or(workbook)
    }

    /// What the workbook of a publication is called.
    pub(crate) fn document_of(&self, publication: Publication) -> &str {
        match publication {
            Publication::Department => &self.document,
            Publication::Unit => &self.unit_document,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_name_counts() {
        for (text, wanted) in [
            ("2020年部门预算/某局单位预算.xlsx", Some(Publication::Unit)),
            (
                "某局/2020年部门预算公开表.xlsx",
                Some(Publication::Department),
            ),
            ("单位预算/部门预算.xlsx", Some(Publication::Department)),
            ("2020.xlsx", None),
        ] {
            assert_eq!(Publication::named(text), wanted, "{text}");
        }
    }
}
