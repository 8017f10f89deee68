//! Files whose headings name the same department make one submission. What decides that waits on the disk, apart from
//! the figures, until all files are read.

mod groups;

use crate::budget::{Fact, FactId, Figure, RowKey, Table};
use crate::finding::GivenExplanation;
use crate::label::{fold, is_alike, unit_name, unit_number};
use crate::layout::{Layout, Publication};
use crate::read::file::FileRead;
use crate::read::stated::{StatedYears, YearSigns, YearSource};
use crate::run::departments::Submissions;
use crate::run::gather::ReadOptions;
use crate::run::publications::{self, CommonSign, PublicationSigns};
use crate::run::spool::{SpooledList, short_hash};
use crate::run::units::{Division, divide};
use crate::run::versions::UnitCalled;
use crate::run::{left_over, years};
pub(crate) use groups::is_of;
use groups::{FolderNames, departments};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::Arc;

/// Tables that a department may well hand in empty, in a file of their own.
const FEW_TABLES: usize = 2;

/// Amounts that two budgets have in common before one counts as the other again.
pub(crate) const MANY_AMOUNTS: usize = 40;

/// A file without its figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SubmissionFile {
    pub(crate) name: Arc<str>,
    folder: String,
    /// Its layout, by its number.
    layout: usize,
    pub(crate) department: Option<String>,
    /// The budget unit that its unit rows name, with its number if one gives it.
    pub(crate) unit: Option<String>,
    /// Whether a table of it prints several units.
    pub(crate) of_several: bool,
    /// The tables in it of which a submission has one.
    pub(crate) tables: Vec<usize>,
    /// Those in it of which a submission may have several.
    forms: BTreeSet<usize>,
    /// Their amounts.
    amounts: Vec<TableAmounts>,
    /// Those among them that have amounts.
    filled: Vec<usize>,
    /// Whether it has an amount, or something in the place of one.
    has_amounts: bool,
    /// What tells its year.
    years: YearSigns,
    /// The one of its own name, or else of its folder's.
    pub(crate) year_in_name: Option<i32>,
    /// Whose budget it holds.
    pub(crate) signs: PublicationSigns,
    /// What it explains on sheets of 核实说明.xlsx.
    pub(crate) explanations: Vec<GivenExplanation>,
}

/// The amounts of a table, as far as tables are told apart by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableAmounts {
    /// Hash of those that are not zero, in their order.
    hash: u64,
    /// How many there are.
    pub(crate) count: usize,
}

impl TableAmounts {
    fn of(read: &FileRead, table: &Table) -> Self {
        let facts = table
            .rows()
            .flat_map(|(_, _, row)| row.facts.iter().flatten());
        let amounts = facts.filter_map(|FactId(id)| match read.facts[*id].figure {
            Figure::Amount { exact, .. } if !exact.is_zero() => Some(exact.value().normalize()),
            _ => None,
        });
        let amounts: Vec<String> = amounts.map(|amount| amount.to_string()).collect();
        Self {
            hash: short_hash(amounts.join(" ").as_bytes()),
            count: amounts.len(),
        }
    }
}

impl SubmissionFile {
    /// The facts about a file that decide its submission.
    pub(crate) fn new(read: &FileRead, layouts: &[Arc<Layout>]) -> Self {
        let units: Vec<Vec<&str>> = read.tables.iter().map(units_of).collect();
        let once = || {
            let tables = read.tables.iter();
            tables.filter(|table| !read.layout.tables[table.layout].many)
        };
        let forms = read.tables.iter();
        let forms = forms.filter(|table| read.layout.tables[table.layout].many);
        Self {
            signs: PublicationSigns::of(read),
            explanations: read.explanations.clone(),
            name: read.name.clone(),
            folder: read.folder.clone(),
            layout: layouts
                .iter()
                .position(|layout| layout.id == read.layout.id)
                .unwrap_or(0),
            department: read.department.clone(),
            unit: unit_of(units.iter().flatten().copied()),
            of_several: units.iter().any(|units| units.len() > 1),
            tables: once().map(|table| table.layout).collect(),
            forms: forms.map(|table| table.layout).collect(),
            amounts: once().map(|table| TableAmounts::of(read, table)).collect(),
            filled: filled_tables(read),
            has_amounts: read.facts.iter().any(says_an_amount),
            years: left_over::year_signs(read),
            year_in_name: read
                .years
                .iter()
                .find(|it| it.source == YearSource::File)
                .and_then(StatedYears::year),
        }
    }

