//! What is wrong with words in tables: notes, goals, indicators.

use super::Check;
use crate::amount::{Amount, UnitOfMeasure};
use serde::{Deserialize, Serialize};

/// Words in a table that should be others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WordsProblem {
    /// Titles say what tables of a budget for the public are not.
    Title {
        /// The tables.
        tables: Vec<String>,
        /// What the titles say: 决算, 草案.
        said: String,
        /// Whether that is no budget at all.
        is_no_budget: bool,
    },
    /// Something is left to fill in, or a remark to take out.
    Unfinished {
        /// The table.
        table: String,
        /// What stands there.
        said: Vec<String>,
    },
    /// The note of an empty table is of another year.
    NoteOfYear {
        /// The table.
        table: String,
        /// The note.
        note: String,
        /// The year of the budget.
        there: i32,
    },
    /// The note of an empty table is about another table's money.
    NoteOfMoney {
        /// The table.
        table: String,
        /// The note.
        note: String,
        /// The other money.
        money: String,
    },
    /// The note of an empty table names another department.
    NoteOfDepartment {
        /// The table.
        table: String,
        /// The note.
        note: String,
        /// The department that it names.
        here: String,
        /// The department of the budget.
        there: String,
    },
    /// A table has nothing but zeros and does not say that it is empty.
    ZerosUnexplained {
        /// The table.
        table: String,
    },
    /// Indicators have a name and no value.
    IndicatorsWithoutValue {
        /// The form.
        table: String,
        /// Their names.
        names: Vec<String>,
    },
    /// Values stand beside no name of an indicator.
    ValuesWithoutIndicator {
        /// The form.
        table: String,
        /// The values.
        values: Vec<String>,
    },
    /// A rate of something that has no more than 100 % is above it.
    RateAbove {
        /// The form.
        table: String,
        /// The indicator.
        name: String,
        /// Its value.
        value: String,
    },
    /// The cost of a project is not what it has.
    CostDiffers {
        /// The form.
        table: String,
        /// The indicator.
        name: String,
        /// Its value.
        value: String,
        /// What the project has.
        funds: Amount,
        /// The unit of measure of that.
        unit: UnitOfMeasure,
        /// Decimal places in print.
        decimals: u32,
    },
    /// A goal or an indicator is of a year before the budget's.
    YearBefore {
        /// The form.
        table: String,
        /// What it says.
        text: String,
        /// The year of the budget.
        there: i32,
    },
    /// Projects have one goal.
    GoalCopied {
        /// The forms.
        tables: Vec<String>,
        /// The goal.
        goal: String,
    },
    /// A number of a mobile telephone.
    Telephone {
        /// The table.
        table: String,
        /// The number, most of it hidden.
        number: String,
    },
}

impl WordsProblem {
    /// The check of form that it fails.
    pub fn check(&self) -> Check {
        match self {
            Self::Title {
                is_no_budget: true, ..
            } => Check::TitleOfBudget,
            Self::Title { .. } => Check::TitleFinal,
            Self::Unfinished { .. } => Check::WordsFinished,
            Self::NoteOfYear { .. } => Check::NoteOfYear,
            Self::NoteOfMoney { .. } | Self::NoteOfDepartment { .. } => Check::NoteOfTable,
            Self::ZerosUnexplained { .. } => Check::ZerosExplained,
            Self::IndicatorsWithoutValue { .. } | Self::ValuesWithoutIndicator { .. } => {
                Check::IndicatorFilled
            }
            Self::RateAbove { .. } | Self::CostDiffers { .. } | Self::YearBefore { .. } => {
                Check::IndicatorLikely
            }
            Self::GoalCopied { .. } => Check::GoalOwn,
            Self::Telephone { .. } => Check::NoTelephone,
        }
    }
}
