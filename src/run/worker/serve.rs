//! The worker's side: reads what it is asked to until the pipe closes.

use crate::layout::Layout;
use crate::run::reader::WholeReader;
use crate::run::worker::frame;
use crate::run::worker::frame::AnswerFrame;
use crate::run::worker::watch;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Answers requests to read files from `requests` on `answers`, under limits of memory and time, until there are
/// no more. To be called by a process that does nothing else.
///
/// # Errors
/// What went wrong with the pipes.
pub fn serve(
    layouts: &[Arc<Layout>],
    mut requests: impl Read,
    answers: impl Write + Send + 'static,
) -> std::io::Result<()> {
    let answers = Arc::new(Mutex::new(answers));
    let beats = answers.clone();
    watch::begin(move || {
        let mut answers = beats.lock().unwrap_or_else(PoisonError::into_inner);
        // a closed pipe shows at the next answer
        let _ = frame::write(&mut *answers, &AnswerFrame::Working.to_bytes());
    })?;
    let mut reader = WholeReader::default();
    while let Some(request) = frame::read(&mut requests)? {
        let request = serde_json::from_slice(&request)?;
        let answer = watch::file(|| AnswerFrame::of(reader.look(&request, layouts), layouts));
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        frame::write(&mut *answers, &answer.to_bytes())?;
    }
    Ok(())
}
