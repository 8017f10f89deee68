//! What was read of a text so far, and the questions that every room asks about a place in a line: which year, which
//! clause, which figure was stated last.

mod change;
mod claim;
mod clause;
mod current;
mod figures;
mod heads;
mod last_year;
mod rate;
mod reading;
mod stated;
mod words;

pub(crate) use change::{BareRate, StatedChange};
pub(crate) use clause::NEAR;
pub(crate) use heads::Head;
pub(crate) use reading::{Claim, Reading, Ref, SentenceMatch, Statement, Sum, TextFigure};
pub(crate) use stated::{Found, Stated, Subject};

use crate::budget::{Budget, FactId};
use crate::classification::Code;
use crate::rule::narrative::form::LineFigures;
use crate::rule::narrative::language::{Grid, GridRow, Meaning, Narrative, Section, cell};
use crate::rule::narrative::lines::{TextLine, TextParagraph, fold, lines, soft_breaks, wrapped};
use crate::rule::{Expander, RuleSet};
use last_year::earlier;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Characters before a figure that may say what it is about.
pub(super) const FAR: usize = 400;

/// A text while it is read, line by line.
pub(super) struct Reader<'a> {
    pub(super) data: &'a Narrative,
    pub(super) rules: &'a RuleSet,
    pub(super) budget: &'a Budget,
    pub(super) expander: &'a Expander<'a>,
    /// The department's name, folded.
    pub(super) department: String,
    /// How the text names its department.
    pub(super) names: Vec<String>,
    /// The figures of each line are those from here on.
    pub(super) first: Vec<usize>,
    /// The same, line by line.
    pub(super) figures: Vec<Rc<LineFigures>>,
    /// What each line states begins here.
    pub(super) stated_from: Vec<usize>,
    pub(super) heads: Vec<Head>,
    /// Sections at hand, the innermost first.
    pub(super) sections: Vec<usize>,
    /// The path at hand, from headings: the code so far.
    pub(super) path: Option<Code>,
    /// Where the class stands that a heading begins the path with: its line, and from where to where.
    pub(super) class_of_heading: Option<(usize, usize, usize)>,
    /// The code that the line at hand has named.
    pub(super) code: Option<(Code, FactId)>,
    /// The item that the line at hand has named by its name alone.
    pub(super) item: Option<FactId>,
    /// The one that the line above has named.
    pub(super) code_above: Option<(Code, FactId)>,
    pub(super) project: Option<String>,
    /// The line that names it.
    pub(super) project_at: usize,
    /// Where the text named each project first: line and character.
    pub(super) projects_named: HashMap<String, (usize, usize)>,
    pub(super) stated: Vec<Stated>,
    pub(super) changes: Vec<StatedChange>,
    /// Figures that go on with what was said of one of the department's bodies.
    pub(super) of_bodies: HashSet<usize>,
    pub(super) bare_rates: Vec<BareRate>,
    /// How many changes were told that are all of their amount, with 100 %.
    pub(super) whole_changes: usize,
    /// The last line on which a share names its whole.
    pub(super) named_whole: Option<usize>,
    /// The sign of the last change or rate of the line.
    pub(super) direction: i8,
    pub(super) grids: HashMap<(usize, usize, usize), Rc<Vec<GridRow>>>,
    /// The tables that paths name, with their rows.
    pub(super) items: Option<(Vec<Grid>, Rc<Vec<GridRow>>)>,
    /// Which sentences are asked for in this text.
    pub(super) said: Vec<bool>,
    /// Last year's tables, where they are of the same layout.
    pub(super) earlier: Option<(&'a Budget, Expander<'a>)>,
    pub(super) own_year: Option<i32>,
    /// Which lines are each of one body of the department only.
    pub(super) of_body: Vec<bool>,
    /// From where on the figures of each line are of one kind of money only.
    pub(super) of_kind: Vec<Option<usize>>,
    /// Figures of tables that were held against what their rows and columns name.
    pub(super) in_columns: HashSet<usize>,
    /// The first count told by each name of a slot, for sentences that must tell the same.
    pub(super) counts_told: HashMap<String, usize>,
    /// Whether the amounts of the text have no units, but a line above them says it.
    pub(super) is_unit_said: bool,
    /// Whether lines were joined that a page had broken.
    pub(super) is_broken: bool,
    pub(super) reading: Reading,
}

