//! What the system does to a run, and what lies in its way: a worker that is killed, a thread that is not given, names
//! that are one name elsewhere, pipes and links in the place of results. Tried of the kind: workers killed, hung and
//! broken off, remembered and not; all commands without threads; names in GBK, of other case, width and normal form;
//! marks of direction and controls in names of files, departments and sheets; packages with parts of one name.

use crate::book::Book;
use crate::made::{Parts, packed};
use crate::made_xls::{Xls, compound, formula, record};
use crate::program::{InboxDir, Run, data, gouji, only_file};
use gouji::book::Refusal;
use gouji::run::{self, Options, PassOutcome, Workers};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const NAME: &str = "高新区（新市区）人力资源和社会保障局";

fn official() -> Vec<u8> {
    fs::read(only_file("official")).unwrap()
}

/// The official workbook of another department.
fn of(name: &str) -> Vec<u8> {
    let mut parts = Parts::of(&official());
    for (part, bytes) in &mut parts.0 {
        if part.ends_with(".xml") {
            let own = String::from_utf8(std::mem::take(bytes)).unwrap();
            *bytes = own.replace(NAME, name).into_bytes();
        }
    }
    parts.bytes()
}

/// Publishes with workers that are this shell command.
#[cfg(unix)]
fn published_by(inbox: &InboxDir, command: &str) -> PassOutcome {
    let workers = Workers {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), command.into()],
        patience: Duration::from_secs(1),
        prepared: None,
    };
    let options = Options {
        workers: Some(workers),
        ..Options::default()
    };
    run::publish(inbox.path(), &options, &mut ()).unwrap()
}

#[cfg(unix)]
fn refusals(outcome: &PassOutcome) -> Vec<&Refusal> {
    let unreadable = outcome.gathered.unreadable.iter();
    unreadable.map(|(_, refusal)| refusal).collect()
}

#[cfg(unix)]
#[test]
fn what_befell_a_worker_is_forgotten_and_what_a_file_costs_is_not() {
    let own = format!(
        "exec '{}' read-for-another-process",
        env!("CARGO_BIN_EXE_gouji")
    );
    let momentary = [
        "kill -9 $$",
        "kill -15 $$",
        "exit 1",
        "exec sleep 100",
        "echo; echo; echo",
    ];
    for command in momentary {
        let inbox = InboxDir::new();
        inbox.add("甲2020年.xls", &Xls::official().bytes());
        assert_eq!(
            refusals(&published_by(&inbox, command)).len(),
            1,
            "{command}"
        );
        assert!(inbox.outputs().is_empty(), "{command}");
        let next = published_by(&inbox, &own);
        assert!(
            refusals(&next).is_empty(),
            "{command}: {:?}",
            refusals(&next)
        );
        assert_eq!(inbox.outputs().len(), 1, "{command}");
    }
    for (command, refusal) in [
        ("exit 82", Refusal::TooMuchTime),
        ("kill -6 $$", Refusal::TooMuchMemory),
    ] {
        let inbox = InboxDir::new();
        inbox.add("甲2020年.xls", &Xls::official().bytes());
        for command in [command, &own] {
            assert_eq!(
                refusals(&published_by(&inbox, command)),
                [&refusal],
                "{command}"
            );
        }
        // another content is another file
        inbox.add(
            "甲2020年.xls",
            &Xls::of(&Book::official().number("表三!G14", 1.0)).bytes(),
        );
        assert!(refusals(&published_by(&inbox, &own)).is_empty());
    }
}

/// A worker that the system gives little processor time says so, and is waited for.
#[cfg(unix)]
#[test]
fn a_worker_that_goes_on_is_not_too_slow() {
    let inbox = InboxDir::new();
    inbox.add("甲2020年.xls", &Xls::official().bytes());
    let frame =
        |length: u8, bytes: &str| format!("printf '\\{length:o}\\0\\0\\0\\0\\0\\0\\0{bytes}'");
    let working = format!("{}; sleep 0.4; ", frame(1, r"\4")).repeat(6);
    let begun = Instant::now();
    let command = format!("{working}{}; sleep 9", frame(2, r"\3\2"));
    let outcome = published_by(&inbox, &command);
    assert_eq!(refusals(&outcome), [&Refusal::Password]);
    assert!(begun.elapsed() > Duration::from_secs(2));
}

/// Runs the tool where the system has no thread to give: a stack of that size lies in no memory.
fn without_threads(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["--lang", "zh"])
        .args(arguments)
        .env("RUST_MIN_STACK", (1_u64 << 46).to_string())
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8(told).unwrap();
    assert!(!told.contains("panicked"), "{arguments:?}: {told}");
    (output.status.code(), told)
}

