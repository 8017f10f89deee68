//! What notes say of an empty table: that it is empty, or why. The words are the layout's.

use crate::budget::{Placed, Table};
use crate::label::fold;
use crate::layout::Layout;
use crate::layout::emptiness::{is_denied, names, statements};

/// Whether a note of a table without figures explains it.
pub(super) fn is_explained(layout: &Layout, table: &Table) -> bool {
    let mut notes = table.notes.iter();
    notes.any(|note| {
        let sentences = statements(layout, &note.text);
        let has = |words: &[String]| sentences.iter().any(|sentence| names(sentence, words));
        has(&layout.empty_words)
            || has(&layout.empty_reasons)
            || is_denied(layout, table.layout, &note.text)
    })
}

/// The note by which a filled table calls itself empty.
pub(super) fn contradiction<'a>(layout: &Layout, table: &'a Table) -> Option<&'a Placed> {
    table.notes.iter().find(|note| {
        let sentences = statements(layout, &note.text);
        sentences
            .iter()
            .any(|sentence| names(sentence, &layout.empty_words))
    })
}

/// A note that says something else than that the table is empty, and something that not every such table says.
pub(super) fn unclear<'a>(layout: &Layout, table: &'a Table) -> Option<&'a Placed> {
    let remark = layout.tables[table.layout].remark.as_deref().map(fold);
    let mut notes = table.notes.iter();
    notes.find(|note| {
        let text = fold(&note.text);
        Some(&text) != remark.as_ref() && !layout.note_words.contains(&text)
    })
}
