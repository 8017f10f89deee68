//! Answers of workers that run elsewhere: where no process can be started, the host is told
//! what is wanted, and leaves each answer as a file.

use crate::book::Refusal;
use crate::layout::Layout;
use crate::run::digest;
use crate::run::worker::frame::AnswerFrame;
use crate::run::worker::{Request, WorkerAnswer};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The ending of a file that says why a worker fell, where it left no answer.
const FALLEN: &str = ".fallen";

/// A folder of answers, and what is not there yet. All clones are one.
#[derive(Debug, Clone)]
pub struct PreparedAnswers {
    folder: PathBuf,
    wanted: Arc<Mutex<Vec<String>>>,
}

impl PreparedAnswers {
    /// The answers of a folder.
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            wanted: Arc::default(),
        }
    }

    /// What was asked and has no answer yet, each as JSON: the request for [`serve`](fn@crate::run::serve), and the
    /// name of the file that its answer is to be left in; with `.fallen` behind it where the file brought its worker down,
    /// for the reason: `TooMuchTime`, `TooMuchMemory` or `BroughtDown`.
    pub fn wanted(&self) -> Vec<String> {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.clone()
    }

    /// The answer to a request.
    ///
    /// # Errors
    /// The worker's reason, or any where there is no answer yet.
    pub(super) fn answer(
        &self,
        request: &Request,
        layouts: &[Arc<Layout>],
    ) -> Result<WorkerAnswer, Refusal> {
        let request = request.to_json();
        let hash = digest(request.as_bytes());
        let id: String = hash[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        if let Ok(answer) = fs::read(self.folder.join(&id)) {
            let answer = AnswerFrame::of_bytes(&answer).ok_or(Refusal::BroughtDown)?;
            return answer.found(layouts);
        }
        let fallen = fs::read_to_string(self.folder.join(format!("{id}{FALLEN}")));
        let Ok(reason) = fallen else {
            let wanted = format!(r#"{{"id":"{id}","request":{request}}}"#);
            let mut all = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(wanted);
            return Err(Refusal::BroughtDown);
        };
        Err(match &*reason {
            "TooMuchTime" => Refusal::TooMuchTime,
            "TooMuchMemory" => Refusal::TooMuchMemory,
            _ => Refusal::BroughtDown,
        })
    }
}
