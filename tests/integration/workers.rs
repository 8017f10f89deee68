//! Files that are read in a process of their own: what becomes of one that hangs or dies.

use crate::program::{InboxDir, built_in, data};
use gouji::book::Refusal;
use gouji::run::{Inbox, Workers, read_apart};
use std::time::{Duration, Instant};

/// Not read within the process.
fn old() -> Vec<u8> {
    let files = std::fs::read_dir(data("formats"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    std::fs::read(
        files
            .into_iter()
            .find(|path| path.extension().is_some_and(|own| own == "xls"))
            .unwrap(),
    )
    .unwrap()
}

/// What came of two files of which each goes to a worker that is this shell command.
#[cfg(unix)]
fn read_by(command: &str) -> Vec<Refusal> {
    let inbox = InboxDir::new();
    inbox.add("甲.xls", &old()).add("乙.xls", &old());
    let workers = Workers {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), command.into()],
        patience: Duration::from_secs(1),
        prepared: None,
    };
    let layouts: Vec<_> = built_in()
        .into_iter()
        .map(|template| template.layout)
        .collect();
    let folder = Inbox::open(inbox.path(), inbox.path()).unwrap();
    let reading = read_apart(folder, &layouts, None, Some(&workers));
    reading
        .unreadable
        .into_iter()
        .map(|(_, refusal)| refusal)
        .collect()
}

#[cfg(unix)]
#[test]
fn a_worker_that_dies_costs_its_file_and_is_replaced() {
    for command in [
        "kill -9 $$",
        "exit 1",
        "head -c 9 | sed s/././",
        "echo; echo; echo; echo; echo; echo; echo; echo",
    ] {
        assert_eq!(
            read_by(command),
            [Refusal::BroughtDown, Refusal::BroughtDown],
            "{command}"
        );
    }
    assert_eq!(
        read_by("exit 82"),
        [Refusal::TooMuchTime, Refusal::TooMuchTime]
    );
}

#[cfg(unix)]
#[test]
fn a_worker_that_hangs_is_ended() {
    let start = Instant::now();
    assert_eq!(
        read_by("exec sleep 100"),
        [Refusal::TooSlow, Refusal::TooSlow]
    );
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[cfg(unix)]
#[test]
fn a_program_that_cannot_be_started_is_no_reason_to_stop() {
    let inbox = InboxDir::new();
    inbox.add("甲.xls", &old());
    let workers = Workers {
        program: "/no/such/program".into(),
        arguments: Vec::new(),
        patience: Duration::from_secs(1),
        prepared: None,
    };
    let folder = Inbox::open(inbox.path(), inbox.path()).unwrap();
    let layouts: Vec<_> = built_in()
        .into_iter()
        .map(|template| template.layout)
        .collect();
    let reading = read_apart(folder, &layouts, None, Some(&workers));
    assert_eq!(reading.unreadable, []);
    assert_eq!(reading.budgets.len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_may_take_two_gibibytes() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .arg("read-for-another-process")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let told = || {
        let text = std::fs::read_to_string(&limits).unwrap();
        text.lines()
            .any(|line| line.starts_with("Max address space") && line.contains(" 2147483648 "))
    };
    let start = Instant::now();
    while !told() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(told());
    // it ends when nobody asks any more
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}
