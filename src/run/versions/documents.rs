//! The tables of a whole book that lies beside a workbook: they are those of the workbook again. Those that the workbook lacks are
//! used; of the others the figures that differ are told, and the workbook's are used.

use super::difference::differences;
use super::{FilledTable, is_same_form, leave_out, table_name};
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::Notice;
use crate::finding::{Difference, Problem, TableVersions};
use crate::layout::Layout;
use crate::place::Address;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::sync::Arc;

/// Tables that differ, with the titles of the first, by their files: that of the workbook first.
type Pairs = IndexMap<[Arc<str>; 2], (Vec<TableVersions>, [Address; 2])>;

/// Decimal places at which figures in different units are compared.
const PLACES: u32 = 2;

/// Leaves out the tables of documents that workbooks have too, and notes what differs.
pub(super) fn settle(
    tables: &mut Vec<FilledTable>,
    notices: &mut Vec<Notice>,
    layout: &Layout,
    documents: &HashSet<Arc<str>>,
) {
    let is_of_document = |(table, _): &FilledTable| documents.contains(&table.title.at.file);
    if !tables.iter().any(is_of_document) || tables.iter().all(is_of_document) {
        return;
    }
    let mut pairs = Pairs::new();
    let mut left_out = HashSet::new();
    for (at, own) in tables
        .iter()
        .enumerate()
        .filter(|(_, it)| is_of_document(it))
    {
        let is_many = layout.tables[own.0.layout].many;
        let mut others = tables
            .iter()
            .filter(|other| !is_of_document(other) && other.0.layout == own.0.layout)
            .peekable();
        if others.peek().is_none() {
            continue;
        }
        left_out.insert(at);
        let other = others.find(|other| !is_many || is_same_form(&other.0, &own.0));
        let Some(other) = other else {
            continue;
        };
        let units = [other, own].map(|it| it.0.unit_of_measure.unwrap_or(layout.unit_of_measure));
        let is_other = |it: &Difference| is_other_figure(it, layout.unit_of_measure, units);
        let (differences, count) = differences(layout, [other, own], false, is_other);
        if count == 0 {
            continue;
        }
        let titles = [other, own].map(|it| it.0.title.at.clone());
        let files = titles.each_ref().map(|it| it.file.clone());
        let (versions, _) = pairs.entry(files).or_insert_with(|| (Vec::new(), titles));
        versions.push(TableVersions {
            id: layout.tables[own.0.layout].id.clone(),
            table: table_name(layout, &own.0),
            differences,
            count,
            only_words: false,
        });
    }
    let of_pair = |(versions, titles): (Vec<TableVersions>, [Address; 2])| {
        Notice::at(
            titles.to_vec(),
            Problem::DocumentDiffers { versions, titles },
        )
    };
    notices.extend(pairs.into_values().map(of_pair));
    leave_out(tables, &left_out);
}

/// Whether both sides have a figure, and not the same one at the places that both show. Where one prints 元 and the other 万元,
/// these are those of the coarser unit.
fn is_other_figure(
    difference: &Difference,
    usual: UnitOfMeasure,
    [own_unit, other_unit]: [UnitOfMeasure; 2],
) -> bool {
    let shown = difference.sides.each_ref().map(|side| {
        let shown = side.as_ref()?.shown.as_ref()?;
        shown.replace(',', "").parse::<Decimal>().ok()
    });
    let [Some(one), Some(other)] = shown else {
        return false;
    };
    let (unit, places) = match own_unit == other_unit {
        true => (usual, one.scale().min(other.scale())),
        false => (own_unit.max(other_unit), PLACES),
    };
    let at_places = |value| Amount::new(usual.convert(value, unit)).published(places);
    at_places(one) != at_places(other)
}
