//! The same table twice. A true copy is left out and reported. Where figures differ an older and a newer version
//! lie side by side: both are named, with what differs, and neither is used, unless the clerk asks for the newest. Two files
//! are one problem, however many tables they share.

mod difference;
mod documents;
mod renamed;
mod words;

use crate::amount::Amount;
use crate::budget::{Fact, FactId, Figure, Notice, Row, Table};
use crate::finding::{Difference, Problem, TableVersions};
use crate::label::{fold, is_named_after, unit_name, unit_number};
use crate::layout::Layout;
use crate::place::Address;
use difference::{DIFFERENCES, content, differences};
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A table with its figures.
pub(crate) type FilledTable = (Table, Vec<Fact>);

/// When the files were last saved, by their names, as far as they say it.
pub(crate) type SaveTimes = HashMap<Arc<str>, String>;

/// What a file calls its budget unit.
#[derive(Debug, Clone)]
pub(crate) enum UnitCalled {
    /// In its unit rows, with a number if they give one.
    Row(String),
    /// In its headings only.
    Heading(String),
}

/// What the files of a submission say of themselves beside their tables.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    /// When they were last saved.
    pub(crate) saved: SaveTimes,
    /// Whole books: beside a workbook its tables are used.
    pub(crate) documents: HashSet<Arc<str>>,
    /// What they call their budget units.
    pub(crate) units: HashMap<Arc<str>, UnitCalled>,
}

/// Leaves out what is there twice; gives the tables of the layout of which two versions are left. `newest` takes the
/// file that was saved last.
pub(crate) fn settle(
    tables: &mut Vec<FilledTable>,
    notices: &mut Vec<Notice>,
    layout: &Layout,
    files: &FileFacts,
    newest: bool,
) -> BTreeSet<usize> {
    documents::settle(tables, notices, layout, &files.documents);
    let mut settlement = VersionSettlement {
        tables,
        layout,
        files,
        newest,
        dropped: HashSet::new(),
        contested: BTreeSet::new(),
        versions: HashSet::new(),
        pairs: IndexMap::new(),
    };
    for later in 1..settlement.tables.len() {
        if let Some(earlier) = settlement.earlier_table(later) {
            settlement.settle(earlier, later);
        }
    }
    notices.extend(settlement.notices());
    let VersionSettlement {
        dropped, contested, ..
    } = settlement;
    leave_out(tables, &dropped);
    contested
}

/// Takes tables away by their numbers.
fn leave_out(tables: &mut Vec<FilledTable>, dropped: &HashSet<usize>) {
    let mut index = 0;
    tables.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
}

/// The name of a table in reports.
fn table_name(layout: &Layout, table: &Table) -> String {
    let id = &layout.tables[table.layout].id;
    match &table.number {
        Some(number) => format!("{id}（{number}）"),
        None => id.clone(),
    }
}

/// Which tables of a department are copies or versions of each other, by their numbers.
struct VersionSettlement<'a> {
    tables: &'a [FilledTable],
    layout: &'a Layout,
    files: &'a FileFacts,
    newest: bool,
    dropped: HashSet<usize>,
    contested: BTreeSet<usize>,
    /// Files that share a table of which there is only one: they are versions of each other.
    versions: HashSet<(Arc<str>, Arc<str>)>,
    /// Tables that two files share, by the files.
    pairs: IndexMap<[Arc<str>; 2], SharedTables>,
}

/// Tables that stand in two files.
#[derive(Default)]
struct SharedTables {
    /// The titles of each, in both files.
    titles: Vec<[Address; 2]>,
    /// Those with the same figures.
    copies: Vec<String>,
    /// Those with different figures.
    versions: Vec<TableVersions>,
}

/// What becomes of two versions.
enum Choice {
    /// One is used: its number in the pair, and when each was saved.
    Newest(usize, [String; 2]),
    /// Neither is.
    Neither,
}

