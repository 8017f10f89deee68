//! The real texts that errors are planted in, each with its budget.

use super::super::judge::{Judged, Values};
use super::super::locate::{Search, figures};
use super::super::{TextPlace, mended, of_text};
use super::kind::Plant;
use crate::budget::{Budget, FactId};
use crate::reconcile::{Verdict, of_department};
use crate::relation::Relation;
use crate::rule::narrative::{self, Kind, Reading, Statement, TextParagraph};
use crate::rule::{Expander, Severity};
use crate::run::{self, Inbox};
use crate::templates::{self, SharedRules, Template};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// A text and its expectations.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) place: &'static str,
    rules: SharedRules,
    budget: Arc<Budget>,
    mended: HashMap<FactId, Decimal>,
    pub(super) paragraphs: Vec<TextParagraph<'static>>,
    pub(super) reading: Reading,
    judged: Vec<Judged>,
    pub(super) marks: Vec<TextMark>,
}

/// A figure, or words, that a finding is about.
#[derive(Debug, Clone)]
pub(super) struct TextMark {
    pub(super) rule: String,
    pub(super) value: String,
    pub(super) paragraph: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its finding.
    pub(super) finding: usize,
    /// Whether it is reported as certainly wrong.
    pub(super) is_red: bool,
    pub(super) is_mandatory: bool,
}

const TEXTS: [(&str, &str, &str, &str); 16] = [
    (
        "xinjiang_2020",
        "xinjiang",
        "text/xinjiang_2020.docx",
        "official",
    ),
    (
        "js_court_2018",
        "jiangsu",
        "narrative/js_court_2018.docx",
        "cases/js_court_2018",
    ),
    (
        "sh_finance_2025",
        "shanghai",
        "narrative/sh_finance_2025.docx",
        "cases/sh_finance_2025",
    ),
    (
        "sh_wanli_2023",
        "shanghai",
        "narrative/sh_wanli_2023.docx",
        "cases/sh_wanli_2023",
    ),
    (
        "sh_wanli_2024",
        "shanghai",
        "text/shanghai_2024.docx",
        "cases/sh_wanli_2024",
    ),
    (
        "shares_2025",
        "shanghai",
        "narrative/wording/sh_finance_2025_shares.txt",
        "cases/sh_finance_2025",
    ),
    (
        "items_2025",
        "shanghai",
        "narrative/wording/sh_finance_2025_items.txt",
        "cases/sh_finance_2025",
    ),
    (
        "yuan_2024",
        "shanghai",
        "narrative/wording/sh_wanli_2024_yuan.txt",
        "cases/sh_wanli_2024",
    ),
    (
        "sh_funds_2024",
        "shanghai",
        "narrative/wording/sh_funds.txt",
        "narrative/sh_funds",
    ),
    (
        "form_2018",
        "jiangsu",
        "narrative/wording/js_court_2018_form.txt",
        "cases/js_court_2018",
    ),
    (
        "free_2018",
        "jiangsu",
        "narrative/wording/js_court_2018_free.txt",
        "cases/js_court_2018",
    ),
    (
        "js_funds_2018",
        "jiangsu",
        "narrative/wording/js_funds.txt",
        "narrative/js_funds",
    ),
    (
        "codes_2020",
        "xinjiang",
        "narrative/wording/xinjiang_2020_codes.txt",
        "official",
    ),
    (
        "asides_2025",
        "shanghai",
        "narrative/wording/sh_finance_2025_asides.txt",
        "cases/sh_finance_2025",
    ),
    (
        "short_2018",
        "jiangsu",
        "narrative/wording/js_court_2018_short.txt",
        "cases/js_court_2018",
    ),
    (
        "xj_free_2020",
        "xinjiang",
        "narrative/wording/xinjiang_2020_free.txt",
        "official",
    ),
];

pub(super) fn cases() -> Vec<Case> {
    let templates = templates::load(None, None).unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    TEXTS
        .iter()
        .map(|(name, place, text, folder)| {
            Case::new(
                (name, place),
                &data.join(text),
                &workbook(&data.join(folder)),
                &templates,
            )
        })
        .collect()
}

