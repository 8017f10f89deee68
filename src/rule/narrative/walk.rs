//! One way through a text, line by line: headings give the section, sentences give statements, and what is
//! stated last is what the next change is about.

use super::cell::{Grid, GridRow, Meaning};
use super::change::StatedChange;
use super::figure::Kind;
use super::form::LineFigures;
use super::heading::Head;
use super::line::{TextLine, lines};
use super::reading::{Claim, Reading, Ref, Statement, Sum};
use super::subject::Found;
use super::{Narrative, TextCheck, TextParagraph, cell, wrapped};
use crate::budget::{Budget, FactId};
use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use crate::rule::{Expander, RuleSet};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::rc::Rc;

/// Characters before a figure that may say what it is about.
pub(super) const FAR: usize = 400;

/// Statements among which one is not made twice.
const BESIDE: usize = 8;

/// A figure that a text states about a subject.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) figure: usize,
    pub(super) line: usize,
    pub(super) at: usize,
    pub(super) subject: Found,
    /// The words before it.
    pub(super) from: usize,
    /// Whether it is this year's figure of its subject, not last year's or one among reasons.
    pub(super) is_current: bool,
}

/// The way through a text.
pub(super) struct Walk<'a> {
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
    /// The code that the line at hand has named.
    pub(super) code: Option<(Code, FactId)>,
    /// The item that the line at hand has named by its name alone.
    pub(super) item: Option<FactId>,
    /// The one that the line above has named.
    pub(super) code_above: Option<(Code, FactId)>,
    pub(super) project: Option<String>,
    pub(super) stated: Vec<Stated>,
    pub(super) changes: Vec<StatedChange>,
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
    /// Whether lines were joined that a page had broken.
    pub(super) is_broken: bool,
    pub(super) reading: Reading,
}

/// Reads a text against a budget.
pub(crate) fn read(
    paragraphs: &[TextParagraph],
    data: &Narrative,
    rules: &RuleSet,
    budget: &Budget,
    expander: &Expander<'_>,
) -> Reading {
    let lines = wrapped::joined(lines(paragraphs), &data.headings);
    let mut walk = Walk {
        data,
        rules,
        budget,
        expander,
        department: super::line::fold(&budget.department),
        names: Vec::new(),
        first: Vec::new(),
        figures: Vec::new(),
        stated_from: Vec::new(),
        heads: Vec::new(),
        sections: Vec::new(),
        path: None,
        code: None,
        item: None,
        code_above: None,
        project: None,
        stated: Vec::new(),
        changes: Vec::new(),
        named_whole: None,
        direction: 0,
        grids: HashMap::new(),
        items: None,
        said: Vec::new(),
        earlier: super::last::earlier(budget),
        own_year: None,
        of_body: Vec::new(),
        of_kind: Vec::new(),
        is_broken: lines.iter().any(|line| !line.pieces.is_empty()),
        reading: Reading {
            lines,
            ..Reading::default()
        },
    };
    walk.leave_out();
    walk.figures();
    walk.names = super::own_name::names(&walk);
    walk.own_year = walk.text_year();
    walk.of_body = walk.lines_of_bodies();
    walk.of_kind = walk.lines_of_money();
    let says = |words: &[String]| {
        let has = |line: &TextLine| words.iter().any(|word| line.says(word));
        words.is_empty() || walk.reading.lines.iter().any(has)
    };
    walk.said = data.sentences.iter().map(|it| says(&it.with)).collect();
    for line in 0..walk.reading.lines.len() {
        walk.stated_from.push(walk.stated.len());
        walk.line(line);
    }
    walk.exact();
    walk.told_twice();
    walk.parts();
    walk.parts_of_other_wholes();
    walk.shares_of_wholes();
    walk.unexplained();
    walk.reasons();
    walk.project_counts();
    walk.shadow();
    walk.changes_of_parts();
    walk.last_year();
    walk.another_department();
    walk.reading
}

