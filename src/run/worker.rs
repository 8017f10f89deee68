//! Files that are read in their own process. A panic can be caught; an allocation that fails ends the
//! process and a loop never returns, and no care with somebody else's reader rules them out. So whatever is no
//! small, plain .xlsx goes to a worker: this program once more, started with a hidden command, held to limits of
//! memory and time. A worker that dies or is killed costs its file and is replaced.
//!
//! Small .xlsx files are read within the process, behind the same gates: their parts are unpacked to no more than
//! they claim, and they hold too little to bring anything down. That is nearly every file, and it costs nothing.

mod frame;
mod prepared;
mod serve;
mod watch;

pub use prepared::PreparedAnswers;
pub use serve::serve;

use crate::book::Refusal;
use crate::book::text::TextSource;
use crate::layout::Layout;
use crate::read::file::FileRead;
use crate::run::Interrupt;
use crate::run::reader::WholeReader;
use crate::run::zipped::Listing;
use frame::AnswerFrame;
pub(crate) use frame::Request;
use std::ffi::OsString;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How workers are started: a program, and arguments under which it calls [`serve()`] with the layouts that the
/// caller reads with.
#[derive(Debug, Clone)]
pub struct Workers {
    /// The program; as a rule the one that runs.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// How long one file may take, by the clock.
    pub patience: Duration,
    /// Where no process can be started: answers of workers that run elsewhere. Every file is left to them.
    pub prepared: Option<PreparedAnswers>,
}

/// By the clock, for one file.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// How often one looks whether the run was asked to end.
const LOOK: Duration = Duration::from_millis(100);

/// A worker, and the outcome of the last file.
pub(crate) struct Worker<'a> {
    workers: &'a Workers,
    layouts: &'a [Arc<Layout>],
    interrupt: Option<&'a Interrupt>,
    running: Option<RunningWorker>,
    /// Where no worker can be started.
    whole: WholeReader,
}

struct RunningWorker {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<AnswerFrame>,
}

/// What a file turned out to be.
pub(crate) enum WorkerAnswer {
    /// A workbook.
    File(Box<FileRead>),
    /// A zip of files.
    Archive(Listing),
    /// The text of a file, where it holds any.
    Text(Option<Box<TextSource>>),
}

impl WorkerAnswer {
    /// The workbook. A zip within a zip is none.
    pub(crate) fn file(self) -> Result<FileRead, Refusal> {
        match self {
            Self::File(file) => Ok(*file),
            Self::Archive(_) | Self::Text(_) => Err(Refusal::BroughtDown),
        }
    }
}

impl<'a> Worker<'a> {
    /// A worker that starts with its first file.
    pub(crate) fn new(
        workers: &'a Workers,
        layouts: &'a [Arc<Layout>],
        interrupt: Option<&'a Interrupt>,
    ) -> Self {
        Self {
            workers,
            layouts,
            interrupt,
            running: None,
            whole: WholeReader::default(),
        }
    }

    /// Whether every file is left to workers that run elsewhere.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.workers.prepared.is_some()
    }

    /// Has a file read.
    ///
    /// # Errors
    /// The worker's reason, or what happened to the worker.
    pub(crate) fn read(&mut self, request: &Request) -> Result<WorkerAnswer, Refusal> {
        if let Some(prepared) = &self.workers.prepared {
            return prepared.answer(request, self.layouts);
        }
        let running = match self.running.take() {
            Some(running) => Ok(running),
            None => self.start(),
        };
        let Ok(mut running) = running else {
            return self.read_here(request);
        };
        let sent = frame::write(&mut running.requests, request.to_json().as_bytes());
        let answer = match sent {
            Ok(()) => running.answer(self.workers.patience, self.interrupt),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        match answer {
            Ok(answer) => {
                self.running = Some(running);
                answer.found(self.layouts)
            }
            Err(RecvTimeoutError::Timeout) => {
                running.stop();
                Err(Refusal::TooSlow)
            }
            Err(RecvTimeoutError::Disconnected) => {
                match running.stop() {
                    // another program lies in the place of this one
                    Some(status) if status.code() == Some(OTHER_BUILD.into()) => {
                        self.read_here(request)
                    }
                    status => Err(status.map_or(Refusal::BroughtDown, watch::refusal)),
                }
            }
        }
    }

    /// Reads a file within the process, where no worker can be started; all limits but those of a process hold.
    fn read_here(&mut self, request: &Request) -> Result<WorkerAnswer, Refusal> {
        self.whole.look(request, self.layouts)
    }

    fn start(&self) -> Result<RunningWorker, Refusal> {
        let mut command = Command::new(&self.workers.program);
        command
            .args(&self.workers.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        without_window(&mut command);
        let mut child = command.spawn().map_err(|error| Refusal::system(&error))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (requests, output) = pipes.ok_or(Refusal::BroughtDown)?;
        let (sender, answers) = channel();
        // ends with the worker, or when the pipe closes
        let listen = move || {
            let mut output = BufReader::new(output);
            while let Ok(Some(message)) = frame::read(&mut output)
                && let Some(answer) = AnswerFrame::of_bytes(&message)
            {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        };
        if let Err(error) = thread::Builder::new().spawn(listen) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Refusal::system(&error));
        }
        Ok(RunningWorker {
            child,
            requests,
            answers,
        })
    }
}

impl RunningWorker {
    /// The next answer; a run that is asked to end does not wait for it.
    fn answer(
        &self,
        patience: Duration,
        interrupt: Option<&Interrupt>,
    ) -> Result<AnswerFrame, RecvTimeoutError> {
        let is_ending = || interrupt.is_some_and(Interrupt::is_asked);
        let mut until = Instant::now() + patience;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.answers.recv_timeout(left.min(LOOK)) {
                // slow by the clock, for others take the processor; its processor time has its own limit
                Ok(AnswerFrame::Working) => until = Instant::now() + patience,
                Err(RecvTimeoutError::Timeout) if left > LOOK && !is_ending() => {}
                other => return other,
            }
        }
    }

    /// Ends the process, and gives its exit status; it may have ended by itself.
    fn stop(mut self) -> Option<ExitStatus> {
        let _ = self.requests.flush();
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }
}

#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_window(_: &mut Command) {}

/// The exit status of a worker that is another build than the one that has started it.
pub(crate) const OTHER_BUILD: u8 = 83;
/// The word that starts it.
pub(crate) const READER: &str = "read-for-another-process";

impl Workers {
    /// This program once more, as a reader by the same templates; none where the system does not say where it lies.
    pub(crate) fn of_this_program(templates: Option<&Path>, layout: Option<&str>) -> Option<Self> {
        let build = format!("--build={}", env!("GOUJI_BUILD"));
        let mut arguments: Vec<OsString> = vec![READER.into(), build.into()];
        if let Some(folder) = templates {
            arguments.extend(["--templates".into(), folder.into()]);
        }
        if let Some(layout) = layout {
            arguments.extend(["--layout".into(), layout.into()]);
        }
        Some(Self {
            program: running_program()?,
            arguments,
            patience: PATIENCE,
            prepared: None,
        })
    }
}

/// The program that runs. It may have been replaced or removed since it started: where the system keeps the running
/// image, workers start from that.
fn running_program() -> Option<PathBuf> {
    let image = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && std::fs::metadata(&image).is_ok() {
        return Some(image);
    }
    std::env::current_exe().ok()
}