#[cfg(target_os = "linux")]
#[test]
fn a_thread_that_cannot_be_started_is_a_message() {
    let inbox = InboxDir::new();
    inbox.add("甲/2020年.xlsx", &official());
    inbox.add("乙/2020年.xls", &Xls::official().bytes());
    let folder = inbox.path().to_str().unwrap();
    let beside = tempfile::tempdir().unwrap();
    let facts = beside.path().join("facts.csv");
    let blank = beside.path().join("blank.xlsx");
    let (facts, blank) = (facts.to_str().unwrap(), blank.to_str().unwrap());
    let (status, told) = without_threads(&["publish", folder]);
    assert_eq!(status, Some(2), "{told}");
    assert!(
        told.contains("没有写成：系统没有多余的线程。请关闭其他程序后再运行"),
        "{told}"
    );
    let (status, told) = without_threads(&["template", "-o", blank]);
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("系统没有多余的线程"), "{told}");
    for arguments in [
        &["check", folder][..],
        &["export", "--out", facts, folder],
        &["rules"],
        &["layouts"],
        &["codes", "2080101"],
    ] {
        let (status, told) = without_threads(arguments);
        assert!(
            matches!(status, Some(0 | 2)),
            "{arguments:?} {status:?}: {told}"
        );
    }
    // and nothing of it stays
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(inbox.outputs().len(), 2);
}

#[test]
fn a_department_whose_folder_is_called_as_the_output_is_read() {
    let two = [
        ("教育局/公开表/教育局2020年.xlsx", of("教育局")),
        ("民政局/民政局2020年.xlsx", of("民政局")),
    ];
    let inbox = InboxDir::new();
    two.iter().for_each(|(name, bytes)| {
        inbox.add(name, bytes);
    });
    let zip = InboxDir::new();
    let files: Vec<(&str, &[u8])> = two.iter().map(|(name, bytes)| (*name, &**bytes)).collect();
    zip.add("两局.zip", &packed(&files));
    for inbox in [inbox, zip] {
        for _ in 0..2 {
            let run = inbox.publish();
            assert_eq!(run.status, 0, "{run:?}");
            assert!(
                run.stdout.contains("部门 2 个：可以公开 2"),
                "{}",
                run.stdout
            );
        }
        let names = ["教育局", "民政局"].map(|name| format!("{name}2020年部门预算公开表.xlsx"));
        assert_eq!(inbox.outputs(), names);
    }
}

#[test]
fn folders_that_are_passed_over_are_counted_and_named() {
    let inbox = InboxDir::new();
    inbox.add("甲/2020年.xlsx", &official());
    let passed = [
        "$RECYCLE.BIN",
        "System Volume Information",
        "甲/$Recycle.Bin",
        "#recycle",
        "__MACOSX",
    ];
    for folder in passed {
        inbox.add(&format!("{folder}/S-1-5/2020年.xlsx"), &official());
        inbox.add(&format!("{folder}/desktop.ini"), b"x");
    }
    inbox.add(".hidden/2020年.xlsx", &official());
    // a mark alone makes no output of a folder
    inbox
        .add("乙/.gouji-output", b"")
        .add("乙/2020年.xlsx", &of("民政局"));
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    for folder in passed {
        let line = format!("忽略 {folder}：系统文件夹，没有查看（有 2 个文件）\n");
        assert!(run.stdout.contains(&line), "{line} in {}", run.stdout);
    }
    assert!(
        run.stdout
            .contains("忽略 .hidden：隐藏的文件夹，没有查看（有 1 个文件）\n"),
        "{}",
        run.stdout
    );
    assert_eq!(inbox.outputs().len(), 2);
}

#[test]
fn only_the_output_of_this_inbox_is_left_out() {
    let inbox = InboxDir::new();
    inbox.add(
        "2020年.xlsx",
        &Book::official().number("表三!G14", 1.0).bytes(),
    );
    let folder = inbox.path().to_str().unwrap();
    let file = inbox.path().join("2020年.xlsx");
    // one file is no inbox, and may be published beside itself
    let run = gouji(&["publish", file.to_str().unwrap(), "--out", folder]);
    assert_eq!(run.status, 1, "{run:?}");
    let run = inbox.publish();
    assert!(run.stdout.contains("文件 1 个：读入 1"), "{}", run.stdout);
    // what another inbox has published is a submission of a folder that it is put into
    let other = InboxDir::new();
    fs::create_dir_all(other.path().join("报送")).unwrap();
    for name in inbox.outputs() {
        fs::copy(
            inbox.path().join("公开表").join(&name),
            other.path().join("报送").join(&name),
        )
        .unwrap();
    }
    let run = other.publish();
    assert!(run.stdout.contains("文件 1 个：读入 1"), "{}", run.stdout);
}

