//! What one file holds on its way out of memory: to another process, or to a file of the system for later.

use crate::budget::Placed;
use crate::layout::Layout;
use crate::place::Address;
use crate::read::file::FileRead;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// A [`FileRead`]; its layout is known by its number, and so are the names of files and sheets in addresses.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TransferredFile {
    file: FileRead<usize>,
    names: Vec<Arc<str>>,
}

impl TransferredFile {
    pub(crate) fn of(file: FileRead, layouts: &[Arc<Layout>]) -> Self {
        let layout = layouts
            .iter()
            .position(|layout| layout.id == file.layout.id)
            .unwrap_or(usize::MAX);
        let mut sent = Self {
            file: file.with_layout(layout),
            names: Vec::new(),
        };
        let mut known: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        let mut names = Vec::new();
        sent.each_name(|name| {
            let number = known.entry(name.clone()).or_insert_with(|| {
                names.push(name.clone());
                (names.len() - 1).to_string().into()
            });
            *name = number.clone();
        });
        sent.names = names;
        sent
    }

    /// The file as it was; `None` where the sender had another layout.
    pub(crate) fn read(mut self, layouts: &[Arc<Layout>]) -> Option<FileRead> {
        let layout = layouts.get(self.file.layout)?.clone();
        let names = std::mem::take(&mut self.names);
        let mut all_known = true;
        self.each_name(
            |number| match number.parse().ok().and_then(|at: usize| names.get(at)) {
                Some(name) => *number = name.clone(),
                None => all_known = false,
            },
        );
        all_known.then(|| self.file.with_layout(layout))
    }

    /// Every name of a file or sheet in an address.
    fn each_name(&mut self, mut change: impl FnMut(&mut Arc<str>)) {
        let mut address = |address: &mut Address| {
            change(&mut address.file);
            change(&mut address.sheet);
        };
        let FileRead {
            facts,
            notices,
            tables,
            ..
        } = &mut self.file;
        facts.iter_mut().for_each(|fact| address(&mut fact.at));
        notices
            .iter_mut()
            .flat_map(|notice| &mut notice.at)
            .for_each(&mut address);
        for table in tables {
            let placed = [&mut table.title]
                .into_iter()
                .chain(&mut table.department)
                .chain(&mut table.notes);
            placed.for_each(|Placed { at, .. }| address(at));
            for row in table.blocks.iter_mut().flatten() {
                address(&mut row.at);
                row.code_cells.iter_mut().for_each(&mut address);
                let last_year = row.last_year.iter_mut();
                last_year.for_each(|figure| address(&mut figure.at));
            }
        }
    }
}
