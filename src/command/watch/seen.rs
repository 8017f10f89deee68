//! Which files of an inbox have changed, and which of those keep still: a file that is being written changes from one
//! look to the next.

use crate::run::{SubmittedFile, Trust};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// A file that has not changed for so long is whole, as far as one can see.
const STEADY: Duration = Duration::from_millis(500);
/// A file that is steady waits so long for others that are not: they may be of one department.
const TOGETHER: Duration = Duration::from_millis(600);
/// A file that cannot be read is not complained about for so long: the rest of it may be on its way.
const GRACE: Duration = Duration::from_secs(4);

/// The names that browsers and chat programs give to what they have not finished.
const PARTIAL: [&str; 10] = [
    "tmp",
    "temp",
    "part",
    "partial",
    "crdownload",
    "download",
    "opdownload",
    "filepart",
    "xltd",
    "!ut",
];

/// Whether a name says that its file is not finished.
pub(super) fn is_partial(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| PARTIAL.iter().any(|it| ending.eq_ignore_ascii_case(it)))
}

/// What the system says of a file, by which one sees that it was touched.
pub(super) type Stamp = (u64, Option<SystemTime>);

/// What it says now; `None` where the file has gone.
pub(super) fn stamp(file: &SubmittedFile) -> Option<Stamp> {
    let about = std::fs::metadata(&file.path).ok()?;
    Some((about.len(), about.modified().ok()))
}

struct File {
    /// `None`: it has gone.
    stamp: Option<Stamp>,
    /// When it was last seen to change.
    changed: Instant,
    /// Whether that has been dealt with.
    is_done: bool,
    /// Whether it is to be looked at again all the same.
    is_open: bool,
}

impl File {
    fn new(stamp: Option<Stamp>, changed: Instant) -> Self {
        Self {
            stamp,
            changed,
            is_done: false,
            is_open: false,
        }
    }
}

/// Every file of an inbox.
#[derive(Default)]
pub(super) struct WatchedFiles(BTreeMap<Arc<str>, File>);

impl WatchedFiles {
    /// Takes in what there is now.
    pub(super) fn update(&mut self, now: Instant, files: &[(Arc<str>, Stamp)]) {
        let there: HashSet<&str> = files.iter().map(|(name, _)| &**name).collect();
        for (name, file) in &mut self.0 {
            if !there.contains(&**name) && file.stamp.is_some() {
                *file = File::new(None, now);
            }
        }
        for (name, stamp) in files {
            let known = self.0.get(name).and_then(|file| file.stamp);
            if known != Some(*stamp) {
                self.0.insert(name.clone(), File::new(Some(*stamp), now));
            }
        }
    }

    /// Whether a file keeps still; one that is not known does not.
    pub(super) fn is_steady(&self, name: &str, now: Instant) -> bool {
        self.0
            .get(name)
            .is_some_and(|file| file.is_done || now - file.changed >= STEADY)
    }

    /// How sure one is of a file.
    pub(super) fn look(&self, name: &str, now: Instant) -> Trust {
        match self.0.get(name) {
            Some(file) if file.is_done && !file.is_open => Trust::Trusted,
            _ if self.is_steady(name, now) => Trust::Content,
            _ => Trust::Held,
        }
    }

    /// Whether something has changed and keeps still, and nothing is worth waiting for.
    pub(super) fn is_ready(&self, now: Instant) -> bool {
        let mut steady = self
            .0
            .values()
            .filter(|file| !file.is_done && now - file.changed >= STEADY)
            .peekable();
        let mut moving = self
            .0
            .values()
            .filter(|file| !file.is_done && now - file.changed < STEADY)
            .peekable();
        if moving.peek().is_none() {
            return steady.peek().is_some();
        }
        // programs save by taking the old file away and putting a new one in its place
        moving.all(|file| file.stamp.is_some())
            && steady.any(|file| now - file.changed >= STEADY + TOGETHER)
    }

    /// Whether something is under way.
    pub(super) fn is_moving(&self) -> bool {
        self.0.values().any(|file| !file.is_done)
    }

    /// Whether a file that cannot be read may be unfinished still. `name` may be one in a zip.
    pub(super) fn is_in_grace(&self, name: &str, now: Instant) -> bool {
        self.of(name)
            .is_some_and(|(_, file)| now - file.changed < GRACE)
    }

