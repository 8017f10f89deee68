//! The department that a file names.

use super::form;
use super::heading;
use super::located::{LocatedTable, SheetTables};
use super::seal::own_name;
use super::stated;
use super::year;
use crate::book::sheet::Sheet;
use crate::label::fold;
use crate::layout::{Layout, Role};
use crate::place::CellRef;

/// The department that most headings of a file name.
pub(super) fn in_headings(
    sheets: &[&Sheet],
    found: &[SheetTables],
    layout: &Layout,
) -> Option<String> {
    let mut names: Vec<(String, String, usize)> = Vec::new();
    for (sheet, found) in sheets.iter().zip(found) {
        for located in &found.tables {
            let name = match layout.tables[located.table].form {
                None => heading::read(
                    sheet,
                    layout,
                    located.title,
                    located.header.0.saturating_sub(1),
                )
                .department
                .map(|(name, _)| name),
                Some(_) => of_form(sheet, located, layout).map(|(name, _)| name),
            };
            let Some(name) = name else { continue };
            let folded = fold(&name);
            match names.iter_mut().find(|(known, ..)| *known == folded) {
                Some((.., count)) => *count += 1,
                None => names.push((folded, name, 1)),
            }
        }
    }
    names
        .into_iter()
        .rev()
        .max_by_key(|(.., count)| *count)
        .map(|(_, name, _)| name)
}

/// The department that a form names in its field, and the cell.
pub(super) fn of_form(
    sheet: &Sheet,
    located: &LocatedTable,
    layout: &Layout,
) -> Option<(String, CellRef)> {
    let table = &layout.tables[located.table];
    let column = table.blocks[0]
        .columns
        .iter()
        .position(|column| column.role == Role::Department)?;
    let field = form::fields_of(sheet, table, located)
        .get(column)?
        .as_ref()?;
    let own = || {
        let value = sheet.own(field.at.row, field.at.column);
        value.map(|value| value.text().into_owned())
    };
    let name = field.inside.clone().or_else(own)?;
    let name = own_name(&name, layout).to_owned();
    Some((name, field.at)).filter(|(name, _)| !name.is_empty())
}

/// A department's name in front of a year: `某局2020年部门预算公开表`.
fn before_year(text: &str) -> Option<String> {
    let year = year::year_of(text)?;
    let (before, after) = text.split_once(&year.to_string())?;
    let name = before.trim();
    (name.chars().count() >= 3 && after.contains("预算")).then(|| name.to_owned())
}

/// The department that covers name in front of a year, or else the file's name.
pub(super) fn on_covers(
    file: &str,
    sheets: &[&Sheet],
    found: &[SheetTables],
    layout: &Layout,
) -> Option<String> {
    let covers = sheets.iter().zip(found);
    let name = covers
        .filter(|(_, found)| found.tables.is_empty())
        .flat_map(|(sheet, _)| sheet.cells.values())
        .find_map(|value| before_year(&value.text()))
        .or_else(|| before_year(stated::stem(file)))?;
    Some(own_name(&name, layout).to_owned())
}
