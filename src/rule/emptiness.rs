//! What notes say of an empty table: that it is empty, or why. The words are the layout's.

use crate::budget::{Placed, Table};
use crate::label::fold;
use crate::layout::Layout;
use crate::layout::emptiness::{denies_all, is_denied, names, statements};
use crate::read::year;
use crate::rule::narrative::Group;

/// Whether a note of a table without figures explains it.
pub(super) fn is_explained(layout: &Layout, table: &Table) -> bool {
    let mut notes = table.notes.iter();
    notes.any(|note| {
        let sentences = statements(layout, &note.text);
        let has = |words: &[String]| sentences.iter().any(|sentence| names(sentence, words));
        has(&layout.words.empty_words)
            || has(&layout.words.empty_reasons)
            || is_denied(layout, table.layout, &note.text)
    })
}

/// The note by which a filled table calls itself empty, or says that there is none of its money in the year of the budget.
pub(super) fn contradiction<'a>(
    layout: &Layout,
    table: &'a Table,
    budget: Option<i32>,
) -> Option<&'a Placed> {
    let is_of_year =
        |sentence: &str| year::named(sentence).all(|said| budget.is_none_or(|own| said == own));
    table.notes.iter().find(|note| {
        let sentences = statements(layout, &note.text);
        sentences.iter().any(|sentence| {
            names(sentence, &layout.words.empty_words)
                || (is_of_year(sentence) && denies_all(layout, table.layout, sentence))
        })
    })
}

/// The note that denies the money of another table, where none speaks of the table's own.
pub(super) fn of_other_money<'a>(
    layout: &Layout,
    more: Option<&Group>,
    table: &'a Table,
) -> Option<(&'a Placed, String)> {
    let own = &layout.tables[table.layout].money;
    let is_of = |note: &&Placed| names(&fold(&note.text), own);
    if own.is_empty() || table.notes.iter().any(|note| is_of(&note)) {
        return None;
    }
    let says_nothing = |sentence: &str| {
        let mut words = [
            &layout.words.denials,
            &layout.words.empty_reasons,
            &layout.words.empty_words,
        ]
        .into_iter();
        words.any(|words| names(sentence, words))
    };
    let money = |sentence: &String| {
        let others = layout.tables.iter().flat_map(|table| &table.money);
        let named = others
            .filter(|word| sentence.contains(word.as_str()))
            .cloned();
        named
            .max_by_key(String::len)
            .or_else(|| more?.first_in(sentence))
    };
    table.notes.iter().find_map(|note| {
        let sentences = statements(layout, &note.text);
        let denied = sentences.iter().filter(|it| says_nothing(it));
        Some((note, denied.filter_map(money).next()?))
    })
}

/// A note that says something else than that the table is empty, and something that not every such table says.
pub(super) fn unclear<'a>(layout: &Layout, table: &'a Table) -> Option<&'a Placed> {
    let remark = layout.tables[table.layout].remark.as_deref().map(fold);
    let mut notes = table.notes.iter();
    notes.find(|note| {
        let text = fold(&note.text);
        Some(&text) != remark.as_ref() && !layout.words.note_words.contains(&text)
    })
}
