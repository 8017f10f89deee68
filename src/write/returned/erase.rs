//! Old marks taken off a workbook that was given back before: our notes with their boxes, and the fills under them.
//! Notes and fills of people stay.

use super::fill::FillColor;
use super::sheet::Outline;
use super::styles::StyleSheet;
use super::styles_part::StylesPart;
use super::{ReturnError, boxes, cells, notes};
use crate::book::package::{Edits, NotXml, Patch, SheetPart};
use std::collections::BTreeMap;

/// Takes the marks of an earlier run off the sheets of a workbook.
pub(super) fn take_off_marks(
    patch: &mut Patch<'_>,
    workbook: &str,
    sheets: &[SheetPart],
) -> Result<(), ReturnError> {
    let mut marked = Vec::new();
    for sheet in sheets {
        let relations = patch.relations(&sheet.path)?;
        let Some(part) = relations
            .iter()
            .find(|relation| relation.kind == "comments")
        else {
            continue;
        };
        let text = patch.text(&part.target)?;
        let old = notes::without_ours(&text).map_err(|wrong| wrong.in_part(&part.target))?;
        if let Some(old) = old {
            marked.push((sheet.path.as_str(), part.target.clone(), old));
        }
    }
    if marked.is_empty() {
        return Ok(());
    }
    let part = StylesPart::of(patch, workbook)?;
    let mut styles = StyleSheet::read(&part.text).map_err(|wrong| wrong.in_part(&part.path))?;
    for (path, notes, old) in marked {
        let text = patch.text(path)?;
        let damaged = |wrong: NotXml| wrong.in_part(path);
        let outline = Outline::read(&text, std::iter::empty()).map_err(damaged)?;
        let fills: BTreeMap<_, _> = old
            .on_cells
            .iter()
            .map(|(place, note)| (*place, FillColor::of_note(note)))
            .collect();
        let mut edits = Edits::default();
        cells::restore(&outline, &fills, &mut styles, &mut edits)
            .map_err(|wrong| wrong.in_part(path))?;
        if let Some(id) = outline.drawing_id() {
            let relations = patch.relations(path)?;
            if let Some(drawing) = relations.iter().find(|relation| relation.id == id) {
                let shapes = patch.text(&drawing.target)?;
                let kept = boxes::without(&shapes, &old.gone);
                let kept = kept.map_err(|wrong| wrong.in_part(&drawing.target))?;
                patch.put(&drawing.target, kept);
            }
        }
        let text = edits.apply(&text).map_err(damaged)?;
        patch.put(path, text);
        patch.put(&notes, old.text);
    }
    part.put(&styles, patch, workbook)?;
    Ok(())
}