    /// The amounts of a table, if it has that.
    pub(crate) fn amounts_of(&self, table: usize) -> Option<TableAmounts> {
        let at = self.tables.iter().position(|own| *own == table)?;
        Some(self.amounts[at])
    }

    /// The year that it states: its titles before its cover, its sheets and its name.
    pub(crate) fn stated_year(&self) -> Option<i32> {
        self.years.year()
    }

    /// Whether another file may be of the same budget by its layout and its year.
    pub(crate) fn is_of_one_budget(&self, other: &Self) -> bool {
        self.layout == other.layout && self.is_of_one_year(other)
    }

    /// Whether another file states no other year.
    pub(crate) fn is_of_one_year(&self, other: &Self) -> bool {
        let years = self.stated_year().zip(other.stated_year());
        years.is_none_or(|(own, other)| own == other)
    }

    /// What it calls its unit, or else its department.
    pub(crate) fn unit_or_department(&self) -> Option<&str> {
        self.unit.as_deref().or(self.department.as_deref())
    }

    /// Whether another file may be of the same unit.
    pub(crate) fn is_of_unit_of(&self, other: &Self) -> bool {
        let names = self.unit_or_department().zip(other.unit_or_department());
        names.is_none_or(
            |(own, other)| match unit_number(own).zip(unit_number(other)) {
                Some((own, other)) => own == other,
                None => is_alike(own, other),
            },
        )
    }

    /// Whether it is a form that nobody has filled in: tables without an amount.
    pub(crate) fn is_blank(&self) -> bool {
        !self.has_amounts && self.tables.len() > FEW_TABLES
    }

    /// Whether another file is the budget for which this one is an empty form.
    pub(crate) fn is_filled_in_as(&self, other: &Self) -> bool {
        self.is_beside(other)
            && self.is_of_one_budget(other)
            && self.tables.iter().any(|table| other.filled.contains(table))
    }

    /// Whether another file lies in the same folder.
    pub(crate) fn is_in_folder_of(&self, other: &Self) -> bool {
        self.folder == other.folder
    }

    /// Whether it has a table of the layout.
    pub(crate) fn has(&self, table: usize) -> bool {
        self.tables.contains(&table) || self.forms.contains(&table)
    }

    /// Whether another file lies in the same folder and names no other department.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        let names = self.department.as_deref().zip(other.department.as_deref());
        self.folder == other.folder && names.is_none_or(|(own, other)| fold(own) == fold(other))
    }
}

/// The tables of a file, of which a submission has one, that have amounts.
fn filled_tables(read: &FileRead) -> Vec<usize> {
    let filled = read.facts.iter().filter(|fact| says_an_amount(fact));
    let tables: BTreeSet<usize> = filled.map(|fact| read.tables[fact.table].layout).collect();
    let is_single = |at: &usize| !read.layout.tables[*at].many;
    tables.into_iter().filter(is_single).collect()
}

fn says_an_amount(fact: &Fact) -> bool {
    match &fact.figure {
        Figure::Amount { exact, .. } => !exact.is_zero(),
        Figure::Unreadable(_) => true,
        Figure::Blank | Figure::Dash(_) | Figure::Nothing(_) => false,
    }
}

/// What a file calls the unit that its tables are of: as its unit rows name it, or else its headings; none where it
/// prints several.
pub(crate) fn unit_called(read: &FileRead) -> Option<UnitCalled> {
    let units: Vec<Vec<&str>> = read.tables.iter().map(units_of).collect();
    if units.iter().any(|units| units.len() > 1) {
        return None;
    }
    let unit = unit_of(units.iter().flatten().copied());
    unit.map(UnitCalled::Row)
        .or_else(|| read.department.clone().map(UnitCalled::Heading))
}

