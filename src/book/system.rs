//! Reasons of the operating system, as facts: a refusal keeps them, and `say` has words for them.

use serde::{Deserialize, Serialize};
use std::io::{Error, ErrorKind};

/// What Windows says of a file that another program holds: a sharing violation, a lock.
const HELD: [i32; 2] = [32, 33];

/// Why the system would not do what we asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SystemReason {
    /// Another program has the file open.
    Held,
    /// Another program uses it.
    Busy,
    /// It is not there.
    NotFound,
    /// We may not.
    Denied,
    /// A folder has its name.
    IsFolder,
    /// A file has its name.
    Exists,
    /// The disk is full.
    DiskFull,
    /// The disk is read-only.
    ReadOnly,
    /// The name cannot be one of a file.
    BadName,
    /// The file is too large for the system.
    TooLarge,
    /// It took too long.
    TimedOut,
    /// The file ends too early.
    EndsEarly,
    /// There is no memory left.
    NoMemory,
    /// The network is down.
    NoNetwork,
    /// One that we have no words for, by its number.
    Number(i32),
    /// What a library said; no reason of the system.
    Library(String),
}

impl From<&Error> for SystemReason {
    fn from(error: &Error) -> Self {
        let code = error.raw_os_error();
        if cfg!(windows) && code.is_some_and(|code| HELD.contains(&code)) {
            return Self::Held;
        }
        match error.kind() {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::PermissionDenied => Self::Denied,
            ErrorKind::IsADirectory => Self::IsFolder,
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => Self::Exists,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => Self::Busy,
            ErrorKind::InvalidFilename => Self::BadName,
            ErrorKind::FileTooLarge => Self::TooLarge,
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::UnexpectedEof => Self::EndsEarly,
            ErrorKind::OutOfMemory => Self::NoMemory,
            ErrorKind::NetworkDown | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                Self::NoNetwork
            }
            _ => code.map_or_else(|| Self::Library(error.to_string()), Self::Number),
        }
    }
}
