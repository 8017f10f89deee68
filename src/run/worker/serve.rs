//! The worker's side: reads what it is asked to until nobody asks any more.

use crate::layout::Layout;
use crate::run::reader::WholeReader;
use crate::run::worker::frame;
use crate::run::worker::frame::{AnswerFrame, Request};
use crate::run::worker::watch;
use std::io::{Read, Write};
use std::sync::Arc;

/// Answers requests to read files from `requests` on `answers`, under limits of memory and time, until there are
/// no more. To be called by a process that does nothing else.
///
/// # Errors
/// What went wrong with the pipes.
pub fn serve(
    layouts: &[Arc<Layout>],
    mut requests: impl Read,
    mut answers: impl Write,
) -> std::io::Result<()> {
    watch::begin();
    let mut reader = WholeReader::default();
    while let Some(request) = frame::read::<Request>(&mut requests)? {
        let answer = watch::file(|| AnswerFrame::of(reader.look(&request, layouts), layouts));
        frame::write(&mut answers, &answer)?;
    }
    Ok(())
}
