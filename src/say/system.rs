//! Reasons of the operating system, in our own words: its own are in whatever language it speaks.

use super::Text;
use std::io::{Error, ErrorKind};

/// What Windows says of a file that another program holds: a sharing violation, a lock.
const HELD: [i32; 2] = [32, 33];

/// A reason of the system.
pub(crate) fn system(error: &Error) -> Text {
    if cfg!(windows)
        && error
            .raw_os_error()
            .is_some_and(|code| HELD.contains(&code))
    {
        return Text::new("正被别的程序打开", "another program has it open");
    }
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("找不到", "not found"),
        ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
        ErrorKind::IsADirectory => ("同名的文件夹已存在", "a folder of this name is there"),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            ("已有同名的文件", "a file of this name is there")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ("磁盘已满", "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => ("磁盘是只读的", "the disk is read-only"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            ("正被别的程序使用", "another program uses it")
        }
        ErrorKind::InvalidFilename => (
            "文件名太长，或有不能用的字符",
            "the name is too long or has characters that are not allowed",
        ),
        ErrorKind::FileTooLarge => ("文件太大", "the file is too large"),
        ErrorKind::TimedOut => ("等得太久", "it took too long"),
        ErrorKind::UnexpectedEof => ("文件不完整", "the file ends too early"),
        ErrorKind::OutOfMemory => ("内存不够", "out of memory"),
        ErrorKind::NetworkDown | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            ("网络断开了", "the network is down")
        }
        _ => return numbered(error),
    };
    Text::new(zh, en)
}

/// One that we have no words for: its number, with which it can be looked up.
fn numbered(error: &Error) -> Text {
    match error.raw_os_error() {
        Some(code) => Text::new(format!("系统错误 {code}"), format!("system error {code}")),
        // no reason of the system but of a library
        None => Text::new(error.to_string(), error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_in_both_languages() {
        let said = system(&ErrorKind::PermissionDenied.into());
        assert_eq!(
            (said.zh.as_str(), said.en.as_str()),
            ("没有权限", "permission denied")
        );
        let unknown = system(&Error::from_raw_os_error(100_000));
        assert_eq!(unknown.zh, "系统错误 100000");
    }
}