impl<'a> Reader<'a> {
    /// A text of which nothing was read yet.
    pub(super) fn new(
        paragraphs: &[TextParagraph],
        data: &'a Narrative,
        rules: &'a RuleSet,
        (budget, expander): (&'a Budget, &'a Expander<'a>),
    ) -> Self {
        let lines = soft_breaks::joined(lines(paragraphs));
        let lines = wrapped::joined(lines, &data.headings);
        Self {
            data,
            rules,
            budget,
            expander,
            department: fold(&budget.department),
            names: Vec::new(),
            first: Vec::new(),
            figures: Vec::new(),
            stated_from: Vec::new(),
            heads: Vec::new(),
            sections: Vec::new(),
            path: None,
            class_of_heading: None,
            code: None,
            item: None,
            code_above: None,
            project: None,
            project_at: 0,
            projects_named: HashMap::new(),
            stated: Vec::new(),
            changes: Vec::new(),
            of_bodies: HashSet::new(),
            bare_rates: Vec::new(),
            whole_changes: 0,
            named_whole: None,
            direction: 0,
            grids: HashMap::new(),
            items: None,
            said: Vec::new(),
            earlier: earlier(budget),
            own_year: None,
            of_body: Vec::new(),
            of_kind: Vec::new(),
            in_columns: HashSet::new(),
            counts_told: HashMap::new(),
            is_unit_said: false,
            is_broken: lines.iter().any(|line| !line.pieces.is_empty()),
            reading: Reading {
                lines,
                ..Reading::default()
            },
        }
    }

    /// The figures of a line.
    pub(super) fn of_line(&self, line: usize) -> Rc<LineFigures> {
        self.figures[line].clone()
    }

    /// What a line states.
    pub(super) fn stated_in(&self, line: usize) -> &[Stated] {
        let all = self.stated.len();
        let from = self.stated_from.get(line).copied().unwrap_or(all);
        let to = self.stated_from.get(line + 1).copied().unwrap_or(all);
        &self.stated[from..to.max(from)]
    }

    pub(super) fn at(&self, line: usize) -> TextLine {
        self.reading.lines[line].clone()
    }

    /// The value of a figure as printed.
    pub(super) fn value(&self, own: Ref) -> Decimal {
        match own {
            Ref::Text(index) => self.reading.figures[index].value,
            Ref::Cell(id) => cell::value(self.budget, id).unwrap_or_default(),
        }
    }

    /// Half a unit of the last place of a figure of the text; a cell is exact.
    pub(super) fn half(&self, own: Ref) -> Decimal {
        match own {
            Ref::Text(index) => self.reading.figures[index].half,
            Ref::Cell(_) => Decimal::ZERO,
        }
    }

    pub(super) fn total(&self, sum: &Sum) -> Decimal {
        let terms = sum
            .terms
            .iter()
            .map(|(factor, own)| *factor * self.value(*own));
        sum.constant + terms.sum::<Decimal>()
    }

    pub(super) fn rows(&mut self, grid: Grid) -> Rc<Vec<GridRow>> {
        let key = (grid.table, grid.block, grid.column);
        let (budget, short) = (self.budget, &self.data.aliases);
        let rows = self
            .grids
            .entry(key)
            .or_insert_with(|| Rc::new(grid.rows(budget, short)));
        rows.clone()
    }

    /// The first of the sections at hand that has something.
    pub(super) fn of_section<T>(&self, pick: impl Fn(&Section) -> Option<T>) -> Option<T> {
        self.sections
            .iter()
            .find_map(|index| pick(&self.data.sections[*index]))
    }

    /// Whether no heading at hand names a section, and one of these is where such a text may speak.
    pub(super) fn is_by_default(&self, sections: &[usize]) -> bool {
        let mut own = sections.iter();
        self.sections.is_empty() && own.any(|it| self.data.sections[*it].is_default)
    }

    pub(super) fn is_here(&self, sections: &[usize]) -> bool {
        sections.is_empty() || sections.iter().any(|it| self.sections.contains(it))
    }

    /// What a meaning stands for here.
    pub(super) fn cells(&mut self, meaning: &Meaning) -> Option<Vec<(Decimal, FactId)>> {
        match meaning {
            Meaning::Cells(terms) => cell::terms(terms, self.expander),
            Meaning::Path => {
                let (_, fact) = self.code.clone()?;
                Some(vec![(Decimal::ONE, fact)])
            }
            Meaning::Project(grid) => {
                let name = self.project.clone()?;
                let rows = self.rows(*grid);
                let named = rows
                    .iter()
                    .filter(|row| row.project.as_ref() == Some(&name));
                let named: Vec<FactId> = named.map(|row| row.fact).collect();
                (!named.is_empty()).then(|| self.project_cells(&named))
            }
            Meaning::Nothing => None,
        }
    }
}
