//! The cells of a sheet: each marked one gets the format of its fill. One that is not there is put where it
//! belongs. Rows and cells may leave out where they stand; they follow the ones before them then.

use super::SheetMarks;
use super::error::MarkError;
use super::fill::FillColor;
use super::frame::SheetSizes;
use super::sheet::Outline;
use super::styles::StyleSheet;
use crate::book::package::{Edits, Element, NotXml, Tag, TagKind, tags_within};
use crate::place::a1;
use crate::place::{CellRef, ROWS, area, cell};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A row as it is walked through.
struct MarkedRow<'a> {
    element: Element<'a>,
    number: u32,
    /// Whether it states its number, itself or in one of its cells.
    is_said: bool,
    /// Columns, and where their cells begin.
    cells: Vec<(u32, usize)>,
}

/// Marks cells; gives the grid of the sheet, and the colours that fills of marks cover.
///
/// # Errors
/// A part whose rows or cells have no place, or too many formats.
pub(super) fn paint(
    outline: &Outline<'_>,
    marks: &SheetMarks,
    styles: &mut StyleSheet<'_>,
    edits: &mut Edits,
) -> Result<(SheetSizes, BTreeMap<CellRef, FillColor>), MarkError> {
    let mut walk = CellWalk {
        marks,
        covered: BTreeMap::new(),
        current: None,
        next: CellRef::new(0, 0),
        found: HashSet::new(),
        rows: BTreeMap::new(),
        missing: marks.keys().map(|CellRef { row, .. }| *row).collect(),
        places: BTreeMap::new(),
        grid: SheetSizes::of(outline),
    };
    if let Some(end) = outline.rows.end {
        walk.rows(outline, end, styles, edits)?;
    }
    let created: Vec<CellRef> = marks
        .keys()
        .filter(|place| !walk.found.contains(place))
        .copied()
        .collect();
    walk.create(&created, outline, styles, edits)?;
    widen_dimension(outline, &created, edits);
    Ok((walk.grid, walk.covered))
}