/// The unit of a file by the names in its unit rows: one with a number before others.
fn unit_of<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let mut numbered = names.clone().filter(|name| unit_number(name).is_some());
    numbered
        .next()
        .or_else(|| names.clone().next())
        .map(str::to_owned)
}

/// The budget units that the rows of a table name, each once.
fn units_of(table: &Table) -> Vec<&str> {
    let mut seen = HashSet::new();
    let rows = table
        .rows()
        .filter(|(_, _, row)| row.key == RowKey::Unit)
        .map(|(_, _, row)| row.label.as_str());
    rows.filter(|label| seen.insert(unit_name(label))).collect()
}

/// What one department handed in, before its figures are put together.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The department's name as its headings print it; empty where nothing names it.
    pub department: String,
    /// Whose budget it is.
    pub publication: Publication,
    /// The fiscal year.
    pub fiscal_year: Option<i32>,
    /// Where nothing states it: the year of all other submissions, if it is one.
    pub likely_year: Option<i32>,
    /// The layout of its files.
    pub layout: Arc<Layout>,
    /// The folder within the inbox that they lie in.
    pub folder: String,
    /// Whether other departments' files lie in it as well.
    pub(crate) shares_folder: bool,
    /// The files, as the clerk knows them.
    pub files: Vec<Arc<str>>,
    /// The files by their numbers.
    pub(crate) parts: Vec<usize>,
    /// The files of its budget units, where it has several.
    pub(crate) division: Division,
    /// Hash of its amounts, where it has many: small budgets may be equal by chance.
    pub(crate) amounts: Option<u64>,
    /// Files of units in its folder that state another year and may be its own.
    pub(crate) other_years: Vec<OtherYear>,
}

/// Files of a unit of another year.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OtherYear {
    pub(crate) unit: String,
    pub(crate) files: Vec<String>,
    pub(crate) year: i32,
}

/// A submission a department, in the order in which their files came, and the numbers of files that the system has
/// lost. At the top of an inbox headings tell departments apart; a folder is one department.
pub(crate) fn submissions(
    files: &SpooledList<SubmissionFile>,
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
) -> (Submissions, Vec<usize>) {
    // where the clerk names the department, folders and headings do not matter
    let is_given = options.department.is_some();
    let folders = FolderNames::new(files, layouts, is_given);
    let mut submissions = Submissions::new(layouts);
    let mut signs = Vec::new();
    let mut lost = Vec::new();
    let numbers = departments(files, &folders, &mut lost);
    for numbers in numbers.chunk_by(|(one, _), (other, _)| one == other) {
        let numbers: Vec<usize> = numbers.iter().map(|(_, at)| *at).collect();
        let own: io::Result<Vec<SubmissionFile>> =
            numbers.iter().map(|at| files.get(*at)).collect();
        let Ok(own) = own else {
            lost.extend(numbers);
            continue;
        };
        let shares_folder = folders.is_mixed(&own[0]);
        for mut submission in of_department(&own, layouts, options, |file| folders.of(file)) {
            submission.shares_folder = shares_folder;
            signs.push(CommonSign::of(&own, &submission));
            submissions.push(submission.numbered(&numbers));
        }
    }
    submissions.set_likely_year();
    publications::set_units(&mut submissions, &signs);
    (submissions, lost)
}

/// The submissions of a department: one for each year and publication that its files are of.
pub(crate) fn of_department<'a>(
    files: &'a [SubmissionFile],
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
    folder: impl Fn(&'a SubmissionFile) -> &'a str,
) -> Vec<Submission> {
    let all: Vec<usize> = (0..files.len()).collect();
    let years = match options.year {
        Some(_) => vec![all],
        None => years::apart(files, all),
    };
    let others = years::others(files, &years);
    let publications = years.into_iter().zip(others).flat_map(|(group, others)| {
        let own = publications::split(files, group);
        own.into_iter().map(move |own| (own, others.clone()))
    });
    let one = |(group, other_years): ((Publication, Vec<usize>), Vec<OtherYear>)| {
        let folder = folder(&files[group.1[0]]).to_owned();
        Submission {
            other_years,
            ..submission(files, group, layouts, folder, options)
        }
    };
    publications.map(one).collect()
}

