//! What a run leaves for the next one, so that what has not changed is not done again: a file beside the output. It
//! says of every input what is known of it and of every department what was written for it. It is believed only
//! where contents agree; a file that is damaged, of another version or of other rules counts as none.

mod done;
mod file;
mod known;

pub use done::DepartmentCounts;
pub(crate) use done::{DepartmentRecord, SpooledText, StoredText};

use crate::run::Options;
use crate::run::output::ledger::{Ledger, STATE};
use crate::run::output::{self, is_regular};
use crate::run::spool::{Spool, SpooledMap};
use crate::run::{ContentHash, FileRecords, digest};
use crate::templates;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::Path;
use std::sync::Arc;

/// Bytes beyond which it is not read.
const BYTES: u64 = 1 << 30;

/// What is known from earlier runs. In memory is only where it lies.
#[derive(Debug, Default)]
pub(crate) struct RunState {
    /// What everything depends on beside the files.
    key: ContentHash,
    /// Files by their names.
    pub(crate) files: FileRecords,
    /// Departments by their inputs.
    departments: SpooledMap<StateEntry, ContentHash>,
    /// Where it keeps what was said of them.
    spool: Arc<Spool>,
    /// Hashes of what the folder's summary says, and of the summary.
    pub(crate) summary: Option<(ContentHash, ContentHash)>,
}

/// A department that was done, and what was said of it.
#[derive(Debug, Serialize, Deserialize)]
struct StateEntry {
    done: DepartmentRecord,
    kept: SpooledText,
}

impl RunState {
    /// A state that knows nothing.
    pub(crate) fn new(key: ContentHash, spool: Arc<Spool>) -> Self {
        Self {
            key,
            spool,
            ..Self::default()
        }
    }

    /// What an earlier run left in a folder; nothing where it worked by another key.
    pub(crate) fn load(folder: &Path, key: ContentHash) -> Self {
        let path = folder.join(STATE);
        let is_honest =
            is_regular(&path) && fs::metadata(&path).is_ok_and(|about| about.len() <= BYTES);
        let file = is_honest.then(|| File::open(path).ok()).flatten();
        let known = file.and_then(|file| {
            let mut file = BufReader::new(file);
            Ledger::read(&mut file).and_then(|_| file::read(&mut file, key))
        });
        known.unwrap_or_else(|| Self::new(key, Arc::default()))
    }

    /// Leaves it for the next run, behind the ledger; where that fails, the next run has more to do.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn save(&self, folder: &Path, ledger: &Ledger) -> io::Result<()> {
        output::replace_by(&folder.join(STATE), |out| {
            ledger.write(out)?;
            file::write(self, out)
        })
    }

    /// A state that knows nothing yet, of the same program, rules and options; what it keeps goes to a spool of its
    /// own, so that unused entries go with this one.
    pub(crate) fn successor(&self, spool: Arc<Spool>) -> Self {
        Self::new(self.key, spool)
    }

    /// Whether it is of these.
    pub(crate) fn is_of(&self, key: &ContentHash) -> bool {
        self.key == *key
    }

    /// A department that was done.
    pub(crate) fn done(&self, inputs: &ContentHash) -> Option<DepartmentRecord> {
        self.departments.get(inputs).map(|known| known.done)
    }

    /// A department that was done, and what was said of it.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(crate) fn known(&self, inputs: &ContentHash) -> io::Result<(DepartmentRecord, StoredText)> {
        let StateEntry { done, kept } = self.departments.value(inputs)?;
        Ok((done, kept.said(&self.spool)?))
    }

    /// Remembers a department, and what was said of it, which lies in the spool of this state.
    pub(crate) fn keep(&mut self, done: DepartmentRecord, said: &StoredText, kept: SpooledText) {
        if said.0.len() as u64 <= file::SAID {
            let inputs = done.inputs;
            self.departments.insert(&inputs, &StateEntry { done, kept });
        }
    }

    /// Adds what another state knows and this one does not.
    pub(crate) fn add(&mut self, other: &Self) {
        for (name, record) in other.files.iter().flatten() {
            if !self.files.contains(&name) {
                self.files.insert(&name, &record);
            }
        }
        for (inputs, StateEntry { done, kept }) in other.departments.iter().flatten() {
            if self.departments.contains(&inputs) {
                continue;
            }
            if let Ok(said) = kept.said(&other.spool) {
                let kept = SpooledText::new(&said, &self.spool);
                self.keep(done, &said, kept);
            }
        }
    }
}

