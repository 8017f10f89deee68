//! Whether a department is in the total.

use serde::{Deserialize, Serialize};

/// Whether a department is added to the total. Where it is handed in twice, no more than one is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Counted {
    /// It is.
    #[default]
    Yes,
    /// It is, and the others of the same department and year are not.
    Instead(String),
    /// Others of the same department and year say the same, and one of them is.
    Same(String),
    /// Others of the same department and year say something else.
    Different(String),
    /// It is a unit's, and these files hold its department's.
    Within(String),
}

impl Counted {
    pub(super) fn is_counted(&self) -> bool {
        matches!(self, Self::Yes | Self::Instead(_))
    }

    /// For a clerk.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Yes => "计入".to_owned(),
            Self::Instead(others) => format!("计入；同一部门另有一份没有计入：{others}"),
            Self::Same(others) => {
                format!("没有计入：同一部门报了不止一份，数字相同，只计一份：{others}")
            }
            Self::Within(whole) => {
                format!("没有计入：这是单位预算，已含在部门预算里：{whole}")
            }
            Self::Different(others) => {
                format!("没有计入：同一部门报了不止一份，数字不同，请只留一份：{others}")
            }
        }
    }
}