impl<'a> Walk<'a> {
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
        let budget = self.budget;
        let rows = self
            .grids
            .entry(key)
            .or_insert_with(|| Rc::new(grid.rows(budget)));
        rows.clone()
    }

    /// The first of the sections at hand that has something.
    pub(super) fn of_section<T>(&self, pick: impl Fn(&super::Section) -> Option<T>) -> Option<T> {
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

    pub(super) fn state(&mut self, statement: Statement) {
        let sides = [
            Some(&statement.left),
            Some(&statement.right),
            statement.over.as_ref(),
        ];
        for (_, own) in sides.into_iter().flatten().flat_map(|sum| &sum.terms) {
            if let Ref::Text(index) = own {
                self.reading.figures[*index].is_tied = true;
            }
        }
        let mut near = self.reading.statements.iter().rev().take(BESIDE);
        if !near.any(|it| it.says(&statement)) {
            self.reading.statements.push(statement);
        }
    }

    /// States an equation under the rule of a check, where the data has one.
    pub(super) fn check(&mut self, check: TextCheck, left: Sum, relation: Relation, right: Sum) {
        let Some(rule) = self.data.checks.get(&check).copied() else {
            return;
        };
        self.state(Statement {
            rule,
            left,
            relation,
            right,
            over: None,
            is_near: matches!(
                check,
                TextCheck::CellNear
                    | TextCheck::PartsNear
                    | TextCheck::Reasons
                    | TextCheck::SameAmount
                    | TextCheck::SameChangeMaybe
                    | TextCheck::ChangePartsMaybe
            ),
        });
    }

    pub(super) fn claim(
        &mut self,
        check: TextCheck,
        (line, from, to): (usize, usize, usize),
        right: Option<String>,
        problem: ClaimProblem,
    ) {
        if let Some(rule) = self.data.checks.get(&check).copied() {
            self.reading.claims.push(Claim {
                rule,
                line,
                from,
                to,
                right,
                problem,
                cells: Vec::new(),
            });
        }
    }

    fn line(&mut self, index: usize) {
        let line = self.at(index);
        if line.in_table {
            self.cell_of_table(index, &line);
            self.amounts_of_table(index, &line);
            return;
        }
        self.code_above = self.code.take();
        self.item = None;
        self.direction = 0;
        self.heading(index, &line);
        let matches = self.matches(index, &line);
        let own = self.of_line(index);
        let mut taken = vec![false; own.len()];
        // this year's figure of a sentence, and where the sentence begins
        let mut begun = vec![None; own.len()];
        for (sentence, form, found) in &matches {
            let slots = &self.data.sentences[*sentence].forms[*form].slots;
            for filled in &found.filled {
                match filled.figure {
                    Some(figure) if slots[filled.slot].0 == "本" => {
                        begun[figure] = Some(found.from)
                    }
                    Some(figure) => taken[figure] = true,
                    None => {}
                }
            }
        }
        enum Event {
            Match(usize),
            Figure(usize),
        }
        let mut events: Vec<(usize, Event)> = Vec::new();
        for (number, (.., found)) in matches.iter().enumerate() {
            events.push((found.to, Event::Match(number)));
        }
        for (number, figure) in own.iter().enumerate() {
            let is_stated = matches!(figure.kind, Kind::Amount(_) | Kind::Count(_) | Kind::Bare);
            if is_stated && !taken[number] {
                events.push((figure.close, Event::Figure(number)));
            }
        }
        // a figure before the sentence that ends with it
        events.sort_by_key(|(at, event)| (*at, matches!(event, Event::Match(_))));
        for (_, event) in events {
            match event {
                Event::Figure(number) => {
                    self.stated_figure(index, &line, number, begun[number]);
                }
                Event::Match(number) => {
                    let (sentence, form, found) = &matches[number];
                    self.matched(index, &line, (*sentence, *form), found);
                }
            }
        }
        self.items_follow(&line);
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
                let row = rows
                    .iter()
                    .find(|row| row.project.as_deref() == Some(name.as_str()))?;
                Some(vec![(Decimal::ONE, row.fact)])
            }
            Meaning::Nothing => None,
        }
    }
}
