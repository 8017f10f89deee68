//! Paragraphs from the template, the tables and last year's figures.

use super::last::LastText;
use super::rows;
use super::rows::{TextRow, of_grid, total};
use crate::budget::{Budget, FactId};
use crate::layout::Publication;
use crate::rule::narrative::Narrative;
use crate::rule::text::{
    Condition, Each, ListTemplate, ParagraphKind, ParagraphTemplate, PartTemplate, SlotPiece,
    TextTemplate, UNIT_BUDGET, WORDS,
};
use crate::rule::{Expander, RuleSet};
use crate::write::document::{DocumentParagraph, TextLevel, TextRun};
use rust_decimal::Decimal;

type ComposedCells = Vec<(Decimal, FactId)>;

/// Writes paragraphs one after the other; headings tell what words mean.
pub(super) struct Composer<'a> {
    pub(super) budget: &'a Budget,
    pub(super) rules: &'a RuleSet,
    pub(super) narrative: &'a Narrative,
    pub(super) template: &'a TextTemplate,
    pub(super) expander: Expander<'a>,
    /// Last year's tables, where they are of the same layout.
    earlier: Option<(&'a Budget, Expander<'a>)>,
    /// What last year's text says.
    last: LastText,
    /// The headings at hand: part, heading, subheading.
    pub(super) heads: [String; 3],
}

/// What slots speak of beside the cells that words mean.
#[derive(Default)]
pub(super) struct ComposeScope<'a> {
    pub(super) row: Option<&'a TextRow>,
    /// Its number among its like.
    pub(super) number: usize,
    pub(super) change: Option<ComposedChange>,
}

/// A value beside that of last year, where it is known.
#[derive(Clone, Copy)]
pub(super) struct ComposedChange {
    pub(super) now: Decimal,
    pub(super) before: Option<Decimal>,
}

impl<'a> Composer<'a> {
    /// A composer for a budget; nothing where the words have no meanings.
    pub(super) fn new(
        budget: &'a Budget,
        rules: &'a RuleSet,
        template: &'a TextTemplate,
    ) -> Option<Self> {
        Some(Self {
            budget,
            rules,
            narrative: rules.narrative.as_deref()?,
            template,
            expander: Expander::new(budget),
            earlier: earlier(budget),
            last: LastText::of(budget, template),
            heads: [const { String::new() }; 3],
        })
    }

    /// The title of a part.
    pub(super) fn title(&mut self, part: &PartTemplate) -> String {
        let title = text_of(&self.words(&part.title, &ComposeScope::default()));
        self.heads = [title.clone(), String::new(), String::new()];
        title
    }

    /// The paragraphs of a part whose title was written.
    pub(super) fn paragraphs(&mut self, part: &PartTemplate) -> Vec<DocumentParagraph> {
        let mut paragraphs = Vec::new();
        for template in &part.paragraphs {
            self.paragraph(template, &mut paragraphs);
        }
        if part.offers_terms {
            self.offer_terms(part, &mut paragraphs);
        }
        paragraphs
    }

    /// Adds last year's definitions that are none of ours, in front of who signs.
    fn offer_terms(&self, part: &PartTemplate, paragraphs: &mut Vec<DocumentParagraph>) {
        let mut parts = self.template.parts.iter();
        let Some(place) = parts.position(|it| std::ptr::eq(it, part)) else {
            return;
        };
        let is_signed = |it: &DocumentParagraph| it.level == TextLevel::Signature;
        let end = paragraphs
            .iter()
            .position(is_signed)
            .unwrap_or(paragraphs.len());
        let terms = self.last.terms(place, paragraphs);
        let offered = terms
            .into_iter()
            .map(|words| DocumentParagraph::new(TextLevel::Body, vec![TextRun::Offered(words)]));
        paragraphs.splice(end..end, offered.collect::<Vec<_>>());
    }

    /// Writes a paragraph, or one for each row.
    pub(super) fn paragraph(
        &mut self,
        template: &ParagraphTemplate,
        out: &mut Vec<DocumentParagraph>,
    ) {
        if !template.when.iter().all(|it| self.holds(it)) {
            return;
        }
        let Some(each) = &template.each else {
            let runs = self.words(&template.words, &ComposeScope::default());
            return self.add(template.kind, runs, out);
        };
        for (at, row) in self.rows(each).iter().enumerate() {
            let scope = ComposeScope {
                row: Some(row),
                number: at + 1,
                change: None,
            };
            let runs = self.words(&template.words, &scope);
            self.add(template.kind, runs, out);
            for line in &template.lines {
                let runs = self.words(line, &scope);
                self.add(ParagraphKind::Body, runs, out);
            }
        }
    }

