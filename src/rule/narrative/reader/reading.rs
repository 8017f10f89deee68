//! What a text says, once it is understood: figures, what must hold of them, and claims that are not so.

use crate::amount::Rounded;
use crate::budget::FactId;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use rust_decimal::Decimal;

/// A text that was read.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) lines: Vec<TextLine>,
    /// Its figures, line by line.
    pub(crate) figures: Vec<TextFigure>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) claims: Vec<Claim>,
    /// Claims about last year of which last year's figures are not at hand.
    pub(crate) undecided: usize,
    /// Amounts of a text beyond all measure that were not looked at.
    pub(crate) left_out: usize,
    /// Whether amounts of it are rounded figures of the tables.
    pub(crate) is_rounded: bool,
    /// Decimal places below two at which some of its amounts are printed that are rounded.
    pub(crate) rounded_places: Vec<u32>,
    /// Whether a heading of it begins a section about the budget.
    pub(crate) is_headed: bool,
    /// Which sentence matched where.
    pub(crate) matches: Vec<SentenceMatch>,
}

/// A place where a form of a sentence matches.
#[derive(Debug, Clone)]
pub(crate) struct SentenceMatch {
    /// The rule of the sentence.
    pub(crate) rule: usize,
    pub(crate) line: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The sentence and the form of it, by their indexes.
    pub(crate) form: (usize, usize),
    /// Slots by their index, with their characters.
    pub(crate) slots: Vec<(usize, usize, usize)>,
}

/// A figure with its place.
#[derive(Debug, Clone)]
pub(crate) struct TextFigure {
    pub(crate) line: usize,
    pub(crate) figure: PrintedFigure,
    /// In the unit of the layout; a rate in per cent.
    pub(crate) value: Decimal,
    /// Half a unit of the last place, in the same unit.
    pub(crate) half: Decimal,
    /// Whether it stands in a statement.
    pub(crate) is_tied: bool,
    /// Whether it is a change against last year, so that it has a direction.
    pub(crate) is_change: bool,
    /// The cells that its words name.
    pub(crate) cells: Vec<(Decimal, FactId)>,
    /// The table, by its index in the layout, that has none of the cells which its words name.
    pub(crate) lacking: Option<usize>,
}

/// A figure of a text or of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Ref {
    Text(usize),
    Cell(FactId),
}

/// Figures with their factors, and a number.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sum {
    pub(crate) terms: Vec<(Decimal, Ref)>,
    pub(crate) constant: Decimal,
}

/// `left relation right`, or `left relation 100 × right / over`.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// The rule, by its index in the rule set.
    pub(crate) rule: usize,
    pub(crate) left: Sum,
    pub(crate) relation: Relation,
    pub(crate) right: Sum,
    pub(crate) over: Option<Sum>,
    /// Whether it may fail without anything being wrong: reported only where a slip explains it.
    pub(crate) is_near: bool,
    /// Whether the left side may be less, as parts were given up that nothing tells of.
    pub(crate) may_be_less: bool,
}

/// Something that a text says and that is not so, or should not be there.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) rule: usize,
    pub(crate) line: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What it should say.
    pub(crate) right: Option<String>,
    pub(crate) problem: ClaimProblem,
    /// Cells that say otherwise.
    pub(crate) cells: Vec<FactId>,
}

impl Statement {
    /// Whether it says what another one says, in whatever order.
    pub(crate) fn says(&self, other: &Self) -> bool {
        (self.rule, self.relation, &self.over) == (other.rule, other.relation, &other.over)
            && self.left == other.left
            && self.right.has_terms_of(&other.right)
    }
}

impl TextFigure {
    /// Its value as it is printed.
    pub(crate) fn printed(&self) -> Rounded {
        Rounded {
            value: self.value,
            half: self.half,
        }
    }
}

impl Sum {
    pub(crate) fn one(factor: Decimal, own: Ref) -> Self {
        Self {
            terms: vec![(factor, own)],
            constant: Decimal::ZERO,
        }
    }

    pub(crate) fn of(terms: &[(Decimal, FactId)]) -> Self {
        Self {
            terms: terms
                .iter()
                .map(|(factor, id)| (*factor, Ref::Cell(*id)))
                .collect(),
            constant: Decimal::ZERO,
        }
    }

    /// The only figure of the text that it is.
    pub(crate) fn figure(&self) -> Option<usize> {
        match self.terms.as_slice() {
            [(_, Ref::Text(figure))] => Some(*figure),
            _ => None,
        }
    }

    /// Whether it is the same sum as another, in whatever order.
    pub(crate) fn has_terms_of(&self, other: &Self) -> bool {
        let has_all =
            |one: &Self, other: &Self| one.terms.iter().all(|it| other.terms.contains(it));
        self.constant == other.constant
            && self.terms.len() == other.terms.len()
            && has_all(self, other)
            && has_all(other, self)
    }

    /// Adds another sum, times a factor.
    pub(crate) fn add(&mut self, factor: Decimal, other: &Self) {
        self.constant += factor * other.constant;
        self.terms
            .extend(other.terms.iter().map(|(own, it)| (factor * own, *it)));
    }
}

impl Reading {
    /// How many amounts it states, and how many of them are held against something.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let amounts = || {
            let own = self.figures.iter();
            own.filter(|it| matches!(it.figure.kind, Kind::Amount(_)))
        };
        let all = amounts().count() + self.left_out;
        (all, amounts().filter(|it| it.is_tied).count())
    }
}
