//! What a run leaves for the next one, so that what has not changed is not done again: a file beside the output. It
//! says of every input what is known of it and of every department what was written for it. It is believed only
//! where contents agree; a file that is damaged, of another version or of other rules is as good as none.

use super::Options;
use super::output::{self, Expected};
use crate::read::{self, Digest, Records, digest};
use crate::reconcile::Report;
use crate::report::{self, Department};
use crate::rule::Level;
use crate::templates;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

/// The file; hidden, and in a folder that is never read back.
const NAME: &str = ".gouji-state";
/// What it begins with: its kind and its version.
const MARK: &[u8] = b"gouji state 2\n";
/// Bytes beyond which it is not read.
const BYTES: u64 = 256 << 20;

/// What is known from earlier runs.
#[derive(Debug, Default)]
pub(super) struct State {
    /// What everything depends on beside the files.
    key: Digest,
    /// Files by their names.
    pub(super) files: Records,
    departments: HashMap<Digest, Done>,
    /// What stands for all that the summary of the folder says, and for the summary.
    pub(super) summary: Option<(Digest, Digest)>,
}

/// A department that was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    /// Stands for its files and for the names of its output.
    pub(super) inputs: Digest,
    /// Its output.
    pub(super) expected: Vec<Expected>,
    /// What it came to.
    pub(super) outcome: Examined,
    /// What was printed for it.
    pub(super) text: String,
    /// What the summary of the folder needs of it; see [`report::Digest`].
    pub(super) digest: Vec<u8>,
}

impl Done {
    /// What its report says of a department.
    pub(super) fn of(department: &Department<'_>) -> Self {
        let digest = postcard::to_stdvec(&report::Digest::of(department)).unwrap_or_default();
        Self { outcome: Examined::of(department.report, read::warned(department.budget)), digest, ..Self::default() }
    }
}

/// What a department came to, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Examined {
    /// Whether it may be published.
    pub(super) is_publishable: bool,
    /// Its files of which reading noticed something.
    pub(super) warned: usize,
    /// Equations that do not hold.
    pub(super) broken: usize,
    /// Findings that block publishing.
    pub(super) mandatory: usize,
}

impl Examined {
    /// What a report comes to.
    pub(super) fn of(report: &Report, warned: usize) -> Self {
        Self {
            is_publishable: report.is_publishable(),
            warned,
            broken: report.broken,
            mandatory: report.count(Level::Mandatory),
        }
    }
}

/// As it lies on the disk; in an order of its own, so that equal states have equal bytes.
#[derive(Serialize, Deserialize)]
struct Stored<F, D> {
    key: Digest,
    files: F,
    departments: D,
    summary: Option<(Digest, Digest)>,
}

impl State {
    /// A state that knows nothing.
    pub(super) fn new(key: Digest) -> Self {
        Self { key, ..Self::default() }
    }

