//! Departments of an inbox that several runs do beside each other, where a run has one thread only. Each run does its
//! share and leaves the results as files; one more run takes them in and writes what belongs to all departments.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// The departments of one run.
#[derive(Debug, Clone)]
pub struct Share {
    /// Its number among the shares, from zero on.
    pub number: usize,
    /// How many shares there are.
    pub of: NonZero<usize>,
    /// The folder that results are left in.
    pub results: PathBuf,
}

impl Share {
    /// Whether a department belongs to it. They are dealt out back and forth: in a folder that repeats itself, plain
    /// dealing would give the large ones to one share.
    pub fn has(&self, department: usize) -> bool {
        let (round, place) = (department / self.of, department % self.of);
        let place = if round.is_multiple_of(2) {
            place
        } else {
            self.of.get() - 1 - place
        };
        place == self.number
    }

    /// Leaves the result of a department. One that cannot be left is made again by the run that takes them in.
    pub(crate) fn leave(&self, department: usize, result: &impl Serialize) {
        let bytes = postcard::to_stdvec(result).expect("a vector takes everything");
        let _ = fs::write(self.results.join(file_name(department)), bytes);
    }
}

/// Whether a run has left the result of a department in a folder.
pub(crate) fn is_left(results: &Path, department: usize) -> bool {
    results.join(file_name(department)).is_file()
}

/// The result of a department that a run has left in a folder.
pub(crate) fn left<T: DeserializeOwned>(results: &Path, department: usize) -> Option<T> {
    let bytes = fs::read(results.join(file_name(department))).ok()?;
    postcard::from_bytes(&bytes).ok()
}

fn file_name(department: usize) -> String {
    format!("department-{department}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_department_belongs_to_one_share() {
        for of in (1..5).filter_map(NonZero::new) {
            let shares = (0..of.get()).map(|number| Share {
                number,
                of,
                results: PathBuf::new(),
            });
            let shares: Vec<Share> = shares.collect();
            for department in 0..40 {
                let having = shares.iter().filter(|share| share.has(department));
                assert_eq!(having.count(), 1, "{department} of {of}");
            }
        }
    }
}
