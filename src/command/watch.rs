//! `gouji watch`: a folder is published again and again, as files are dropped into it. Each time only what has changed
//! is done. What the program writes lies in folders that it passes over, so it never wakes itself.

mod events;
mod log;
mod seen;

use super::progress::DepartmentListener;
use super::{ExitOutcome, complain, ctrl_c, load_for, settled};
use crate::book::Refusal;
use crate::run::pass::Job;
use crate::run::state;
use crate::run::state::RunState;
use crate::run::{ContentHash, DepartmentOutcome, Inbox, Options, PassOutcome, output_folder};
use crate::say::{self, Text};
use crate::templates::Template;
use events::Events;
use log::Log;
use seen::{Stamp, WatchedFiles, is_partial, stamp};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The time between two looks where the system reports no events.
const POLL: Duration = Duration::from_millis(700);
/// How often while something is under way.
const CLOSE: Duration = Duration::from_millis(200);
/// After which time one tries again what did not work out, and the longest time for what never does.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(8));

/// Publishes a folder whenever something in it changes, until Ctrl-C.
pub(crate) fn watch(folder: &Path, options: &Options) -> ExitOutcome {
    let options = settled(&[folder.to_path_buf()], options.clone());
    let watched = options.and_then(|options| run(folder, &options));
    watched.map_or_else(|failed| failed, |()| ExitOutcome::Clean)
}

fn run(folder: &Path, options: &Options) -> Result<(), ExitOutcome> {
    let out = output_folder(folder, options);
    let lang = options.lang;
    if let Err(error) = fs::read_dir(folder) {
        complain(lang, &say::command::unwatched(folder, &error));
        return Err(ExitOutcome::Failed);
    }
    let places = [folder, &out].map(|path| fs::canonicalize(path).ok());
    if places[0] == places[1] {
        complain(lang, &say::command::output_is_watched());
        return Err(ExitOutcome::Failed);
    }
    ctrl_c::listen(&options.interrupt);
    let mut watch = Watch {
        folder,
        out,
        options,
        log: Log(options.lang),
        key: None,
        templates: Vec::new(),
        is_sound: false,
        state: None,
        seen: WatchedFiles::default(),
        refused: BTreeMap::new(),
        unwritten: BTreeMap::new(),
        unmoved: Vec::new(),
        is_new: true,
        again: None,
        patience: AGAIN.0,
    };
    if !watch.is_sound() {
        return Err(ExitOutcome::Failed);
    }
    watch.log.begun(folder, &watch.out)?;
    watch.keep_on()?;
    watch.log.say(&say::watch::ended())
}

/// A folder that is watched.
struct Watch<'a> {
    folder: &'a Path,
    out: PathBuf,
    options: &'a Options,
    log: Log,
    /// What the templates and the state are of.
    key: Option<ContentHash>,
    templates: Vec<Template>,
    is_sound: bool,
    state: Option<RunState>,
    seen: WatchedFiles,
    /// What was said of files that are not read.
    refused: BTreeMap<Arc<str>, Text>,
    /// What was said of departments whose output could not be written.
    unwritten: BTreeMap<String, Vec<Text>>,
    /// What was said of other output that could not be written or moved.
    unmoved: Vec<Text>,
    /// Whether nothing was published yet.
    is_new: bool,
    /// When to try again what did not work out, and how long to wait the next time.
    again: Option<Instant>,
    patience: Duration,
}