    /// All that is steady has been dealt with; files of `open` are looked at again the next time. Gives what has gone.
    pub(super) fn done(&mut self, now: Instant, open: &[Arc<str>]) -> Vec<Arc<str>> {
        let open: HashSet<Arc<str>> = open
            .iter()
            .filter_map(|name| self.of(name))
            .map(|(own, _)| own)
            .collect();
        for (name, file) in &mut self.0 {
            file.is_done |= now - file.changed >= STEADY;
            file.is_open = open.contains(name);
        }
        let gone = |file: &File| file.is_done && file.stamp.is_none();
        let names = self
            .0
            .iter()
            .filter(|(_, file)| gone(file))
            .map(|(name, _)| name.clone())
            .collect();
        self.0.retain(|_, file| !gone(file));
        names
    }

    /// Nothing is sure any more.
    pub(super) fn doubt(&mut self) {
        self.0.values_mut().for_each(|file| file.is_done = false);
    }

    fn of(&self, name: &str) -> Option<(Arc<str>, &File)> {
        let ends = name
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([name.len()]);
        ends.filter_map(|end| self.0.get_key_value(&name[..end]))
            .map(|(own, file)| (own.clone(), file))
            .next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[(&str, u64)]) -> Vec<(Arc<str>, Stamp)> {
        list.iter()
            .map(|(name, size)| ((*name).into(), (*size, None)))
            .collect()
    }

    #[test]
    fn a_file_that_grows_is_not_ready_before_it_keeps_still() {
        let (mut seen, begun) = (WatchedFiles::default(), Instant::now());
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        seen.update(at(0), &names(&[("a.xlsx", 1)]));
        seen.update(at(400), &names(&[("a.xlsx", 2)]));
        assert!(!seen.is_ready(at(600)));
        assert_eq!(seen.look("a.xlsx", at(600)), Trust::Held);
        assert!(seen.is_ready(at(900)));
        assert_eq!(seen.look("a.xlsx", at(900)), Trust::Content);
        assert!(seen.done(at(900), &[]).is_empty());
        assert_eq!(seen.look("a.xlsx", at(900)), Trust::Trusted);
        assert!(!seen.is_ready(at(5000)) && !seen.is_moving());
    }

    #[test]
    fn one_that_never_ends_does_not_keep_the_others() {
        let (mut seen, begun) = (WatchedFiles::default(), Instant::now());
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        for step in 0..6 {
            seen.update(at(step * 200), &names(&[("a.xlsx", 1), ("b.xlsx", step)]));
        }
        assert!(!seen.is_ready(at(1000)));
        assert!(seen.is_ready(at(1100)));
    }

    #[test]
    fn a_file_that_is_saved_anew_is_not_gone() {
        let (mut seen, begun) = (WatchedFiles::default(), Instant::now());
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        seen.update(at(0), &names(&[("a.xlsx", 1), ("b.xlsx", 1)]));
        seen.done(at(500), &[]);
        seen.update(at(600), &names(&[("b.xlsx", 1)]));
        assert!(!seen.is_ready(at(1000)));
        seen.update(at(1000), &names(&[("a.xlsx", 1), ("b.xlsx", 1)]));
        assert!(seen.is_ready(at(1500)));
        assert!(seen.done(at(1500), &[]).is_empty());
        seen.update(at(2000), &names(&[("a.xlsx", 1)]));
        assert_eq!(seen.done(at(2500), &[]), ["b.xlsx".into()]);
    }

    #[test]
    fn what_cannot_be_read_has_some_time() {
        let (mut seen, begun) = (WatchedFiles::default(), Instant::now());
        seen.update(begun, &names(&[("a.zip", 1)]));
        let soon = begun + Duration::from_secs(1);
        assert!(seen.is_in_grace("a.zip/部门/表一.xlsx", soon));
        seen.done(soon, &["a.zip/部门/表一.xlsx".into()]);
        assert_eq!(seen.look("a.zip", soon), Trust::Content);
        assert!(!seen.is_in_grace("a.zip", begun + GRACE));
    }

    #[test]
    fn what_is_downloaded_is_known_by_its_name() {
        assert!(is_partial("表三.xlsx.crdownload") && is_partial("A1B2.TMP"));
        assert!(!is_partial("表三.xlsx") && !is_partial("tmp"));
    }
}