    /// What an earlier run left in a folder; nothing where it worked by another key.
    pub(super) fn load(folder: &Path, key: Digest) -> Self {
        let path = folder.join(NAME);
        let is_honest = fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() <= BYTES);
        let bytes = if is_honest { fs::read(path).unwrap_or_default() } else { Vec::new() };
        Self::from_bytes(&bytes).filter(|state| state.key == key).unwrap_or_else(|| Self::new(key))
    }

    /// Leaves it for the next run; where that fails, the next run has more to do.
    pub(super) fn save(&self, folder: &Path) {
        if folder.is_dir() {
            let _ = output::replace(&folder.join(NAME), &self.bytes());
        }
    }

    /// A state that knows nothing yet, of the same program, rules and options.
    pub(super) fn successor(&self) -> Self {
        Self::new(self.key)
    }

    /// Whether it is of these.
    pub(super) fn is_of(&self, key: &Digest) -> bool {
        self.key == *key
    }

    /// A department that was done.
    pub(super) fn done(&self, inputs: &Digest) -> Option<&Done> {
        self.departments.get(inputs)
    }

    /// Remembers a department.
    pub(super) fn keep(&mut self, done: Done) {
        self.departments.insert(done.inputs, done);
    }

    /// Adds what another state knows and this one does not.
    pub(super) fn add(&mut self, other: Self) {
        for (name, record) in other.files {
            self.files.entry(name).or_insert(record);
        }
        for (inputs, done) in other.departments {
            self.departments.entry(inputs).or_insert(done);
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let files: BTreeMap<_, _> = self.files.iter().collect();
        let departments: Vec<_> = self.departments.iter().collect::<BTreeMap<_, _>>().into_values().collect();
        let stored = Stored { key: self.key, files, departments, summary: self.summary };
        let body = postcard::to_stdvec(&stored).expect("a vector takes everything");
        [MARK, &digest(&body), &body].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sum, body) = bytes.strip_prefix(MARK)?.split_at_checked(size_of::<Digest>())?;
        if digest(body) != sum {
            return None;
        }
        let Stored { key, files, departments, summary } =
            postcard::from_bytes::<Stored<Records, Vec<Done>>>(body).ok()?;
        Some(Self {
            key,
            files,
            departments: departments.into_iter().map(|done| (done.inputs, done)).collect(),
            summary,
        })
    }
}

/// What everything depends on beside the files: the program, the templates, and what the run was told.
pub(super) fn key(out: &Path, options: &Options<'_>) -> Option<Digest> {
    let templates = match options.templates {
        // the program's own are part of it
        None => Vec::new(),
        Some(folder) => templates::texts(folder).ok()?,
    };
    let Options { layout, year, lang, department, newest, .. } = options;
    let build = (env!("CARGO_PKG_VERSION"), env!("GOUJI_BUILD"));
    // what is printed names the output as it was given
    let told = (layout, year, department, newest, format!("{lang:?}"));
    let all = (build, templates, told, out.as_os_str().as_encoded_bytes());
    postcard::to_stdvec(&all).ok().map(|bytes| digest(&bytes))
}

/// What stands for the files of a department and the names of its output.
pub(super) fn inputs(files: Option<Digest>, names: [&str; 3]) -> Option<Digest> {
    postcard::to_stdvec(&(files?, names)).ok().map(|bytes| digest(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn state() -> State {
        let mut state = State::new([7; 32]);
        for number in 0..5u8 {
            let expected = vec![(format!("某局{number}.xlsx"), Some([number; 32])), ("旧.xlsx".to_owned(), None)];
            let outcome = Examined { is_publishable: number % 2 == 0, warned: 1, broken: 2, mandatory: 3 };
            state.keep(Done {
                inputs: [number; 32],
                expected,
                outcome,
                text: "某局：可以公开".into(),
                digest: vec![1],
            });
        }
        state
    }

    #[test]
    fn a_state_comes_back_as_it_was() {
        let state = state();
        let back = State::from_bytes(&state.bytes()).expect("what was written is whole");
        assert_eq!((back.key, &back.departments), (state.key, &state.departments));
        assert_eq!(back.bytes(), state.bytes());
    }

    proptest! {
        /// Any damage leaves no state at all.
        #[test]
        fn what_is_damaged_is_none(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<Option<prop::sample::Index>>()) {
            let whole = state().bytes();
            let mut bytes = whole.clone();
            let at = at.index(bytes.len());
            bytes[at] = to;
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            prop_assert_eq!(State::from_bytes(&bytes).is_some(), bytes == whole);
        }

        /// Nor does a body that sums up but is none bring anything down.
        #[test]
        fn any_body_is_read_or_none(body in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>()) {
            let mut own = state().bytes().split_off(MARK.len() + 32);
            let at = at.index(own.len());
            own.splice(at..at, body.iter().copied().take(3));
            for body in [body, own] {
                let _ = State::from_bytes(&[MARK, &digest(&body), &body].concat());
            }
        }
    }
}