impl Watch<'_> {
    fn keep_on(&mut self) -> Result<(), ExitOutcome> {
        let mut events = Events::of(self.folder);
        let mut is_gone = false;
        while !self.options.interrupt.is_asked() {
            let begun = Instant::now();
            match Inbox::open(self.folder, &self.out) {
                Ok(inbox) => {
                    if std::mem::take(&mut is_gone) {
                        self.log.say(&say::watch::is_back())?;
                        // what was written may have gone with it
                        self.seen.doubt();
                        events = Events::of(self.folder);
                    }
                    self.look(inbox)?;
                }
                Err(_) if is_gone => {}
                Err(error) => {
                    is_gone = true;
                    self.log.say(&say::watch::is_gone(&error))?;
                }
            }
            let pause = if self.seen.is_moving() && !is_gone {
                CLOSE
            } else {
                POLL
            };
            // a folder that takes long to look through is looked at less often
            events.wait(pause.max(begun.elapsed().min(POLL * 4)));
        }
        Ok(())
    }

    /// Looks at every file once, and publishes where something has changed and keeps still.
    fn look(&mut self, mut inbox: Inbox) -> Result<(), ExitOutcome> {
        inbox.files.retain(|file| !is_partial(&file.name));
        let stamps: Vec<(Arc<str>, Stamp)> = inbox
            .files
            .iter()
            .filter_map(|file| Some((file.name.clone(), stamp(file)?)))
            .collect();
        let now = Instant::now();
        self.seen.update(now, &stamps);
        let is_ready = self.seen.is_ready(now);
        if is_ready {
            self.patience = AGAIN.0;
        }
        let is_due = self.again.is_some_and(|again| again <= now);
        if (is_ready || is_due) && self.is_sound() {
            self.publish(inbox, now)
        } else {
            Ok(())
        }
    }

    /// Whether the templates are good; loads them where they have changed since.
    fn is_sound(&mut self) -> bool {
        let key = state::key(&self.out, self.options);
        if self.templates.is_empty() && self.key.is_none() || self.key != key {
            let loaded = load_for(self.options);
            self.is_sound = loaded.is_ok();
            self.templates = loaded.unwrap_or_default();
            self.state = key.map(|key| RunState::load(&self.out, key));
            self.key = key;
        }
        self.is_sound
    }

    fn publish(&mut self, mut inbox: Inbox, now: Instant) -> Result<(), ExitOutcome> {
        let state = self.state.take();
        let is_known = |name: &str| {
            state
                .as_ref()
                .is_some_and(|state| state.files.contains(name))
        };
        let all = inbox.files.len();
        inbox
            .files
            .retain(|file| self.seen.is_steady(&file.name, now) || is_known(&file.name));
        let job = Job {
            folder: self.folder,
            out: &self.out,
            templates: &self.templates,
            options: self.options,
            is_whole: inbox.files.len() == all,
        };
        let seen = &self.seen;
        let mut done = Vec::new();
        let mut listener = DepartmentListener::new(self.options.lang, |outcome| {
            if outcome.is_new {
                // one line is enough
                done.push(DepartmentOutcome {
                    text: String::new(),
                    ..outcome
                });
            }
        });
        let passed = job.pass(inbox, state, &|name| seen.look(name, now), &mut listener);
        let PassOutcome {
            gathered,
            state,
            unchanged,
            notes,
            errors,
            ..
        } = passed;
        self.state = state.or_else(|| self.key.map(|key| RunState::new(key, Arc::default())));
        if self.options.interrupt.is_asked() {
            return Ok(());
        }
        let open = self.not_read(&gathered.unreadable, now);
        self.log.gone(&self.seen.done(now, &open))?;
        if std::mem::take(&mut self.is_new) {
            self.log.unchanged(unchanged)?;
        }
        let failed = self.departments(done)? | self.beside(&notes, errors)?;
        self.again = (failed || !open.is_empty()).then(|| Instant::now() + self.patience);
        let is_waiting = open.iter().any(|name| self.seen.is_in_grace(name, now));
        self.patience = if is_waiting {
            AGAIN.0
        } else {
            AGAIN.1.min(self.patience * 2)
        };
        Ok(())
    }

    /// Says which files cannot be read, once each; gives those that are to be looked at again.
    fn not_read(&mut self, unreadable: &[(Arc<str>, Refusal)], now: Instant) -> Vec<Arc<str>> {
        let (mut open, mut refused) = (Vec::new(), BTreeMap::new());
        for (name, refusal) in unreadable {
            let reason = refusal.message();
            let is_known = self.refused.get(name) == Some(&reason);
            let is_early = !is_known && self.seen.is_in_grace(name, now);
            if is_early || matches!(refusal, Refusal::Unreadable { .. }) {
                open.push(name.clone());
            }
            if is_early {
                continue;
            }
            if !is_known {
                self.log.not_read(name, &reason);
            }
            refused.insert(name.clone(), reason);
        }
        self.refused = refused;
        open
    }

    /// Says what happened to output beside that of the departments; gives whether something could not be done.
    fn beside(&mut self, notes: &[Text], errors: Vec<Text>) -> Result<bool, ExitOutcome> {
        for note in notes {
            self.log.say(note)?;
        }
        let is_known = |error: &&Text| self.unmoved.contains(error);
        let new = errors.iter().filter(|error| !is_known(error));
        new.for_each(|error| self.log.warn(error));
        self.unmoved = errors;
        Ok(!self.unmoved.is_empty())
    }

    /// A line for each department that was done; gives whether the output of one could not be written.
    fn departments(&mut self, told: Vec<DepartmentOutcome>) -> Result<bool, ExitOutcome> {
        let mut unwritten = BTreeMap::new();
        for it in told {
            for note in &it.kept {
                self.log.say(note)?;
            }
            if it.errors.is_empty() {
                self.log.department(&it)?;
                continue;
            }
            if self.unwritten.get(&it.department) != Some(&it.errors) {
                it.errors.iter().for_each(|error| self.log.warn(error));
            }
            unwritten.insert(it.department, it.errors);
        }
        self.unwritten = unwritten;
        Ok(!self.unwritten.is_empty())
    }
}
