//! Covers that name another department than the tables: copied from a neighbour, or from another file.

use super::department::{above_year, before_year, is_name, is_year, on_first_page};
use super::file::FileRead;
use super::located::SheetTables;
use crate::book::sheet::Sheet;
use crate::book::text::TextSource;
use crate::book::value::Value;
use crate::budget::Notice;
use crate::finding::Problem;
use crate::label::is_alike;
use crate::place::{Address, CellRef};

/// Texts that a cover has at most, and characters of its longest line.
const LINES: usize = 12;
const LINE: usize = 40;

impl FileRead {
    /// Reports covers among the sheets that name another department than the headings of all tables do.
    pub(super) fn report_covers(&mut self, sheets: &[&Sheet], found: &[SheetTables]) {
        let covers = sheets.iter().zip(found).filter(|(_, found)| {
            found.tables.is_empty() && found.strange.is_empty() && found.pieces.is_empty()
        });
        for (sheet, _) in covers {
            let Some((at, here, lines)) = self.on_cover(sheet) else {
                continue;
            };
            let at = Address {
                file: self.name.clone(),
                sheet: sheet.name.clone(),
                row: at.row,
                column: at.column,
            };
            self.report_cover((vec![at], None), here, &lines);
        }
    }

    /// The department that a cover names, and its cell; and all its lines.
    fn on_cover(&self, sheet: &Sheet) -> Option<(CellRef, String, Vec<String>)> {
        let (places, lines): (Vec<CellRef>, Vec<String>) = sheet
            .cells
            .iter()
            .filter_map(|(at, value)| match value {
                Value::Text(text) => Some((*at, text.split_whitespace().collect::<String>())),
                _ => None,
            })
            .filter(|(_, line)| !line.is_empty())
            .take(LINES + 1)
            .unzip();
        let is_short = |line: &String| line.chars().count() <= LINE;
        let is_cover = lines.len() <= LINES && lines.iter().all(is_short);
        if !is_cover || !lines.iter().any(|line| is_year(line)) {
            return None;
        }
        let (at, name) =
            above_year(&lines, &self.layout, is_year).or_else(|| self.other_on(&lines))?;
        Some((places[at], name, lines))
    }

    /// Another department that a line of a cover is the name of, or that stands in front of the year.
    fn other_on(&self, lines: &[String]) -> Option<(usize, String)> {
        let own = self.department.as_deref()?;
        let name = |line: &String| before_year(line).unwrap_or_else(|| line.clone());
        let named = lines.iter().map(name).enumerate();
        let mut names = named.filter(|(_, name)| is_name(name, &self.layout));
        names.find(|(_, name)| self.layout.departments.are_two(name, own))
    }

    /// The same of the first page of a document.
    pub(crate) fn report_first_page(&mut self, source: &TextSource) {
        if let Some((at, here)) = on_first_page(source, &self.layout) {
            self.report_cover((Vec::new(), Some(at + 1)), here, &[]);
        }
    }

    fn report_cover(
        &mut self,
        (at, paragraph): (Vec<Address>, Option<usize>),
        here: String,
        lines: &[String],
    ) {
        let headings = self.tables.iter().filter_map(|it| it.department.as_ref());
        let all = headings.map(|it| &it.text).chain(&self.department);
        let mut named = all.chain(lines.iter().filter(|line| !line.contains(&here)));
        let Some(there) = self.department.clone() else {
            return;
        };
        if !is_name(&there, &self.layout) || named.any(|name| is_alike(name, &here)) {
            return;
        }
        let place = at.is_empty().then(|| (self.name.clone(), None));
        let problem = Problem::DepartmentOnCover {
            here,
            there,
            paragraph,
        };
        self.notices.push(Notice { at, place, problem });
    }
}
