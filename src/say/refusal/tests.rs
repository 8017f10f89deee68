use super::*;
use std::io::{Error, ErrorKind};

#[test]
fn causes_are_said_in_the_language_of_the_message() {
    let refusals = [
        Refusal::system(&ErrorKind::PermissionDenied.into()),
        Refusal::system(&Error::from_raw_os_error(100_000)),
        Refusal::Unreadable {
            cause: UnreadableCause::NotAFile,
        },
        Refusal::Unreadable {
            cause: UnreadableCause::Changing,
        },
    ];
    for refusal in refusals {
        let Text { zh, en } = refusal.message();
        assert!(en.is_ascii(), "{en}");
        assert!(zh.starts_with("打不开：") && !zh.contains("cannot"), "{zh}");
    }
}