/// Gives marked cells the format that each had before.
///
/// # Errors
/// A part whose rows or cells have no place, or too many formats.
pub(super) fn restore(
    outline: &Outline<'_>,
    marked: &BTreeMap<CellRef, Option<FillColor>>,
    styles: &mut StyleSheet<'_>,
    edits: &mut Edits,
) -> Result<(), MarkError> {
    let Some(end) = outline.rows.end else {
        return Ok(());
    };
    let mut next = CellRef::new(0, 0);
    for tag in tags_within(outline.text, outline.rows.content()..end) {
        let tag = tag?;
        match (tag.depth, tag.local(), tag.kind) {
            (0, "row", TagKind::Open | TagKind::Empty) => {
                let said = tag.attribute("r").and_then(|number| number.parse().ok());
                next.row = said.map_or(next.row, |number: u32| number.saturating_sub(1));
                next.column = 0;
                next.row += u32::from(tag.kind == TagKind::Empty);
            }
            (0, "row", TagKind::Close) => next.row += 1,
            (1, "c", TagKind::Open | TagKind::Empty) => {
                let place = tag
                    .attribute("r")
                    .and_then(|name| cell(&name))
                    .unwrap_or(next);
                next.column = place.column + 1;
                let style = tag.attribute("s").and_then(|own| own.parse().ok());
                if let (Some(fill), Some(style)) = (marked.get(&place), style)
                    && let Some(own) = styles.restored(style, fill.as_ref())?
                {
                    edits.replace(tag.span.clone(), tag.with("s", &own.to_string()));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

struct CellWalk<'a, 'm> {
    marks: &'m SheetMarks,
    /// The colours of cells before they were marked.
    covered: BTreeMap<CellRef, FillColor>,
    /// The row whose cells are read.
    current: Option<MarkedRow<'a>>,
    /// Row and column of a cell that does not say where it stands.
    next: CellRef,
    found: HashSet<CellRef>,
    /// Rows that hold marked cells.
    rows: BTreeMap<u32, MarkedRow<'a>>,
    /// Such rows that no row was seen for, nor a place.
    missing: BTreeSet<u32>,
    /// Where rows that are not there belong: before the first one that is further down.
    places: BTreeMap<u32, usize>,
    grid: SheetSizes,
}

impl<'a> CellWalk<'a, '_> {
    fn rows(
        &mut self,
        outline: &Outline<'a>,
        end: usize,
        styles: &mut StyleSheet<'_>,
        edits: &mut Edits,
    ) -> Result<(), MarkError> {
        for tag in tags_within(outline.text, outline.rows.content()..end) {
            let tag = tag?;
            match (tag.depth, tag.local(), tag.kind) {
                (0, "row", TagKind::Open | TagKind::Empty) => self.open_row(tag)?,
                (0, "row", TagKind::Close) => {
                    if let Some(mut done) = self.current.take() {
                        done.element.close(&tag);
                        self.finish(done);
                    }
                    self.next.row += 1;
                }
                (1, "c", TagKind::Open | TagKind::Empty) => self.cell(&tag, styles, edits)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn open_row(&mut self, tag: Tag<'a>) -> Result<(), NotXml> {
        let said = tag.attribute("r");
        if let Some(number) = &said {
            let number: Option<u32> = number.parse().ok();
            self.next.row = number.filter(|n| (1..=ROWS).contains(n)).ok_or(NotXml)? - 1;
        }
        self.next.column = 0;
        let is_empty = tag.kind == TagKind::Empty;
        let row = MarkedRow {
            element: Element::new(tag),
            number: self.next.row,
            is_said: said.is_some(),
            cells: Vec::new(),
        };
        if is_empty {
            self.finish(row);
            self.next.row += 1;
        } else {
            self.current = Some(row);
        }
        Ok(())
    }

    /// Paints a cell if it is marked.
    fn cell(
        &mut self,
        tag: &Tag<'a>,
        styles: &mut StyleSheet<'_>,
        edits: &mut Edits,
    ) -> Result<(), MarkError> {
        let said = tag
            .attribute("r")
            .map(|name| cell(&name).ok_or(NotXml))
            .transpose()?;
        let place = said.unwrap_or(self.next);
        self.next.column = place.column + 1;
        if let Some(current) = &mut self.current {
            if said.is_some() && !current.is_said {
                (current.number, current.is_said) = (place.row, true);
            }
            current.cells.push((place.column, tag.span.start));
        }
        if let Some((paint, _)) = self.marks.get(&place) {
            self.found.insert(place);
            // a cell that says nothing has the first format, whatever its row or column has
            let own = tag
                .attribute("s")
                .and_then(|own| own.parse().ok())
                .unwrap_or(0);
            self.covered
                .extend(styles.fill_of(own).map(|fill| (place, fill)));
            let style = styles.painted(own, *paint)?.to_string();
            edits.replace(tag.span.clone(), tag.with("s", &style));
        }
        Ok(())
    }

    fn finish(&mut self, row: MarkedRow<'a>) {
        self.grid.add_row(row.number, &row.element.tag);
        let start = row.element.tag.span.start;
        let above: Vec<u32> = self.missing.range(..row.number).copied().collect();
        for number in above {
            self.missing.remove(&number);
            self.places.insert(number, start);
        }
        if self
            .marks
            .range(CellRef::new(row.number, 0)..=CellRef::new(row.number, u32::MAX))
            .next()
            .is_some()
        {
            self.missing.remove(&row.number);
            self.rows.entry(row.number).or_insert(row);
        }
    }

    /// Puts cells that are not there where they belong.
    fn create(
        &mut self,
        created: &[CellRef],
        outline: &Outline<'a>,
        styles: &mut StyleSheet<'_>,
        edits: &mut Edits,
    ) -> Result<(), MarkError> {
        let mut at_the_end = String::new();
        for of_row in created.chunk_by(|a, b| a.row == b.row) {
            let number = of_row[0].row;
            let row = self.rows.get(&number);
            let mut at_row_end = String::new();
            for CellRef { column, .. } in of_row {
                let own = row
                    .and_then(MarkedRow::style)
                    .unwrap_or_else(|| outline.column_style(*column));
                let place = CellRef::new(number, *column);
                self.covered
                    .extend(styles.fill_of(own).map(|fill| (place, fill)));
                let style = styles.painted(own, self.marks[&place].0)?;
                let prefix = row.map_or(outline.rows.tag.prefix(), |row| row.element.tag.prefix());
                let cell = format!("<{prefix}c r=\"{}\" s=\"{style}\"/>", a1(number, *column));
                match row.and_then(|row| row.cells.iter().find(|(other, _)| other > column)) {
                    Some((_, place)) => edits.insert(*place, cell),
                    None => at_row_end += &cell,
                }
            }
            match (row, self.places.get(&number)) {
                (Some(row), _) if !at_row_end.is_empty() => edits.append(&row.element, &at_row_end),
                (Some(_), _) => {}
                (None, place) => {
                    let prefix = outline.rows.tag.prefix();
                    let row = format!(
                        "<{prefix}row r=\"{}\">{at_row_end}</{prefix}row>",
                        number + 1
                    );
                    match place {
                        Some(place) => edits.insert(*place, row),
                        None => at_the_end += &row,
                    }
                }
            }
        }
        if !at_the_end.is_empty() {
            edits.append(&outline.rows, &at_the_end);
        }
        Ok(())
    }
}

impl MarkedRow<'_> {
    /// The format of cells that are not there.
    fn style(&self) -> Option<u32> {
        let tag: &Tag<'_> = &self.element.tag;
        tag.attribute("s")
            .filter(|_| tag.is_true("customFormat"))?
            .parse()
            .ok()
    }
}

/// Lets the sheet reach the cells that were created.
fn widen_dimension(outline: &Outline<'_>, created: &[CellRef], edits: &mut Edits) {
    let Some(tag) = &outline.dimension else {
        return;
    };
    let Some(range) = tag.attribute("ref") else {
        return;
    };
    let Some((mut first, mut last)) = area(&range) else {
        return;
    };
    let before = (first, last);
    for CellRef { row, column } in created {
        first = CellRef::new(first.row.min(*row), first.column.min(*column));
        last = CellRef::new(last.row.max(*row), last.column.max(*column));
    }
    if (first, last) != before {
        let range = format!("{}:{}", first.a1(), last.a1());
        edits.replace(tag.span.clone(), tag.with("ref", &range));
    }
}