    /// What is written for each, of what is not zero.
    fn rows(&self, each: &Each) -> Vec<TextRow> {
        let names = match each {
            Each::Row(rows, grid) => return of_grid(self.budget, *rows, *grid),
            Each::Value(names) => names,
        };
        let row = |name: &String| {
            let cells = self.cells(name)?;
            let is_there = total(self.budget, &cells).is_some_and(|it| !it.is_zero());
            is_there.then(|| TextRow::of_value(name, cells))
        };
        names.iter().filter_map(row).collect()
    }

    fn add(&mut self, kind: ParagraphKind, runs: Vec<TextRun>, out: &mut Vec<DocumentParagraph>) {
        let text = text_of(&runs);
        match kind {
            ParagraphKind::Heading => {
                self.heads[1] = text;
                self.heads[2].clear();
            }
            ParagraphKind::Subheading => self.heads[2] = text,
            ParagraphKind::Body | ParagraphKind::Signature if text.is_empty() => return,
            ParagraphKind::Body | ParagraphKind::Signature => {}
        }
        let level = match kind {
            ParagraphKind::Heading => TextLevel::First,
            ParagraphKind::Subheading => TextLevel::Second,
            ParagraphKind::Body => TextLevel::Body,
            ParagraphKind::Signature => TextLevel::Signature,
        };
        out.push(DocumentParagraph::new(level, runs));
    }

    /// Takes a heading of the department's own text in: what follows stands under it.
    pub(super) fn under(&mut self, level: TextLevel, text: &str) {
        match level {
            TextLevel::First => {
                self.heads[1] = text.to_owned();
                self.heads[2].clear();
            }
            TextLevel::Second => self.heads[2] = text.to_owned(),
            TextLevel::Body | TextLevel::Title | TextLevel::Signature => {}
        }
    }

    /// The department's own words with the names in braces filled in; those that mean nothing stay.
    pub(super) fn filled(&self, words: &[SlotPiece]) -> Vec<TextRun> {
        let sections = self.narrative.sections_of(&self.heads);
        let is_known = |name: &str| {
            WORDS.contains(&name)
                || self.template.lists.iter().any(|it| it.name == name)
                || self.narrative.knows(&sections, name)
        };
        let is_case = |how: &str| {
            ["占比", "个数", "合计"].contains(&how)
                || self.template.sentences.iter().any(|it| it.name == how)
        };
        let known = |piece: &SlotPiece| match piece {
            SlotPiece::Slot { name, how: None } if !is_known(name) => {
                SlotPiece::Plain(format!("{{{name}}}"))
            }
            SlotPiece::Slot {
                name,
                how: Some(how),
            } if !is_known(name) || !is_case(how) => SlotPiece::Plain(format!("{{{name}|{how}}}")),
            other => other.clone(),
        };
        let words: Vec<SlotPiece> = words.iter().map(known).collect();
        self.words(&words, &ComposeScope::default())
    }

    fn holds(&self, condition: &Condition) -> bool {
        if condition.name == UNIT_BUDGET {
            return (self.budget.publication == Publication::Unit) == condition.is_there;
        }
        let list = self
            .template
            .lists
            .iter()
            .find(|it| it.name == condition.name);
        let is_there = match list {
            Some(list) => !self.rows(&list.each).is_empty(),
            None => self
                .cells(&condition.name)
                .and_then(|cells| total(self.budget, &cells))
                .is_some_and(|it| !it.is_zero()),
        };
        is_there == condition.is_there
    }

    /// The cells that words mean under the headings at hand.
    fn cells(&self, name: &str) -> Option<ComposedCells> {
        let sections = self.narrative.sections_of(&self.heads);
        self.narrative.cells_of(&sections, name, &self.expander)
    }

    /// What the same words meant in last year's tables, in the unit of the layout.
    fn before(&self, name: &str) -> Option<Decimal> {
        let (last, expander) = self.earlier.as_ref()?;
        let sections = self.narrative.sections_of(&self.heads);
        let cells = self.narrative.cells_of(&sections, name, expander)?;
        total(last, &cells)
    }

    /// Words with their slots filled in. Neighbours of a kind are one run.
    pub(super) fn words(&self, words: &[SlotPiece], scope: &ComposeScope<'_>) -> Vec<TextRun> {
        let mut runs: Vec<TextRun> = Vec::new();
        for (at, piece) in words.iter().enumerate() {
            let own = match piece {
                SlotPiece::Plain(text) => vec![TextRun::Plain(text.clone())],
                SlotPiece::Offered(text) => vec![TextRun::Offered(text.clone())],
                SlotPiece::ToFill(inner) => {
                    let what = text_of(&self.words(inner, scope));
                    let offered = self.offered(&what, (&runs, &words[at + 1..]), scope);
                    vec![offered.map_or(TextRun::ToFill(what), TextRun::Offered)]
                }
                SlotPiece::Slot { name, how } => self.slot(name, how.as_deref(), scope),
            };
            for run in own {
                match (runs.last_mut(), run) {
                    (Some(TextRun::Plain(last)), TextRun::Plain(text)) => last.push_str(&text),
                    (_, TextRun::Plain(text)) if text.is_empty() => {}
                    (_, run) => runs.push(run),
                }
            }
        }
        runs
    }