impl VersionSettlement<'_> {
    fn file(&self, index: usize) -> &Arc<str> {
        &self.tables[index].0.title.at.file
    }

    fn is_one_of_many(&self, index: usize) -> bool {
        self.layout.tables[self.tables[index].0.layout].many
    }

    /// Fast path: most tables are there once, which their layouts show without a look at figures.
    fn has_candidate(&self, later: usize) -> bool {
        let layout = self.tables[later].0.layout;
        let is_many = self.is_one_of_many(later);
        (0..later).any(|earlier| {
            self.tables[earlier].0.layout == layout
                && (!is_many
                    || self.file(earlier) != self.file(later)
                    || is_same_form(&self.tables[earlier].0, &self.tables[later].0))
        })
    }

    /// The first table that `later` is a copy or another version of.
    fn earlier_table(&self, later: usize) -> Option<usize> {
        if !self.has_candidate(later) {
            return None;
        }
        (0..later).find(|earlier| self.is_same_table(*earlier, later))
    }

    fn is_same_table(&self, earlier: usize, later: usize) -> bool {
        let [one, other] = [earlier, later].map(|index| &self.tables[index].0);
        if one.layout != other.layout || self.dropped.contains(&earlier) {
            return false;
        }
        if !self.is_one_of_many(later) {
            return true;
        }
        let files = (self.file(earlier).clone(), self.file(later).clone());
        if files.0 == files.1 {
            return is_same_form(one, other)
                && is_same_in_words(one, other)
                && self.is_copy(earlier, later)
                && !self.stands_twice(one)
                && !self.stands_for_another(later);
        }
        let is_version = || {
            let is_same_form = is_same_form(one, other);
            match self.versions.contains(&files) {
                true => is_same_form || self.is_renamed_form(earlier, later),
                false => is_same_form && self.are_of_one_row(earlier, later),
            }
        };
        self.is_copy(earlier, later) || is_version()
    }

    /// Whether two forms of one project are versions of the form of its only row in another table: that has the amount of one
    /// of them, and not that of both together, which the forms of two units would have.
    fn are_of_one_row(&self, earlier: usize, later: usize) -> bool {
        let forms = [earlier, later].map(|index| &self.tables[index]);
        let Some(project) = project_of(&forms[0].0).filter(|_| !self.stands_twice(&forms[0].0))
        else {
            return false;
        };
        let [one, other] = forms.map(|form| amounts(form).last().copied());
        let (Some(one), Some(other)) = (one, other) else {
            return false;
        };
        let both = Amount::new(one.value() + other.value());
        let others = self.tables.iter();
        others
            .filter(|(table, _)| table.layout != forms[0].0.layout)
            .any(|(table, facts)| {
                let mut rows = table.rows().map(|(_, _, row)| row);
                rows.any(|row| {
                    let is_its = row.project.as_deref().map(fold).as_ref() == Some(&project);
                    let own = amounts_of(row, facts);
                    is_its && (own.contains(&one) || own.contains(&other)) && !own.contains(&both)
                })
            })
    }

    /// Whether another table has two rows for the project of a form: then it may well have two forms.
    fn stands_twice(&self, form: &Table) -> bool {
        let Some(project) = project_of(form) else {
            return false;
        };
        let is_of_project = |row: &Row| row.project.as_deref().map(fold).as_ref() == Some(&project);
        let others = self.tables.iter().map(|(table, _)| table);
        others
            .filter(|table| table.layout != form.layout)
            .any(|table| {
                table
                    .rows()
                    .filter(|(_, _, row)| is_of_project(row))
                    .count()
                    > 1
            })
    }

    /// Whether a copy of a form may be meant for another project of its amount, which has no form.
    fn stands_for_another(&self, copy: usize) -> bool {
        let form = &self.tables[copy].0;
        let is_form = |table: &Table| table.layout == form.layout;
        let amounts = amounts(&self.tables[copy]);
        let is_of_amount = |row: &Row, facts: &[Fact]| {
            let own = amounts_of(row, facts);
            own.iter().any(|amount| amounts.contains(amount))
        };
        let named: HashSet<String> = self
            .tables
            .iter()
            .filter(|(table, _)| is_form(table))
            .filter_map(|(table, _)| project_of(table))
            .collect();
        // a project whose form writes its name otherwise has a form
        let forms = self.tables.iter().enumerate();
        let forms = forms
            .filter(|(index, it)| {
                *index != copy
                    && is_form(&it.0)
                    && it.0.rows().any(|(_, _, row)| is_of_amount(row, &it.1))
            })
            .count();
        self.tables.iter().any(|(table, facts)| {
            let projects: Vec<String> = table
                .rows()
                .filter(|(_, _, row)| is_of_amount(row, facts))
                .filter_map(|(_, _, row)| row.project.as_deref().map(fold))
                .filter(|name| !name.is_empty())
                .collect();
            !is_form(table)
                && projects.len() > forms
                && projects.iter().any(|name| !named.contains(name))
        })
    }

    /// Whether two tables have the same figures, whatever the files call the unit that is in both.
    fn is_copy(&self, earlier: usize, later: usize) -> bool {
        let files = [earlier, later].map(|index| self.file(index).clone());
        let is_renamed = self.names(&files).is_some();
        let [one, other] = [earlier, later].map(|index| content(&self.tables[index], is_renamed));
        one == other
    }

    /// Drops one of two tables, or keeps both as contested, and notes it with others of the same files.
    fn settle(&mut self, earlier: usize, later: usize) {
        let files = [earlier, later].map(|index| self.file(index).clone());
        if !self.is_one_of_many(later) {
            let [one, two] = files.clone();
            self.versions.insert((one, two));
        }
        let titles = [earlier, later].map(|index| self.tables[index].0.title.at.clone());
        let table = table_name(self.layout, &self.tables[later].0);
        let is_renamed_form = self.is_one_of_many(later) && self.is_renamed_form(earlier, later);
        let is_copy = is_renamed_form || self.is_copy(earlier, later);
        let words = match is_renamed_form {
            true => vec![self.project_names(earlier, later)],
            false => self.words(earlier, later),
        };
        let versions = if is_copy && words.is_empty() {
            self.dropped.insert(later);
            None
        } else {
            match self.choice(&files) {
                Choice::Newest(taken, _) => {
                    self.dropped.insert([later, earlier][taken]);
                }
                // what is checked is the same in both
                Choice::Neither if is_copy => {
                    self.dropped.insert(later);
                }
                Choice::Neither => {
                    self.contested.insert(self.tables[later].0.layout);
                }
            }
            let (one, two) = (&self.tables[earlier], &self.tables[later]);
            let is_renamed = self.names(&files).is_some();
            let (mut differences, mut count) =
                differences(self.layout, [one, two], is_renamed, |_| !is_renamed_form);
            count += words.len();
            differences.extend(words);
            differences.truncate(DIFFERENCES);
            Some(TableVersions {
                id: self.layout.tables[one.0.layout].id.clone(),
                table: table.clone(),
                differences,
                count,
                only_words: is_copy,
            })
        };
        let shared = self.pairs.entry(files).or_default();
        match versions {
            Some(versions) => {
                // the first titles are those of the first table that differs
                shared.titles.insert(shared.versions.len(), titles);
                shared.versions.push(versions);
            }
            None => {
                shared.titles.push(titles);
                shared.copies.push(table);
            }
        }
    }

    /// Where two tables of one kind differ in words. The tables of a document are set otherwise.
    fn words(&self, earlier: usize, later: usize) -> Vec<Difference> {
        let files = [earlier, later].map(|index| self.file(index).clone());
        if files.iter().any(|file| self.files.documents.contains(file)) {
            return Vec::new();
        }
        let tables = [earlier, later].map(|index| &self.tables[index].0);
        words::differences(self.layout, tables, self.names(&files).is_some())
    }

    /// Which of two files is used, where their tables differ.
    fn choice(&self, files: &[Arc<str>; 2]) -> Choice {
        match files.each_ref().map(|file| self.files.saved.get(file)) {
            [Some(one), Some(two)] if self.newest && one != two => {
                Choice::Newest(usize::from(one < two), [one.clone(), two.clone()])
            }
            _ => Choice::Neither,
        }
    }

    /// The names of the unit in two files, where they are not one.
    fn names(&self, files: &[Arc<str>; 2]) -> Option<[String; 2]> {
        let (one, other) = match files.each_ref().map(|file| self.files.units.get(file)) {
            [Some(UnitCalled::Row(one)), Some(UnitCalled::Row(other))] => (one, other),
            [
                Some(UnitCalled::Heading(one)),
                Some(UnitCalled::Heading(other)),
            ] => (one, other),
            _ => return None,
        };
        (fold(one) != fold(other)).then(|| [one.clone(), other.clone()])
    }

    /// The departments of two tables in one file, where they are not one.
    fn departments(&self, files: &[Arc<str>; 2], titles: &[Address; 2]) -> Option<[String; 2]> {
        let department = |title: &Address| {
            let mut tables = self.tables.iter().map(|(table, _)| table);
            let own = tables.find(|table| table.title.at == *title)?;
            own.department.as_ref().map(|it| it.text.clone())
        };
        let one = department(&titles[0]).filter(|_| files[0] == files[1])?;
        let other = department(&titles[1])?;
        let is_one = is_named_after(&one, &other);
        (!is_one).then_some([one, other])
    }

    /// The message about every two files that share tables.
    fn notices(&self) -> Vec<Notice> {
        let notice = |(files, shared): (&[Arc<str>; 2], &SharedTables)| {
            Notice::at(
                shared.titles.iter().flatten().cloned().collect(),
                self.problem(files, shared),
            )
        };
        self.pairs.iter().map(notice).collect()
    }

    fn problem(&self, files: &[Arc<str>; 2], shared: &SharedTables) -> Problem {
        let (versions, copies) = (shared.versions.clone(), shared.copies.clone());
        let titles = shared.titles[0].clone();
        // a code in front of one of them makes no other name
        let names = self
            .names(files)
            .filter(|names| !is_one_but_for_code(names));
        let is_chosen = matches!(self.choice(files), Choice::Newest(..));
        if versions.is_empty() && (names.is_none() || is_chosen) {
            return Problem::TablesCopied {
                tables: copies,
                titles,
            };
        }
        match self.choice(files) {
            Choice::Newest(taken, saved) => Problem::NewestTaken {
                versions,
                copies,
                titles,
                saved,
                taken,
            },
            Choice::Neither => Problem::VersionsDiffer {
                versions,
                copies,
                titles,
                names,
                departments: self.departments(files, &shared.titles[0]),
                is_age_unknown: self.newest,
            },
        }
    }
}

