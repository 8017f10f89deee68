//! Last year's rows of a block, found by what this year's are.

use crate::budget::{Row, RowKey};
use crate::classification::{Catalogue, Code};
use crate::label::fold;
use std::collections::{HashMap, HashSet};
use std::mem::discriminant;

/// Last year's rows of one block by their codes and names.
pub(super) struct EarlierRows<'a> {
    rows: &'a [Row],
    by_code: HashMap<&'a Code, Vec<usize>>,
    by_name: HashMap<RowName, Vec<usize>>,
    /// Rows whose codes are gone, by the codes that took their place, and whether but one did.
    moved: HashMap<Code, Vec<(usize, bool)>>,
}

/// What a row is known by beside its code.
#[derive(PartialEq, Eq, Hash)]
enum RowName {
    Line(usize),
    Single,
    Unit,
    Project(Option<String>),
    Level(usize),
}

impl<'a> EarlierRows<'a> {
    /// Of last year's rows, beside those of this year.
    pub(super) fn of(rows: &'a [Row], current: &[Row], catalogue: Option<&Catalogue>) -> Self {
        let mut own = Self {
            rows,
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            moved: HashMap::new(),
        };
        let kept: HashSet<&Code> = current.iter().filter_map(|it| it.code.as_ref()).collect();
        for (at, row) in rows.iter().enumerate() {
            if let Some(name) = RowName::of(row) {
                own.by_name.entry(name).or_default().push(at);
            }
            let Some(code) = &row.code else { continue };
            own.by_code.entry(code).or_default().push(at);
            if kept.contains(code) {
                continue;
            }
            let entry = catalogue.and_then(|it| it.entry(code));
            let namings = entry.into_iter().flat_map(|it| &it.namings);
            let moved: Vec<&Code> = namings.flat_map(|it| &it.moved_to).collect();
            for new in &moved {
                let rows = own.moved.entry((*new).clone()).or_default();
                rows.push((at, moved.len() == 1));
            }
        }
        own
    }

    /// The rows for one of this year, none if there was none; nothing where that cannot be said.
    pub(super) fn counterparts(&self, row: &Row) -> Option<Vec<usize>> {
        let own_name = RowName::of(row).filter(|_| !is_coded_line(row));
        let is_known_by_name = |earlier: &Row| {
            own_name.is_some() && discriminant(&earlier.key) == discriminant(&row.key)
        };
        let has_texts =
            |earlier: &Row| !matches!(row.key, RowKey::Level(_)) || earlier.texts == row.texts;
        let of_name = own_name.as_ref().and_then(|it| self.by_name.get(it));
        let of_name = of_name.into_iter().flatten().copied();
        let of_name = of_name.filter(|at| has_texts(&self.rows[*at]));
        let of_code = row.code.as_ref().and_then(|it| self.by_code.get(it));
        let of_code = of_code.into_iter().flatten().copied();
        let of_code = of_code.filter(|at| !is_known_by_name(&self.rows[*at]));
        let mut found: Vec<usize> = of_name.chain(of_code).collect();
        if found.len() > 1 {
            return None;
        }
        if let (RowKey::Code, Some(code)) = (&row.key, &row.code) {
            for (at, is_only) in self.moved.get(code).into_iter().flatten() {
                // where it was divided up, the amounts are not known
                if !is_only {
                    return None;
                }
                found.push(*at);
            }
        }
        Some(found)
    }
}

impl RowName {
    fn of(row: &Row) -> Option<Self> {
        Some(match row.key {
            RowKey::Line(line) => Self::Line(line),
            RowKey::Single => Self::Single,
            RowKey::Unit => Self::Unit,
            RowKey::Project => Self::Project(row.project.as_deref().map(fold)),
            RowKey::Level(depth) => Self::Level(depth),
            RowKey::Code | RowKey::Unclear => return None,
        })
    }
}

/// Whether a row is a line of the layout that is known by its code.
fn is_coded_line(row: &Row) -> bool {
    matches!(row.key, RowKey::Line(_)) && row.code.is_some()
}
