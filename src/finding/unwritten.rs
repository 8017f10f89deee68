//! Why an output could not be made.

/// Why a workbook or a document could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The writer of workbooks rejects a part of it.
    #[error("the workbook could not be made: {cause}")]
    Rejected {
        /// The writer's reason.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The system gives the writer no thread, and it needs one for each sheet.
    #[error("the system has no thread to give; close other programs and run again")]
    NoThread,
    /// The writer of archives rejects a part of it.
    #[error("the document could not be made: {cause}")]
    Unpacked {
        /// The writer's reason.
        cause: String,
    },
}
