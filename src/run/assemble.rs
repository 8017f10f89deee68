//! The files of one submission become a budget.

use crate::book::text;
use crate::budget::{BookTables, Budget, BudgetText, Fact, FactId, Notice, Row, Table, decimals};
use crate::finding::Problem;
use crate::layout::Layout;
use crate::numeral;
use crate::place::{Address, CellRef};
use crate::read::codeless::settle_blank_codes;
use crate::read::file::FileRead;
use crate::read::meant::settle_codes;
use crate::reconcile::unit_of_measure;
use crate::run::submission::{Submission, unit_called};
use crate::run::versions::{self, FileFacts, FilledTable};
use crate::run::{left_over, years};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// The budget of a submission from its files.
pub(crate) fn budget(submission: &Submission, mut files: Vec<FileRead>, newest: bool) -> Budget {
    let Submission {
        department,
        publication,
        fiscal_year,
        layout,
        folder,
        ..
    } = submission.clone();
    let mut notices = Vec::new();
    if department.is_empty() {
        notices.push(department_unknown(&files[0].name, &layout));
    }
    match fiscal_year {
        None => notices.push(years::none(&files[0].name, submission.likely_year)),
        Some(year) => {
            let all = files.iter_mut();
            all.for_each(|file| left_over::settle(file, year));
            notices.extend(years::conflicts(&files, year));
        }
    }
    let names: Vec<Arc<str>> = files.iter().map(|file| file.name.clone()).collect();
    let facts = facts_of(&files);
    let texts = files.iter().filter_map(text_of).collect();
    let mut tables = filled_tables(files, &mut notices);
    settle_spare_forms(&mut tables, &mut notices);
    settle_titles(&tables, &mut notices, &layout);
    let contested = versions::settle(&mut tables, &mut notices, &layout, &facts, newest);
    let mut budget = Budget {
        files: names,
        notices,
        texts,
        publication,
        contested: contested.into_iter().map(|layout| (None, layout)).collect(),
        ..Budget::new(layout, department, fiscal_year, folder)
    };
    for (index, (mut table, facts)) in tables.into_iter().enumerate() {
        let base = budget.facts.len();
        rename(&mut table, |FactId(id)| FactId(id + base));
        budget.facts.extend(facts.into_iter().map(|fact| Fact {
            table: index,
            ..fact
        }));
        budget.tables.push(table);
    }
    decimals::settle(&mut budget);
    unit_of_measure::report(&mut budget);
    settle_blank_codes(&mut budget);
    settle_codes(&mut budget);
    budget.take_last_year();
    budget
}

/// What tells versions of tables apart beside their figures.
fn facts_of(files: &[FileRead]) -> FileFacts {
    let named = |file: &FileRead| file.name.clone();
    let documents = files.iter().filter(|file| file.is_document);
    FileFacts {
        saved: files
            .iter()
            .filter_map(|file| Some((named(file), file.saved.clone()?)))
            .collect(),
        documents: documents.map(named).collect(),
        units: files
            .iter()
            .filter_map(|file| Some((named(file), unit_called(file)?)))
            .collect(),
    }
}

fn department_unknown(file: &Arc<str>, layout: &Layout) -> Notice {
    let label = layout.words.department_labels.first();
    Notice {
        at: Vec::new(),
        place: Some((file.clone(), None)),
        problem: Problem::DepartmentUnknown {
            file: file.clone(),
            label: label.cloned().unwrap_or_else(|| "部门".to_owned()),
        },
    }
}

/// The tables of all files in the layout's order, each with its figures, numbered from zero.
fn filled_tables(files: Vec<FileRead>, notices: &mut Vec<Notice>) -> Vec<FilledTable> {
    let mut tables: Vec<FilledTable> = Vec::new();
    for file in files {
        notices.extend(file.notices);
        let mut facts_of_table: Vec<Vec<Fact>> = vec![Vec::new(); file.tables.len()];
        let mut renamed = vec![FactId(0); file.facts.len()];
        for (old, fact) in file.facts.into_iter().enumerate() {
            let facts = &mut facts_of_table[fact.table];
            renamed[old] = FactId(facts.len());
            facts.push(fact);
        }
        for (mut table, facts) in file.tables.into_iter().zip(facts_of_table) {
            rename(&mut table, |FactId(id)| renamed[id]);
            tables.push((table, facts));
        }
    }
    tables.sort_by_key(|(table, _)| {
        (
            table.layout,
            table
                .number
                .as_deref()
                .and_then(numeral::value)
                .unwrap_or(u32::MAX),
        )
    });
    tables
}

/// Leaves out forms that nobody filled in. A department without projects publishes its only form, and then that is the
/// form of no project: it has no row.
fn settle_spare_forms(tables: &mut Vec<FilledTable>, notices: &mut Vec<Notice>) {
    let is_spare = |notice: &Notice| matches!(notice.problem, Problem::FormEmpty { .. });
    let spare = notices.iter().filter(|it| is_spare(it));
    let spare: HashSet<Address> = spare.flat_map(|it| it.at.clone()).collect();
    let named = |row: &Row| row.project.as_ref().is_some_and(|name| !name.is_empty());
    let mut all = tables.iter();
    if all.any(|(table, _)| table.rows().any(|(_, _, row)| named(row))) {
        tables.retain(|(table, _)| !spare.contains(&table.title.at));
        return;
    }
    notices.retain(|notice| !is_spare(notice));
    for (table, facts) in tables {
        if spare.contains(&table.title.at) {
            table.blocks.iter_mut().for_each(Vec::clear);
            facts.clear();
        }
    }
}

/// Leaves out titles without a table where the table stands elsewhere, and of one table all but the first.
fn settle_titles(tables: &[FilledTable], notices: &mut Vec<Notice>, layout: &Layout) {
    let tables = tables
        .iter()
        .map(|(table, _)| &layout.tables[table.layout].id);
    let mut known: HashSet<String> = tables.cloned().collect();
    notices.retain(|notice| match &notice.problem {
        Problem::TitleAlone { table, .. } => known.insert(table.clone()),
        _ => true,
    });
}

/// The text on sheets of a file, behind what notes below its tables say of money. Those are printed with their tables.
fn text_of(file: &FileRead) -> Option<BudgetText> {
    let mut paragraphs = Vec::new();
    // the notes of a document are among its paragraphs
    let tables = file.tables.iter().filter(|_| !file.is_document);
    let notes = tables.flat_map(|table| &table.notes);
    for note in notes.filter(|it| text::states_amount(&it.text)) {
        let at = CellRef::new(note.at.row, note.at.column);
        text::add_lines(&mut paragraphs, (&note.at.sheet, at), &note.text);
    }
    let notes = paragraphs.len();
    let mut source = file.text.clone().unwrap_or_default();
    source.paragraphs.splice(0..0, paragraphs);
    (!source.paragraphs.is_empty()).then(|| BudgetText {
        name: file.name.clone(),
        source: Arc::new(source),
        book: (notes > 0).then(|| {
            Arc::new(BookTables {
                blocks: BTreeSet::new(),
                around: (0..notes).collect(),
            })
        }),
        unit: None,
    })
}

/// Gives the figures of a table other numbers.
pub(crate) fn rename(table: &mut Table, to: impl Fn(FactId) -> FactId) {
    for row in table.blocks.iter_mut().flatten() {
        for fact in row.facts.iter_mut().flatten() {
            *fact = to(*fact);
        }
    }
}