    /// Last year's words for a place to be filled in, if people may take them up.
    fn offered(
        &self,
        what: &str,
        (before, behind): (&[TextRun], &[SlotPiece]),
        scope: &ComposeScope<'_>,
    ) -> Option<String> {
        let mut offered = self.template.offered.iter();
        if scope.change.is_some()
            || what.contains("原因")
            || !offered.any(|word| what.contains(word))
        {
            return None;
        }
        let next = match behind.first() {
            Some(SlotPiece::Plain(text)) => text.as_str(),
            _ => "",
        };
        let row = scope.row.map(|row| match row.project.as_str() {
            "" => row.name.as_str(),
            project => project,
        });
        self.last.words(&self.heads, row, (&text_of(before), next))
    }

    fn slot(&self, name: &str, how: Option<&str>, scope: &ComposeScope<'_>) -> Vec<TextRun> {
        let plain = |text: String| vec![TextRun::Plain(text)];
        let to_fill = |what: &str| vec![TextRun::ToFill(what.to_owned())];
        if WORDS.contains(&name) {
            return self.word(name).map_or_else(|| to_fill(name), plain);
        }
        if let Some(text) = scope.change.and_then(|it| self.of_change(it, name)) {
            return plain(text);
        }
        if let Some(text) = scope
            .row
            .and_then(|row| self.of_row(row, name, scope.number))
        {
            return plain(text);
        }
        if let (Some(row), "单位") = (scope.row, name) {
            return rows::unit_of_form(self.budget, row).map_or_else(|| to_fill(name), plain);
        }
        if let Some(list) = self.template.lists.iter().find(|it| it.name == name) {
            return self.list(list, how);
        }
        let cells = match scope.row {
            Some(row) if name == "金额" => Some(row.cells.clone()),
            _ => self.cells(name),
        };
        let known = cells.and_then(|cells| Some((total(self.budget, &cells)?, cells)));
        let Some((now, cells)) = known else {
            return to_fill(name);
        };
        match how {
            None => plain(self.amount(now)),
            Some("占比") => {
                let share = self.share(now);
                share.map_or_else(|| to_fill(&format!("{name}占比")), plain)
            }
            Some(how) => match self.template.sentences.iter().find(|it| it.name == how) {
                Some(case) => {
                    let before = match scope.row {
                        None if !case.is_executed => self.before(name),
                        _ => None,
                    };
                    let before =
                        before.or_else(|| self.budget.last_year_of(&cells, case.is_executed));
                    self.case(case, (now, before), scope)
                }
                None => to_fill(how),
            },
        }
    }

    /// What a slot says that is no amount.
    fn word(&self, name: &str) -> Option<String> {
        let budget = self.budget;
        let year = |back: i32| budget.fiscal_year.map(|it| (it - back).to_string());
        let publication = budget.publication;
        match name {
            "部门" => Some(budget.department.clone()),
            "公开表" => Some(budget.layout.document_of(publication).to_owned()),
            "部门预算" => Some(format!("{}预算", publication.word())),
            "本部门" => Some(format!("本{}", publication.word())),
            "年度" => year(0),
            "上年度" => year(1),
            _ => None,
        }
    }

    /// The rows of a list; how many there are, or what they come to.
    fn list(&self, list: &ListTemplate, how: Option<&str>) -> Vec<TextRun> {
        let rows = self.rows(&list.each);
        let sum = || -> Option<Decimal> {
            let amounts = rows.iter().map(|row| total(self.budget, &row.cells));
            amounts.sum()
        };
        let told = match how {
            Some("个数") => Some(rows.len().to_string()),
            Some(_) => sum().map(|sum| self.amount(sum)),
            None => return self.listed(list, &rows),
        };
        let told = told.filter(|_| !rows.is_empty());
        vec![told.map_or_else(|| TextRun::ToFill(list.name.clone()), TextRun::Plain)]
    }

    fn listed(&self, list: &ListTemplate, rows: &[TextRow]) -> Vec<TextRun> {
        let mut runs = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                runs.push(TextRun::Plain(list.between.clone()));
            }
            let scope = ComposeScope {
                row: Some(row),
                number: at + 1,
                change: None,
            };
            runs.extend(self.words(&list.words, &scope));
        }
        runs
    }
}

fn earlier(budget: &Budget) -> Option<(&Budget, Expander<'_>)> {
    let last = &*budget.last_year.as_ref()?.budget;
    (last.layout.id == budget.layout.id).then(|| (last, Expander::new(last)))
}

/// What runs read together.
pub(super) fn text_of(runs: &[TextRun]) -> String {
    runs.iter().map(TextRun::text).collect()
}
