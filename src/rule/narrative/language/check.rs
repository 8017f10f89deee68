//! What can be checked of a text; each check has a word in the data.

use serde::Deserialize;
use std::collections::HashMap;

/// How often each check may stand: the same word gives one rule.
pub(crate) type Checks = HashMap<TextCheck, usize>;

/// A check of texts by its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TextCheck {
    /// A stated amount is that of its cell.
    Cell,
    /// The same of a scope that may differ.
    CellNear,
    /// A stated amount is no more than its cell.
    CellMost,
    /// What is stated twice by the same words is one; it may be of two things.
    SameAmount,
    /// A number of things that several sentences tell is one.
    SameCount,
    /// A change that is printed twice is one.
    SameChange,
    /// The same where there may have been other funds last year.
    SameChangeMaybe,
    /// There is no rate on a base of zero.
    ZeroBase,
    /// A change that is all of an amount has no rate but 100 %.
    WholeChange,
    /// A whole is the sum of its parts.
    Parts,
    /// The same of what is given out, as its sentence lists it.
    PartsListed,
    /// The same of a total that stands behind its parts.
    TotalBehind,
    /// A total is so many times what each of several gets.
    Product,
    /// Reasons with amounts sum to the change that they explain.
    Reasons,
    /// A row of the table is left out of a list.
    PartMissing,
    /// No item stands twice in a list.
    PartTwice,
    /// The same where parts may be left out.
    PartsNear,
    /// A change of a whole is the sum of those of its parts.
    ChangeParts,
    /// The same where parts may have been given up.
    ChangePartsMaybe,
    /// The same of a list that tells of each part its change, or that there is nothing.
    ChangePartsTold,
    /// Both years and the change between them in a row of a table agree.
    TableYears,
    /// The total of such a table is the sum of its rows.
    TableTotal,
    /// A rate of a whole, stated alone, is that of the changes of its parts.
    RateOfParts,
    /// A name is that of the table.
    Name,
    /// But for a suffix.
    NameSuffix,
    /// A 项 is not called a 款.
    NameLevel,
    /// A project has the name of the table.
    ProjectName,
    /// But for what stands before or behind it.
    ProjectSuffix,
    /// A purpose or reason names no neighbour.
    OtherName,
    /// A reason goes in the direction of the change.
    ReasonDirection,
    /// What the text calls empty is empty.
    Empty,
    /// The year of an amount.
    Year,
    /// Names of a list stand in the table.
    ListName,
    /// Classes of a list stand in one of the tables.
    ClassList,
    /// A rate has its sign.
    Unit,
    /// An amount has its unit of measure.
    UnitOfAmount,
    /// No mark or blank breaks a number.
    BrokenNumber,
    /// A share of a whole.
    Share,
    /// The year is that of the budget.
    YearOfBudget,
    /// No year is compared with itself.
    YearWithItself,
    /// Projects are as many as the tables have.
    ProjectCount,
    /// A project is that of the unit in its form.
    ProjectUnit,
    /// A change is that between the figures of both years.
    LastChange,
    /// A stated base is last year's figure.
    LastBase,
    /// What the text calls new was not there last year.
    LastNew,
    /// A rate without an amount is that of the figures of both years.
    LastRate,
    /// A large change has a reason.
    Unexplained,
    /// It speaks of the department of the tables.
    Department,
    /// An amount of the department is not called another's.
    AnotherBody,
}