#[test]
fn output_never_goes_into_the_inbox_itself() {
    let inbox = InboxDir::new();
    inbox.add("甲/2020年.xlsx", &official());
    let folder = inbox.path().to_str().unwrap();
    let ways = [
        folder.to_owned(),
        format!("{folder}/"),
        format!("{folder}/甲/.."),
        format!("{folder}/."),
    ];
    for out in ways {
        for command in ["publish", "watch"] {
            let run = gouji(&[command, folder, "--out", &out]);
            assert_eq!(run.status, 2, "{run:?}");
            assert!(
                run.stderr.contains("结果不能写进收件文件夹本身"),
                "{}",
                run.stderr
            );
        }
    }
    assert_eq!(fs::read_dir(inbox.path()).unwrap().count(), 1);
}

#[test]
fn a_blank_workbook_writes_over_nothing_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("空白.xlsx");
    let name = path.to_str().unwrap();
    assert_eq!(gouji(&["template", "-o", name]).status, 0);
    let blank = fs::read(&path).unwrap();
    fs::write(&path, "filled in").unwrap();
    let run = gouji(&["template", "-o", name]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains("没有覆盖") && run.stderr.contains("--force"),
        "{}",
        run.stderr
    );
    assert_eq!(fs::read(&path).unwrap(), b"filled in");
    assert_eq!(gouji(&["template", "-o", name, "--force"]).status, 0);
    assert!(fs::read(&path).unwrap() == blank);
    // without -o the name is made, and protects what is there as well
    for status in [0, 2] {
        let run = Command::new(env!("CARGO_BIN_EXE_gouji"))
            .args(["template", "--department", "民政局", "--year", "2021"])
            .current_dir(dir.path())
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(status), "{run:?}");
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_links_in_the_place_of_results_are_not_followed() {
    let first = InboxDir::new();
    let wrong = Book::official().number("表三!G14", 1.0).bytes();
    first.add("2020年.xlsx", &wrong);
    first.publish();
    let names = below(&first.path().join("公开表"));
    assert!(names.len() >= 5, "{names:?}");
    for name in &names {
        for is_pipe in [false, true] {
            let inbox = InboxDir::new();
            inbox.add("2020年.xlsx", &wrong);
            let aim = tempfile::tempdir().unwrap();
            let aim = aim.path().join("precious.xlsx");
            fs::write(&aim, "precious").unwrap();
            let place = inbox.path().join("公开表").join(name);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            if is_pipe {
                assert!(
                    Command::new("mkfifo")
                        .arg(&place)
                        .status()
                        .unwrap()
                        .success()
                );
            } else {
                std::os::unix::fs::symlink(&aim, &place).unwrap();
            }
            let run = inbox.publish();
            assert_eq!(run.status, 1, "{name} {run:?}");
            assert_eq!(fs::read(&aim).unwrap(), b"precious", "{name}");
            let about = fs::symlink_metadata(&place).unwrap();
            assert!(about.is_file() && about.len() > 10, "{name}");
        }
    }
}