/// What everything depends on beside the files: the program, the templates, and what the run was told.
pub(crate) fn key(out: &Path, options: &Options) -> Option<ContentHash> {
    let templates = match &options.templates {
        // the program's own are part of it
        None => Vec::new(),
        Some(folder) => templates::texts(folder).ok()?,
    };
    let Options {
        layout,
        year,
        lang,
        department,
        newest,
        no_document,
        rules,
        // what they hold is part of the key
        templates: _,
        // the place of output is given with the options of the folder
        out: _,
        // these say what to do again and what to keep, and nothing of what comes out
        force: _,
        forgets: _,
        // last year's files are among what a department depends on
        last: _,
        // a report for programs is made anew
        view: _,
        // how the work is done, and how much of it
        workers: _,
        share: _,
        results: _,
        interrupt: _,
    } = options;
    let build = (env!("CARGO_PKG_VERSION"), env!("GOUJI_BUILD"));
    // what is printed names the output as it was given
    let told = (
        layout,
        year,
        department,
        newest,
        no_document,
        (&rules.select, &rules.ignore),
        format!("{lang:?}"),
    );
    let all = (build, templates, told, out.as_os_str().as_encoded_bytes());
    postcard::to_stdvec(&all).ok().map(|bytes| digest(&bytes))
}

/// Hashes of a department's files and of the names of its output.
pub(crate) fn inputs(files: Option<ContentHash>, names: [&str; 3]) -> Option<ContentHash> {
    postcard::to_stdvec(&(files?, names))
        .ok()
        .map(|bytes| digest(&bytes))
}

#[cfg(test)]
mod tests {
    use super::file::MARK;
    use super::*;
    use proptest::prelude::*;

    const KEY: ContentHash = [7; 32];

    fn state() -> RunState {
        let mut state = RunState::new(KEY, Arc::default());
        for number in 0..5u8 {
            let expected = vec![
                (format!("某局{number}.xlsx"), Some([number; 32])),
                ("旧.xlsx".to_owned(), None),
            ];
            let outcome = DepartmentCounts {
                is_publishable: number % 2 == 0,
                warned: 1,
                broken: 2,
                mandatory: 3,
            };
            let said = StoredText(vec![number; 9 * usize::from(number)]);
            let kept = SpooledText::new(&said, &state.spool);
            let done = DepartmentRecord {
                inputs: [number; 32],
                expected,
                outcome,
            };
            state.keep(done, &said, kept);
        }
        state
    }

    fn bytes(state: &RunState) -> Vec<u8> {
        let mut bytes = Vec::new();
        file::write(state, &mut bytes).expect("a vector takes everything");
        bytes
    }

    fn read(bytes: &[u8]) -> Option<RunState> {
        file::read(&mut &bytes[..], KEY)
    }

    #[test]
    fn a_state_comes_back_as_it_was() {
        let state = state();
        let back = read(&bytes(&state)).expect("what was written is whole");
        for (inputs, _) in state.departments.iter().flatten() {
            let [own, other] = [&back, &state].map(|state| {
                let (done, said) = state.known(&inputs).expect("the system has it");
                (done, said.0)
            });
            assert!(own == other);
        }
        assert_eq!(bytes(&back), bytes(&state));
        assert!(file::read(&mut &bytes(&state)[..], [8; 32]).is_none());
    }

    #[test]
    fn what_another_state_knows_is_added_with_what_was_said() {
        let mut own = RunState::new(KEY, Arc::default());
        own.add(&state());
        own.add(&state());
        assert_eq!(bytes(&own), bytes(&state()));
    }

    #[test]
    fn a_file_that_says_the_same_keeps_still() {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join(STATE);
        let modified = || {
            fs::metadata(&path)
                .and_then(|about| about.modified())
                .expect("it is there")
        };
        let save = |state: RunState| {
            state
                .save(folder.path(), &Ledger::default())
                .expect("there is room");
        };
        save(state());
        let (before, whole) = (modified(), fs::read(&path).expect("it is there"));
        save(RunState::load(folder.path(), KEY));
        assert_eq!(modified(), before);
        for damaged in [
            [&whole[..], b"x"].concat(),
            whole[..whole.len() - 1].to_vec(),
            Vec::new(),
        ] {
            fs::write(&path, damaged).expect("there is room");
            assert!(RunState::load(folder.path(), KEY).departments.is_empty());
            save(state());
            assert!(fs::read(&path).expect("it is there") == whole);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1);
    }

    proptest! {
        /// Any damage leaves no state at all.
        #[test]
        fn what_is_damaged_is_none(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<Option<prop::sample::Index>>()) {
            let whole = bytes(&state());
            let mut bytes = whole.clone();
            let at = at.index(bytes.len());
            bytes[at] = to;
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            prop_assert_eq!(read(&bytes).is_some(), bytes == whole);
        }

        /// Nor does anything that sums up but is none bring it down, nor lengths that are not true.
        #[test]
        fn anything_that_sums_up_is_read_or_none(
            body in prop::collection::vec(any::<u8>(), 0..300),
            at in any::<prop::sample::Index>(),
            length in prop::option::of(any::<u64>()),
        ) {
            let whole = bytes(&state());
            let own = &whole[MARK.len()..whole.len() - size_of::<ContentHash>()];
            let at = at.index(own.len());
            let mut damaged = own.to_vec();
            damaged.splice(at..at, body.iter().copied().take(3));
            let mut longer = own.to_vec();
            longer.splice(..size_of::<u64>(), length.unwrap_or(1).to_le_bytes());
            for own in [body, damaged, longer] {
                let _ = read(&[MARK, &own, &digest(&own)].concat());
            }
        }
    }
}