fn workbook(folder: &Path) -> PathBuf {
    let mut files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    files
        .find(|it| it.extension().is_some_and(|it| it == "xlsx"))
        .unwrap()
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Case {
    fn new(
        (name, place): (&'static str, &'static str),
        text: &Path,
        workbook: &Path,
        templates: &[Template],
    ) -> Self {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = format!("gouji-planted-{}-{number}", std::process::id());
        let folder = Folder(std::env::temp_dir().join(folder));
        fs::create_dir_all(&folder.0).unwrap();
        fs::copy(workbook, folder.0.join("报送.xlsx")).unwrap();
        let ending = text.extension().unwrap().to_str().unwrap();
        fs::copy(text, folder.0.join(format!("情况说明.{ending}"))).unwrap();
        let inbox = Inbox::open(&folder.0, &folder.0.join("公开表")).unwrap();
        let layouts: Vec<_> = templates.iter().map(|it| it.layout.clone()).collect();
        let budget = run::read(inbox, &layouts, None).budgets.remove(0);
        let template = templates.iter().find(|it| it.layout.id == budget.layout.id);
        let rules = template.unwrap().rules.clone();
        let paragraphs = TextParagraph::all_of(&budget.texts[0]);
        let paragraphs = paragraphs.into_iter().map(TextParagraph::into_owned);
        let paragraphs = paragraphs.collect();
        let expander = Expander::of_rules(&rules, &budget);
        let mended = mended(&of_department(&rules, &budget, &expander));
        let mut case = Self {
            name,
            place,
            rules,
            budget: Arc::new(budget),
            mended,
            paragraphs,
            reading: Reading::default(),
            judged: Vec::new(),
            marks: Vec::new(),
        };
        case.reading = case.read(&case.paragraphs);
        case.judged = Search::new(case.values(), &case.reading.statements).judged;
        case.marks = case.marks_of(&case.paragraphs);
        case
    }

    /// The same budget with a text that is written in another way.
    pub(super) fn rewritten(&self, paragraphs: Vec<TextParagraph<'static>>) -> Self {
        let mut case = Self {
            rules: self.rules.clone(),
            budget: self.budget.clone(),
            mended: self.mended.clone(),
            paragraphs,
            reading: Reading::default(),
            judged: Vec::new(),
            marks: Vec::new(),
            ..*self
        };
        case.reading = case.read(&case.paragraphs);
        case.judged = Search::new(case.values(), &case.reading.statements).judged;
        case.marks = case.marks_of(&case.paragraphs);
        case
    }

    pub(super) fn department(&self) -> &str {
        &self.budget.department
    }

    fn values(&self) -> Values<'_> {
        Values {
            reading: &self.reading,
            budget: &self.budget,
            mended: &self.mended,
            changed: Rc::default(),
            trial: None,
        }
    }

    fn read(&self, paragraphs: &[TextParagraph]) -> Reading {
        let data = self.rules.narrative.as_deref().unwrap();
        let expander = Expander::new(&self.budget);
        narrative::read(paragraphs, data, &self.rules, &self.budget, &expander)
    }

    /// The expectations of a text.
    pub(super) fn marks_of(&self, paragraphs: &[TextParagraph]) -> Vec<TextMark> {
        let reading = self.read(paragraphs);
        let place = TextPlace {
            file: "情况说明.docx".into(),
            paragraphs,
        };
        let report = of_text(&self.rules, &self.budget, &place, &reading, &self.mended);
        let mut marks = Vec::new();
        for (number, finding) in report.findings.iter().enumerate() {
            for passage in finding.cells.iter().filter_map(|it| it.passage.as_ref()) {
                let Some(is_red) = passage.is_red else {
                    continue;
                };
                marks.push(TextMark {
                    rule: self.rules.rules[finding.rule].id.clone(),
                    value: narrative::fold(&passage.value),
                    paragraph: passage.paragraph,
                    start: passage.start,
                    finding: number,
                    end: passage.end,
                    is_red,
                    is_mandatory: finding.level == Severity::Mandatory
                        && finding.verdict == Verdict::Broken,
                });
            }
        }
        marks
    }

    /// The text with an error in it.
    pub(super) fn planted(&self, plant: &Plant) -> Vec<TextParagraph<'static>> {
        let mut paragraphs = self.paragraphs.clone();
        let own = &mut paragraphs[plant.paragraph].text;
        let chars: Vec<char> = own.chars().collect();
        *own = chars[..plant.start]
            .iter()
            .copied()
            .chain(plant.text.chars())
            .chain(chars[plant.end..].iter().copied())
            .collect();
        paragraphs
    }

    /// The statements of a figure that hold and cannot hold with another value.
    pub(super) fn strict(&self, figure: usize) -> impl Iterator<Item = &Statement> {
        let own = self.reading.statements.iter().zip(&self.judged);
        own.filter(move |(it, judged)| {
            !it.is_near
                && it.relation == Relation::Equal
                && judged.verdict == Verdict::Holds
                && figures(it).contains(&figure)
        })
        .map(|(it, _)| it)
    }

    /// Whether a figure is right, and can be known to be.
    pub(super) fn is_known(&self, figure: usize) -> bool {
        let mut own = self.reading.statements.iter().zip(&self.judged);
        let is_doubted = own.any(|(it, judged)| {
            matches!(judged.verdict, Verdict::Broken | Verdict::Rounding)
                && !it.is_near
                && figures(it).contains(&figure)
        });
        !is_doubted && self.strict(figure).next().is_some()
    }

    /// Whether a statement would show that a figure is another one.
    pub(super) fn shows(&self, figure: usize, text: &str) -> bool {
        let own = &self.reading.figures[figure];
        let plain: String = text.chars().filter(|c| *c != ',').collect();
        let Ok(value) = plain.parse::<Decimal>() else {
            return true;
        };
        let scale = if own.figure.value.is_zero() {
            Decimal::ONE
        } else {
            own.value / own.figure.value
        };
        let values = Values {
            trial: Some((figure, value * scale)),
            ..self.values()
        };
        let mut all = self.strict(figure);
        all.any(|it| values.judge(it).verdict == Verdict::Broken)
    }

    pub(super) fn amounts(&self) -> impl Iterator<Item = usize> + '_ {
        let all = 0..self.reading.figures.len();
        all.filter(|it| {
            let figure = &self.reading.figures[*it];
            matches!(figure.figure.kind, Kind::Amount(_)) && !figure.value.is_zero()
        })
    }

    pub(super) fn year(&self) -> i32 {
        self.name[self.name.len() - 4..].parse().unwrap()
    }

    /// The values of a statement: of its right side, and of the first term of what divides it.
    pub(super) fn rate_on_current(&self, statement: &Statement) -> Option<Decimal> {
        let over = statement.over.as_ref()?;
        let values = self.values();
        let current = values.of(over.terms.first()?.1);
        (over.terms.len() > 1 && !current.is_zero())
            .then(|| (values.total(&statement.right) * Decimal::ONE_HUNDRED / current).abs())
    }
}
