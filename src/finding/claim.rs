//! What is wrong with a claim of a text: with a name, a year, a word.

use serde::{Deserialize, Serialize};

/// What is wrong with a claim of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ClaimProblem {
    /// The amount behind a year is that of another one.
    YearOfAmount {
        /// The year as printed.
        said: i32,
        /// The year of the amount.
        year: i32,
    },
    /// A year is not that of the budget.
    YearOfBudget {
        /// The year as printed.
        said: String,
        /// The year of the budget.
        year: i32,
    },
    /// A rate on a base of zero.
    ZeroBase,
    /// A rate other than 100 % beside a change that is all of an amount.
    WholeChange,
    /// A change that repeats its amount, beside a rate that tells another change.
    AmountAsChange {
        /// About what the change is by the rate.
        change: String,
    },
    /// A rate without its sign.
    NoPercent,
    /// An amount without its unit of measure.
    NoUnit,
    /// A number that a mark or a blank breaks.
    BrokenNumber,
    /// A share of more than all.
    MoreThanAll,
    /// A project that the tables call otherwise.
    ProjectName {
        /// Its name in the tables.
        right: String,
    },
    /// The name of another body, where the department is spoken of.
    AnotherBody {
        /// The department.
        department: String,
        /// Whether an amount behind it is the department's.
        has_amount: bool,
    },
    /// As many projects as the tables do not have.
    ProjectCount {
        /// How many they have.
        right: String,
    },
    /// A project that its form gives to another unit.
    ProjectUnit {
        /// The unit of the form.
        right: String,
    },
    /// The name of another item.
    OtherItem {
        /// The item that is meant.
        right: String,
    },
    /// A reason goes the other way than what it explains.
    OppositeReason,
    /// A figure stated as empty is not.
    NotEmpty {
        /// What the tables have.
        amount: String,
        /// Its unit of measure.
        unit: String,
    },
    /// A name that the tables write otherwise.
    TableName {
        /// The name in the table.
        right: String,
    },
    /// A name in a list that stands in no table.
    NotInTable,
    /// An item of a class that a list has nothing of.
    OtherList {
        /// The name of the class.
        name: String,
    },
    /// The digits of another code.
    Code {
        /// The name.
        name: String,
        /// Its code.
        code: String,
        /// The digits as printed.
        written: String,
    },
    /// A name on another level than its own.
    Level {
        /// 类, 款 or 项.
        right: String,
        /// The level as printed.
        wrong: String,
    },
    /// A name that is not that of the code.
    CodeName {
        /// The code.
        code: String,
        /// Its name.
        right: String,
    },
    /// A part that a list leaves out.
    PartMissing {
        /// The part.
        name: String,
        /// Its amount.
        amount: String,
        /// Its unit of measure.
        unit: String,
    },
    /// An item that stands in its list already.
    ToldTwice {
        /// The number of the paragraph where it stands first, where that is another one of a document.
        paragraph: Option<String>,
    },
    /// A change is not that between the figures of both years.
    LastChange {
        /// Last year's figure.
        before: String,
        /// This year's.
        now: String,
        /// The difference, without its sign.
        by: String,
        /// 1 for more, -1 for less, 0 for the same.
        trend: i8,
        /// Where last year's figure stands.
        place: String,
    },
    /// A rate is not that of the figures of both years.
    LastRate {
        /// Last year's figure.
        before: String,
        /// This year's.
        now: String,
        /// The rate in hundredths, without its sign; none where there was nothing last year.
        rate: Option<String>,
        /// 1 for more, -1 for less, 0 for the same.
        trend: i8,
        /// Where last year's figure stands.
        place: String,
    },
    /// A base is not last year's figure.
    LastBase {
        /// Last year's figure.
        before: String,
        /// Where it stands.
        place: String,
    },
    /// A part stated as new was there last year.
    LastNew {
        /// Last year's figure.
        before: String,
        /// Where it stands.
        place: String,
    },
    /// A large change has no reason.
    Unexplained {
        /// Its rate in hundredths; none where there was nothing last year.
        rate: Option<String>,
    },
    /// The text is that of another department.
    OtherDepartment {
        /// The department that its headings name, where they do.
        name: String,
        /// That of the tables.
        department: String,
        /// How many amounts were held against a cell.
        compared: usize,
        /// How many of them differ.
        differ: usize,
    },
    /// What the data of the sentence says.
    Said {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    },
}
