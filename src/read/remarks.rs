//! Words beside and below the rows of a table, and further units that a form names: what is neither read nor published.

use super::file::FileRead;
use super::located::LocatedTable;
use super::rows::RowReader;
use super::unclaimed::is_word;
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::budget::FactId;
use crate::finding::{BeyondProblem, Problem};
use crate::label::{fold, is_alike};
use crate::layout::{Layout, Role};
use crate::place::CellRef;
use std::collections::BTreeMap;

/// Characters of Chinese that make a word of a remark.
const SHORTEST: usize = 2;

/// A text with its cell.
type Remark = (CellRef, String);

impl FileRead {
    /// Names words that stand in no column of a table, in rows with its figures.
    pub(super) fn report_remarks(&mut self, sheet: &Sheet, claimed: &ClaimedCells<'_>) {
        let remarks = claimed.free().filter_map(|(place, value)| {
            let text = value.text();
            (is_word(value) && is_chinese(&text)).then(|| (*place, text.trim().to_owned()))
        });
        let remarks: Vec<Remark> = remarks.collect();
        if remarks.is_empty() {
            return;
        }
        let rows = self.rows_of_tables(sheet);
        let mut of_table: BTreeMap<usize, Vec<Remark>> = BTreeMap::new();
        for remark in remarks {
            if let Some(table) = rows.get(&remark.0.row) {
                of_table.entry(*table).or_default().push(remark);
            }
        }
        for (table, remarks) in of_table {
            let id = self.layout.tables[self.tables[table].layout].id.clone();
            self.report_left_out(sheet, id, remarks);
        }
    }

    /// The rows of a sheet in which tables have figures.
    fn rows_of_tables(&self, sheet: &Sheet) -> BTreeMap<u32, usize> {
        let mut rows = BTreeMap::new();
        for (at, table) in self.tables.iter().enumerate() {
            if self.layout.tables[table.layout].form.is_some() {
                continue;
            }
            for (_, _, row) in table.rows() {
                let facts = row
                    .facts
                    .iter()
                    .flatten()
                    .map(|FactId(id)| &self.facts[*id]);
                let own = facts.filter(|fact| fact.at.sheet == sheet.name);
                rows.extend(own.map(|fact| (fact.at.row, at)));
            }
        }
        rows
    }

    /// Names the units that a form has beside its own: 主管部门 is published, and 实施单位 is not.
    pub(super) fn report_other_units(
        &mut self,
        sheet: &Sheet,
        located: &LocatedTable,
        layout: &Layout,
        own: &str,
    ) {
        let table = &layout.tables[located.table];
        let columns = table.blocks.iter().flat_map(|block| &block.columns);
        let columns: Vec<Role> = columns.map(|column| column.role).collect();
        let is_unit = |text: &str| {
            table.labels().iter().any(|label| {
                let role = label.field.and_then(|(field, _)| columns.get(field));
                label.text == text && role == Some(&Role::Department)
            })
        };
        let cells = sheet.rows(located.title.row, located.end);
        let labels = cells.filter(|(_, value)| is_word(value) && is_unit(&value.folded()));
        let named = labels.filter_map(|(place, label)| {
            let mut right = sheet
                .row(place.row)
                .filter(|(column, _)| *column > place.column);
            let (column, value) = right.next()?;
            let name = value.text().trim().to_owned();
            let is_other = is_word(value) && is_chinese(&name) && !is_alike(&name, own);
            let is_value = !is_unit(&value.folded()) && fold(&name) != fold(own);
            (is_other && is_value).then(|| {
                let said = format!("{}：{name}", label.text().trim());
                (CellRef::new(place.row, column), said)
            })
        });
        let named: Vec<Remark> = named.collect();
        if !named.is_empty() {
            self.report_left_out(sheet, table.id.clone(), named);
        }
    }

    fn report_left_out(&mut self, sheet: &Sheet, table: String, remarks: Vec<Remark>) {
        let at = remarks.iter().map(|(place, _)| self.address(sheet, *place));
        let at = at.collect();
        let said = remarks.into_iter().map(|(_, text)| text).collect();
        let problem = BeyondProblem::Remarks { table, said };
        self.notice(at, Problem::Beyond(problem));
    }
}

impl RowReader<'_, '_> {
    /// Names words in several cells of a row below a table, which make no note; labels to be signed are passed over.
    pub(super) fn report_words_below(&mut self, row: u32) {
        let words = self.sheet.row(row).filter(|(_, value)| is_word(value));
        let words: Vec<(CellRef, String)> = words
            .map(|(column, value)| (CellRef::new(row, column), value.text().trim().to_owned()))
            .filter(|(_, text)| is_chinese(text))
            .collect();
        if words.is_empty() || words.iter().any(|(_, text)| text.contains([':', '：'])) {
            return;
        }
        let at: Vec<CellRef> = words.iter().map(|(at, _)| *at).collect();
        let problem = BeyondProblem::Remarks {
            table: self.table().id.clone(),
            said: words.into_iter().map(|(_, text)| text).collect(),
        };
        self.notice(&at, Problem::Beyond(problem));
    }
}

/// Whether a text has a word of Chinese.
fn is_chinese(text: &str) -> bool {
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    text.chars().filter(is_han).nth(SHORTEST - 1).is_some()
}