/// Whether two names are equal but for the code of the unit that one of them has: 101020-某局, 某局.
fn is_one_but_for_code([one, other]: &[String; 2]) -> bool {
    let has_one_code = unit_number(one).is_none() || unit_number(other).is_none();
    has_one_code && unit_name(one) == unit_name(other)
}

/// Whether two forms are of the same project.
fn is_same_form(one: &Table, other: &Table) -> bool {
    match (project_of(one), project_of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.number.is_some() && one.number == other.number,
    }
}

/// The project of a form, folded.
fn project_of(table: &Table) -> Option<String> {
    let mut rows = table.rows();
    rows.find_map(|(_, _, row)| row.project.as_deref().map(fold))
}

/// The amounts of a table, without noughts.
fn amounts((table, facts): &FilledTable) -> BTreeSet<Amount> {
    let rows = table.rows();
    rows.flat_map(|(_, _, row)| amounts_of(row, facts))
        .collect()
}

/// The amounts of a row, without noughts.
fn amounts_of(row: &Row, facts: &[Fact]) -> Vec<Amount> {
    let figures = row.facts.iter().flatten().map(|FactId(id)| &facts[*id]);
    figures
        .filter_map(|fact| match fact.figure {
            Figure::Amount { exact, .. } => Some(exact),
            _ => None,
        })
        .filter(|amount| *amount != Amount::ZERO)
        .collect()
}

/// Whether two forms say the same in words.
fn is_same_in_words(one: &Table, other: &Table) -> bool {
    let texts = |table: &Table| {
        let rows = table.rows();
        let texts = rows.map(|(_, _, row)| row.texts.clone());
        texts.collect::<Vec<_>>()
    };
    one.list == other.list && texts(one) == texts(other)
}
