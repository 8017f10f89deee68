//! How deep a row of an outline lies: by the first name that it does not share with the rows above.

use crate::label::fold;
use crate::layout::{Block, Role};

/// The names above the next row of an outline, from the outermost.
#[derive(Debug, Default)]
pub(super) struct Path {
    held: Vec<Option<Held>>,
    /// The depth of the last row, and whether it is a single purchase rather than a group.
    last: Option<(usize, bool)>,
}

/// The names of one depth, and the row that gave them.
#[derive(Debug)]
struct Held {
    /// By column of the block, folded.
    names: Vec<(usize, String)>,
    depth: usize,
    is_article: bool,
}

impl Path {
    /// The depth of a row by its texts, column by column. A row that repeats the names above it, or leaves them blank,
    /// and carries an article or a kind of purchase is a further article of the line above.
    pub(super) fn depth(&self, block: &Block, texts: &[(usize, String)]) -> Option<usize> {
        let named = names_of(block, texts);
        let Some((deepest, _)) = named.last() else {
            let (last, is_article) = self.last.filter(|_| !texts.is_empty())?;
            return Some(last + usize::from(!is_article));
        };
        for depth in 0..=*deepest {
            let own = named.iter().find(|(at, _)| *at == depth);
            let held = self.held.get(depth).and_then(Option::as_ref);
            match (own, held) {
                (Some(_), _) if depth == *deepest && !is_article(block, texts) => {
                    return Some(depth);
                }
                (Some((_, names)), Some(held)) if !held.repeats(names) => return Some(depth),
                (Some(_), None) => return Some(depth),
                // the group began with an article: this is the next one
                (_, Some(held)) if held.is_article => return Some(held.depth),
                _ => {}
            }
        }
        Some(*deepest)
    }

    /// Goes on to a row of this depth.
    pub(super) fn enter(&mut self, block: &Block, texts: &[(usize, String)], row: usize) {
        let is_article = is_article(block, texts);
        for (depth, names) in names_of(block, texts) {
            let held = self.held.get(depth).and_then(Option::as_ref);
            if held.is_some_and(|held| held.repeats(&names)) {
                continue;
            }
            // what stands left of them at the same depth goes on
            let first = names.first().map_or(0, |(column, _)| *column);
            let held = held.map_or(&[][..], |held| &held.names);
            let goes_on = held.iter().filter(|(column, _)| *column < first);
            let names = goes_on.cloned().chain(names).collect();
            self.held.truncate(depth);
            self.held.resize_with(depth, || None);
            self.held.push(Some(Held {
                names,
                depth: row,
                is_article,
            }));
        }
        self.last = Some((row, is_article || has_kind(block, texts)));
    }
}

impl Held {
    fn repeats(&self, names: &[(usize, String)]) -> bool {
        names.iter().all(|name| self.names.contains(name))
    }
}

/// The names of a row by depth.
fn names_of(block: &Block, texts: &[(usize, String)]) -> Vec<(usize, Vec<(usize, String)>)> {
    let mut found: Vec<(usize, Vec<(usize, String)>)> = Vec::new();
    let mut levels = 0;
    for (index, column) in block.columns.iter().enumerate() {
        levels += usize::from(column.role == Role::Level);
        if !matches!(column.role, Role::Level | Role::LevelToo) {
            continue;
        }
        let Some((_, text)) = texts.iter().find(|(at, _)| *at == index) else {
            continue;
        };
        let (depth, name) = (levels.saturating_sub(1), (index, fold(text)));
        match found.last_mut().filter(|(last, _)| *last == depth) {
            Some((_, names)) => names.push(name),
            None => found.push((depth, vec![name])),
        }
    }
    found
}

/// Whether a row carries an article: the innermost name.
fn is_article(block: &Block, texts: &[(usize, String)]) -> bool {
    let innermost = block
        .columns
        .iter()
        .rposition(|column| column.role == Role::Level);
    texts.iter().any(|(index, _)| Some(*index) == innermost)
}

/// Whether a row has its own text beside its names, such as the kind of purchase.
fn has_kind(block: &Block, texts: &[(usize, String)]) -> bool {
    texts
        .iter()
        .any(|(index, _)| block.columns[*index].role == Role::Text)
}