/// The paths of all files below a folder.
fn below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            names.extend(below(&path).into_iter().map(|own| format!("{name}/{own}")));
        } else {
            names.push(name);
        }
    }
    names
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_one_name_elsewhere_are_never_two_files() {
    use std::os::unix::ffi::OsStrExt;
    let inbox = InboxDir::new();
    let twins = [
        "ABC局",
        "abc局",
        "ＡＢＣ局",
        "\u{e9}局",
        "e\u{301}局",
        "ﬀ局",
        "ff局",
    ];
    for (at, name) in twins.iter().enumerate() {
        inbox.add(&format!("{at}/2020年.xlsx"), &of(name));
    }
    // the same in the names of folders, which tell departments of one name apart
    for name in twins {
        inbox.add(&format!("{name}/2020年.xlsx"), &of("民政局"));
    }
    // 教育局2020年 as Chinese Windows writes it
    let gbk = b"\xbd\xcc\xd3\xfd\xbe\xd62020\xc4\xea.xlsx";
    fs::write(inbox.path().join(std::ffi::OsStr::from_bytes(gbk)), of("")).unwrap();
    let run = inbox.publish();
    assert!(run.status < 2, "{run:?}");
    assert!(inbox.json().to_string().contains("教育局2020年.xlsx"));
    let outputs = inbox.outputs();
    assert_eq!(outputs.len(), 2 * twins.len() + 1, "{outputs:?}");
    let folded = |name: &String| {
        use unicode_normalization::UnicodeNormalization;
        name.nfkc().collect::<String>().to_lowercase()
    };
    let distinct: std::collections::HashSet<String> = outputs.iter().map(folded).collect();
    assert_eq!(distinct.len(), outputs.len(), "{outputs:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn marks_in_names_are_shown_as_escapes() {
    let marks = "\u{202a}\u{202e}\u{2066}\u{2069}\u{9b}\u{85}\u{1b}[31m";
    let inbox = InboxDir::new();
    let wrong = of(&format!("甲{marks}局"));
    let wrong = Book::from_bytes(&wrong).number("表三!G14", 1.0).bytes();
    inbox.add(
        &format!("乙{marks}\n部门：可以公开/2020年{marks}\r\n.xlsx"),
        &wrong,
    );
    inbox.add(&format!("坏{marks}\n.xlsx"), b"bad");
    let folder = inbox.path().to_str().unwrap();
    let runs: [Run; 5] = [
        gouji(&["check", folder]),
        gouji(&["--lang", "en", "check", folder]),
        gouji(&["check", "--format", "json", folder]),
        gouji(&["publish", folder]),
        gouji(&["publish", folder]),
    ];
    for run in runs {
        let told = run.stdout + &run.stderr;
        let is_mark = |c: char| {
            c.is_control() && c != '\n'
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let mark = told.chars().find(|c| is_mark(*c));
        assert_eq!(mark, None, "{told}");
        assert!(
            !told
                .lines()
                .any(|line| line.trim_start().starts_with("部门：可以公开")),
            "{told}"
        );
        assert!(told.contains("\\u{202e}"), "{told}");
    }
}

#[test]
fn packages_with_parts_of_one_name_are_refused() {
    let xlsx = official();
    let ods = fs::read(data("formats").join(format!("{NAME}2020年部门预算公开表.ods"))).unwrap();
    let xlsb = fs::read(data("formats").join(format!("{NAME}2020年部门预算公开表.xlsb"))).unwrap();
    for (ending, bytes, part) in [
        ("xlsx", xlsx, "xl/worksheets/sheet1.xml"),
        ("ods", ods, "content.xml"),
        ("xlsb", xlsb, "xl/worksheets/sheet1.bin"),
    ] {
        // the name of equal length becomes the same in both headers
        let other = format!("{}~", &part[..part.len() - 1]);
        let doubled = Parts::of(&bytes);
        let own = doubled
            .0
            .iter()
            .find(|(name, _)| name == part)
            .unwrap()
            .1
            .clone();
        let doubled = doubled.with(&other, own).bytes();
        for twin in [part.to_owned(), part.to_uppercase()] {
            let mut doubled = doubled.clone();
            let places: Vec<usize> = doubled
                .windows(other.len())
                .enumerate()
                .filter(|(_, own)| *own == other.as_bytes())
                .map(|(at, _)| at)
                .collect();
            assert_eq!(places.len(), 2, "{ending}");
            for at in places {
                doubled[at..at + twin.len()].copy_from_slice(twin.as_bytes());
            }
            let inbox = InboxDir::new();
            inbox.add(&format!("2020年.{ending}"), &doubled);
            let run = inbox.publish();
            assert_eq!(run.status, 2, "{ending} {run:?}");
            assert!(
                run.stderr
                    .contains("里面有同名的部分，分不清以哪一个为准，没有读入"),
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn spreadsheets_before_excel_5_are_named() {
    for (version, first) in [(2, 0x0009_u16), (3, 0x0209), (4, 0x0409)] {
        let stream = [record(first, &[0, 0, 0x10, 0]), record(0x000a, &[])].concat();
        let inbox = InboxDir::new();
        inbox.add("2020年.xls", &stream);
        inbox.add("包2020年.xls", &compound(&[("Book", &stream)]));
        let run = inbox.publish();
        assert_eq!(run.status, 2, "{run:?}");
        let line = format!("实际是 Excel {version} 的 .xls（BIFF{version}） 格式，不是 .xlsx");
        assert_eq!(
            run.stderr.matches(&line).count(),
            2,
            "{line} in {}",
            run.stderr
        );
    }
}

#[test]
fn formulas_of_older_records_are_read() {
    let of_kind = |kind: u16| {
        let mut record = formula(13, 6, 86.4_f64.to_le_bytes(), &[]);
        record[..2].copy_from_slice(&kind.to_le_bytes());
        let without = Xls::of(&Book::official().blank("表三!G14"));
        let inbox = InboxDir::new();
        inbox.add("报表（2020年）.xls", &without.more("表三", &record).bytes());
        inbox.budget()
    };
    for kind in [0x0006, 0x0206, 0x0406] {
        crate::truth::assert_is_the_seed(&of_kind(kind));
    }
}
