//! Two versions of a form that give its project another name, and agree in all else.

use super::{VersionSettlement, amounts, is_same_in_words, project_of};
use crate::budget::{RowKey, Table};
use crate::finding::{Difference, VersionCell};
use crate::layout::Role;

impl VersionSettlement<'_> {
    /// Whether two forms in two files have the same amounts and words and another project, of which neither file has a
    /// form beside.
    pub(super) fn is_renamed_form(&self, earlier: usize, later: usize) -> bool {
        let [one, other] = [earlier, later].map(|index| &self.tables[index].0);
        let (Some(first), Some(second)) = (project_of(one), project_of(other)) else {
            return false;
        };
        let has_form = |index: usize, project: &str| {
            let own = self.tables.iter().map(|(table, _)| table);
            let mut forms = own.filter(|table| {
                table.layout == one.layout && table.title.at.file == *self.file(index)
            });
            forms.any(|form| project_of(form).as_deref() == Some(project))
        };
        let known = amounts(&self.tables[earlier]);
        first != second
            && one.number == other.number
            && !one.list.is_empty()
            && !known.is_empty()
            && is_same_in_words(one, other)
            && known == amounts(&self.tables[later])
            && !has_form(earlier, &second)
            && !has_form(later, &first)
    }

    /// The names of the project in both.
    pub(super) fn project_names(&self, earlier: usize, later: usize) -> Difference {
        let [one, other] = [earlier, later].map(|index| &self.tables[index].0);
        let columns = self.layout.tables[one.layout].blocks.iter();
        let mut columns = columns.flat_map(|block| &block.columns);
        let column = columns.find(|column| column.role == Role::Project);
        Difference {
            row: String::new(),
            column: column.map(|column| column.id.clone()).unwrap_or_default(),
            sides: [one, other].map(name),
        }
    }
}

/// The cell with the project's name.
fn name(form: &Table) -> Option<VersionCell> {
    let mut rows = form.rows().map(|(_, _, row)| row);
    let row = rows.find(|row| row.key == RowKey::Project || row.project.is_some())?;
    Some(VersionCell {
        cell: row.at.a1(),
        shown: row.project.clone(),
    })
}
