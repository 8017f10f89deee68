//! What words say that there is nothing of what a table is about. The words are the layout's.

use super::Layout;
use crate::label::fold;

/// Characters that may stand between a denial and what any table may lack: 没有发生此项.
const GAP: usize = 4;

/// Whether a text says that there is nothing of what a table is about; the table by its index.
pub(crate) fn is_denied(layout: &Layout, table: usize, text: &str) -> bool {
    let sentences = statements(layout, text);
    let mut clauses = sentences.iter().flat_map(|sentence| clauses(sentence));
    clauses.any(|clause| denies(layout, table, clause))
}

/// Whether a folded sentence says that there is nothing at all of what a filled table is about: of its money as a whole, without
/// words that limit it to a part or to another year.
pub(crate) fn denies_all(layout: &Layout, table: usize, sentence: &str) -> bool {
    let own = &layout.tables[table];
    let blocks = own.blocks.iter();
    let parts = blocks.flat_map(|block| {
        let headings = block.columns.iter().flat_map(|column| &column.headings);
        let labels = block.lines.iter().flat_map(|line| &line.known_labels);
        headings.chain(labels)
    });
    let parts: Vec<&String> = parts.collect();
    // 公务接待 is a column of the table of 三公
    let is_whole = |word: &&String| !parts.iter().any(|part| part.contains(word.as_str()));
    let whole: Vec<&String> = own.money.iter().filter(is_whole).collect();
    let names_whole = |text: &str| whole.iter().any(|word| text.contains(word.as_str()));
    let denials = &layout.words.denials;
    clauses(sentence)
        .filter(|clause| names_whole(clause) && !names(clause, &layout.words.denial_limits))
        .any(|clause| {
            let ends_in = denials.iter().any(|word| clause.ends_with(word.as_str()));
            let mut behind = denials.iter().flat_map(|word| behind(clause, word));
            ends_in || is_zero(layout, clause) || behind.any(names_whole)
        })
}

/// The folded sentences of a note that state something.
pub(crate) fn statements(layout: &Layout, note: &str) -> Vec<String> {
    let folded = fold(note);
    let sentences = folded.split(['。', ';', '!', '\n']);
    sentences
        .filter(|sentence| !names(sentence, &layout.words.instructions))
        .map(with_plain_zeros)
        .collect()
}

/// The parts of a folded sentence.
fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(',')
}

pub(crate) fn names(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// Whether a clause says that there is nothing of what the table is about.
fn denies(layout: &Layout, table: usize, clause: &str) -> bool {
    let own = &layout.tables[table].money;
    let others = layout.tables.iter().flat_map(|table| &table.money);
    let is_own = names(clause, own);
    if !is_own
        && others
            .into_iter()
            .any(|word| clause.contains(word.as_str()))
    {
        return false;
    }
    let is_named = is_own || names(clause, &layout.words.denied);
    let denials = &layout.words.denials;
    let ends_in = denials
        .iter()
        .any(|word| clause.ends_with(word.as_str()) && (is_named || word.chars().count() > 1));
    ends_in || is_zero(layout, clause) || {
        let behind = denials.iter().flat_map(|word| behind(clause, word));
        let is_denied = |rest: &str| {
            let near: String = rest.chars().take(GAP).collect();
            let mut denied = layout.words.denied.iter();
            names(rest, own)
                || denied.any(|word| {
                    let place = rest.find(word.as_str());
                    place.is_some_and(|place| place <= near.len())
                })
        };
        behind.into_iter().any(is_denied)
    }
}

/// What stands behind each place of a word.
fn behind<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(word)
        .map(move |(at, _)| &text[at + word.len()..])
}

/// Whether a clause says that an amount is nothing: 支出为0万元, but not 10万元.
fn is_zero(layout: &Layout, clause: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    layout.words.zero_words.iter().any(|word| {
        clause.match_indices(word.as_str()).any(|(at, _)| {
            let (before, after) = (&clause[..at], &clause[at + word.len()..]);
            let is_cut = word.starts_with(is_digit) && before.ends_with(is_digit)
                || word.ends_with(is_digit) && after.starts_with(is_digit);
            !is_cut
        })
    })
}

/// A folded text in which every 0.00 is 0.
fn with_plain_zeros(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        plain.push_str(&rest[..start]);
        let number = &rest[start..];
        let end = number.find(|c| !is_digit(c)).unwrap_or(number.len());
        let digits = &number[..end];
        let is_nothing = digits.starts_with('0') && digits.chars().all(|c| "0.".contains(c));
        plain.push_str(if is_nothing { "0" } else { digits });
        rest = &number[end..];
    }
    plain.push_str(rest);
    plain
}