fn submission(
    all: &[SubmissionFile],
    (publication, parts): (Publication, Vec<usize>),
    layouts: &[Arc<Layout>],
    folder: String,
    options: ReadOptions<'_>,
) -> Submission {
    let files = || parts.iter().map(|at| &all[*at]);
    let fiscal_year = options
        .year
        .or_else(|| YearSigns::together(files().map(|file| &file.years)).year());
    let division = divide(all, &parts);
    let first = || files().find_map(|file| file.department.clone());
    let layout = layouts[all[parts[0]].layout].clone();
    let department = options
        .department
        .map(str::to_owned)
        .or_else(|| name(all, &division, &folder))
        .or_else(first)
        .filter(|name| !layout.departments.is_placeholder(name));
    Submission {
        // units that are added up are a department
        publication: if division.units.is_empty() {
            publication
        } else {
            Publication::Department
        },
        department: department.unwrap_or_default(),
        fiscal_year,
        likely_year: None,
        layout,
        folder,
        shares_folder: false,
        files: files().map(|file| file.name.clone()).collect(),
        amounts: amounts(files()),
        parts,
        division,
        other_years: Vec::new(),
    }
}

/// Hash of the amounts in some files, table by table, if they are many.
fn amounts<'a>(files: impl Iterator<Item = &'a SubmissionFile>) -> Option<u64> {
    let tables = files.flat_map(|file| file.tables.iter().zip(&file.amounts));
    let filled = tables.filter(|(_, amounts)| amounts.count > 0);
    let all: BTreeSet<(usize, u64, usize)> = filled
        .map(|(table, amounts)| (*table, amounts.hash, amounts.count))
        .collect();
    let count: usize = all.iter().map(|(_, _, count)| count).sum();
    let bytes = postcard::to_stdvec(&all).ok()?;
    (count >= MANY_AMOUNTS).then(|| short_hash(&bytes))
}

/// The name of a department of several units: the heading of its own tables; otherwise that of the unit that its
/// folder is named after, or else of the first unit, which is the department's own office.
fn name(all: &[SubmissionFile], division: &Division, folder: &str) -> Option<String> {
    let whole = division
        .whole
        .iter()
        .find_map(|at| all[*at].department.clone());
    let folder = fold(folder);
    let is_named =
        |name: &str| !folder.is_empty() && (name.contains(&folder) || folder.contains(name));
    let mut units = division
        .units
        .iter()
        .map(|(unit, _)| unit)
        .filter(|unit| !unit.heading.is_empty());
    let alike = units
        .clone()
        .find(|unit| is_named(&fold(&unit.heading)) || is_named(&unit_name(&unit.name)));
    whole.or_else(|| {
        alike
            .or_else(|| units.next())
            .map(|unit| unit.heading.clone())
    })
}

impl SubmissionFile {
    /// The folder within its first folder that it lies in, with that one.
    fn within(&self) -> Option<&str> {
        let rest = self
            .name
            .strip_prefix(self.folder.as_str())?
            .strip_prefix('/')?;
        let (folder, _) = rest.split_once('/')?;
        Some(&self.name[..self.folder.len() + 1 + folder.len()])
    }
}

impl Submission {
    /// The same with files by their numbers among all, which `numbers` gives.
    fn numbered(mut self, numbers: &[usize]) -> Self {
        let Division { whole, units } = &mut self.division;
        let of_units = units.iter_mut().flat_map(|(_, files)| files);
        for at in self.parts.iter_mut().chain(whole).chain(of_units) {
            *at = numbers[*at];
        }
        self
    }
}
