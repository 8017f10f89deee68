//! Reasons of the operating system, in our own words: its own are in whatever language it speaks.

use super::Text;
use crate::book::SystemReason;
use std::io::Error;

/// A reason of the system.
pub(crate) fn system(error: &Error) -> Text {
    reason(&SystemReason::from(error))
}

/// The words for a reason.
pub(super) fn reason(reason: &SystemReason) -> Text {
    let (zh, en) = match reason {
        SystemReason::Held => ("正被别的程序打开", "another program has it open"),
        SystemReason::Busy => ("正被别的程序使用", "another program uses it"),
        SystemReason::NotFound => ("找不到", "not found"),
        SystemReason::Denied => ("没有权限", "permission denied"),
        SystemReason::IsFolder => ("同名的文件夹已存在", "a folder of this name is there"),
        SystemReason::Exists => ("已有同名的文件", "a file of this name is there"),
        SystemReason::DiskFull => ("磁盘已满", "the disk is full"),
        SystemReason::ReadOnly => ("磁盘是只读的", "the disk is read-only"),
        SystemReason::BadName => (
            "文件名太长，或有不能用的字符",
            "the name is too long or has characters that are not allowed",
        ),
        SystemReason::TooLarge => ("文件太大", "the file is too large"),
        SystemReason::TimedOut => ("等得太久", "it took too long"),
        SystemReason::EndsEarly => ("文件不完整", "the file ends too early"),
        SystemReason::NoMemory => ("内存不够", "out of memory"),
        SystemReason::NoNetwork => ("网络断开了", "the network is down"),
        // its number can be looked up
        SystemReason::Number(code) => {
            return Text::new(format!("系统错误 {code}"), format!("system error {code}"));
        }
        SystemReason::Library(said) => return Text::new(said.as_str(), said.as_str()),
    };
    Text::new(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

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
