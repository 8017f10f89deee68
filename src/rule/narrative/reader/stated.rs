//! What a text states of a figure, and what words name.

use crate::budget::FactId;
use rust_decimal::Decimal;

/// A figure that a text states about a subject.
#[derive(Debug, Clone)]
pub(crate) struct Stated {
    pub(crate) figure: usize,
    pub(crate) line: usize,
    pub(crate) at: usize,
    pub(crate) subject: Found,
    /// The words before it.
    pub(crate) from: usize,
    /// Whether it is this year's figure of its subject, not last year's or one among reasons.
    pub(crate) is_current: bool,
}

/// What words say.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    /// There are no words.
    Nothing,
    /// They name nothing that is known.
    Unknown,
    /// They name this.
    Known(Subject),
}

/// Something that figures are about.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// Its cells; none where it is known and in no table.
    pub(crate) cells: Option<Vec<(Decimal, FactId)>>,
    /// Whether its figure may be another, and only a near miss is a mistake.
    pub(crate) near: bool,
    /// Whether its figure may be less than its cells, and not more.
    pub(crate) most: bool,
    /// What the same words meant in last year's tables, where they tell.
    pub(crate) before: Option<Decimal>,
    /// The table, by its index in the layout, that has none of its cells; none where it has them or another says.
    pub(crate) lacking: Option<usize>,
}

impl Found {
    /// One cell, and no other figure will do.
    pub(crate) fn cell(fact: FactId) -> Self {
        Self::about(fact, false)
    }

    /// One cell; `near`: another figure may do.
    pub(crate) fn about(fact: FactId, near: bool) -> Self {
        Self::Known(Subject {
            cells: Some(vec![(Decimal::ONE, fact)]),
            near,
            most: false,
            before: None,
            lacking: None,
        })
    }

    /// Something that a table, by its index in the layout, has no row of.
    pub(crate) fn nothing_in(table: usize, near: bool) -> Self {
        Self::Known(Subject {
            cells: Some(Vec::new()),
            near,
            most: false,
            before: None,
            lacking: Some(table),
        })
    }

    pub(crate) fn before(&self) -> Option<Decimal> {
        match self {
            Self::Known(subject) => subject.before,
            _ => None,
        }
    }

    pub(crate) fn cells(&self) -> Option<&Vec<(Decimal, FactId)>> {
        match self {
            Self::Known(subject) => subject.cells.as_ref(),
            _ => None,
        }
    }
}
