//! `gouji watch` from outside: what is dropped into a folder is published soon, whatever else happens to the folder.
#![cfg(unix)]

use crate::program::{InboxDir, data, only_file};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const NAME: &str = "高新区（新市区）人力资源和社会保障局";
/// A machine may be busy.
const LONG: Duration = Duration::from_secs(60);

struct Watch {
    child: Child,
    log: tempfile::TempDir,
}

impl Watch {
    fn start(inbox: &Path) -> Self {
        Self::with(&["watch", inbox.to_str().unwrap()], "正在监视")
    }

    fn with(arguments: &[&str], begun: &str) -> Self {
        Self::within(Path::new("."), arguments, begun)
    }

    fn within(dir: &Path, arguments: &[&str], begun: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        command.current_dir(dir);
        Self::of(command, arguments, begun)
    }

    fn of(mut command: Command, arguments: &[&str], begun: &str) -> Self {
        let log = tempfile::tempdir().unwrap();
        let file = |name: &str| fs::File::create(log.path().join(name)).unwrap();
        command
            .args(["--lang", "zh"])
            .args(arguments)
            .stdout(file("out"))
            .stderr(file("err"))
            .stdin(Stdio::null());
        let watch = Self {
            child: command.spawn().unwrap(),
            log,
        };
        if !begun.is_empty() {
            watch.wait_for(begun);
        }
        watch
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.log.path().join(name)).unwrap()
    }

    /// All lines so far that hold a text, on either stream.
    fn lines(&self, text: &str) -> Vec<String> {
        let all = self.text("out") + &self.text("err");
        all.lines()
            .filter(|line| line.contains(text))
            .map(str::to_owned)
            .collect()
    }

    /// Waits for a line; gives it without its time.
    fn wait_for(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            if let Some(line) = self.lines(text).pop() {
                assert!(
                    line.len() > 9 && line.as_bytes()[2] == b':' && line.as_bytes()[8] == b' ',
                    "{line}"
                );
                return line[9..].to_owned();
            }
            assert!(
                begun.elapsed() < LONG,
                "no {text}: {}{}",
                self.text("out"),
                self.text("err")
            );
            sleep(Duration::from_millis(20));
        }
    }

    fn interrupt(&mut self) -> ExitStatus {
        let status = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < LONG, "Ctrl-C does not end it");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn official() -> Vec<u8> {
    fs::read(only_file("official")).unwrap()
}

fn temporary(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap());
    entries
        .map(|entry| entry.file_name().to_str().unwrap().to_owned())
        .filter(|name| name.ends_with(".tmp"))
        .collect()
}

#[test]
fn a_file_in_two_halves_is_published_once_it_is_whole() {
    let inbox = InboxDir::new();
    let mut watch = Watch::start(inbox.path());
    let (whole, path) = (official(), inbox.path().join("2020报送.xlsx"));
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(&whole[..whole.len() / 2]).unwrap();
    // long enough to look finished, and yet nobody complains
    sleep(Duration::from_millis(1500));
    file.write_all(&whole[whole.len() / 2..]).unwrap();
    drop(file);
    let last = Instant::now();
    let line = watch.wait_for("收到 2020报送.xlsx");
    let took = last.elapsed();
    assert!(
        line.starts_with("收到 2020报送.xlsx → 高新区（新市区）人力资源和社会保障局：可以公开 → "),
        "{line}"
    );
    // two seconds, and what a busy machine may add
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(inbox.outputs().len(), 1);
    assert!(line.ends_with(&inbox.outputs()[0]), "{line}");
    assert_eq!(watch.text("err"), "");
    // its own output wakes nobody
    sleep(Duration::from_millis(2500));
    assert_eq!(
        watch.text("out").lines().count(),
        2,
        "{}",
        watch.text("out")
    );
    assert_eq!(watch.interrupt().code(), Some(0));
    assert!(watch.text("out").ends_with(" 结束\n"));
    assert_eq!(
        temporary(&inbox.path().join("公开表")),
        Vec::<String>::new()
    );
}

#[test]
fn only_what_changes_is_told_and_what_is_broken_is_told_once() {
    let inbox = InboxDir::new();
    inbox.add("甲/2020报送.xlsx", &official());
    inbox.publish();
    let mut watch = Watch::start(inbox.path());
    watch.wait_for("1 个部门没有变化，沿用上次的结果");
    inbox
        .add("坏.xlsx", b"broken")
        .add("下载.xlsx.crdownload", b"half")
        .add("~$报送.xlsx", b"owner");
    let line = watch.wait_for("坏.xlsx");
    assert_eq!(
        line,
        "收到 坏.xlsx → 未能读取：不是电子表格，而是文本文件。请报送 .xlsx 工作簿"
    );
    inbox.add(
        "乙/报送.xlsx",
        &fs::read(data("broken/02_decimal_point_shifted.xlsx")).unwrap(),
    );
    let line = watch.wait_for("乙/报送.xlsx");
    assert!(
        line.contains("：不能公开，强制问题 5 个 → ") && line.ends_with("（待核）.xlsx"),
        "{line}"
    );
    fs::remove_file(inbox.path().join("坏.xlsx")).unwrap();
    watch.wait_for("移走 坏.xlsx");
    assert_eq!(watch.lines("坏.xlsx").len(), 2);
    assert!(
        watch.lines("甲/").is_empty()
            && watch.lines("crdownload").is_empty()
            && watch.lines("~$").is_empty()
    );
    assert_eq!(watch.interrupt().code(), Some(0));
}

#[test]
fn it_outlives_its_folder_and_an_output_that_is_open() {
    let inbox = InboxDir::new();
    let folder = inbox.path().join("收件");
    fs::create_dir(&folder).unwrap();
    let mut watch = Watch::start(&folder);
    inbox.add("收件/2020报送.xlsx", &official());
    watch.wait_for("可以公开");
    let name = only(&folder.join("公开表"));
    // Excel has it open
    let owner = format!("收件/公开表/~${name}");
    inbox.add(&owner, b"");
    inbox.add(
        "收件/2020报送.xlsx",
        &fs::read(only_file("one-sheet")).unwrap(),
    );
    fs::remove_file(folder.join("公开表").join(&name)).unwrap();
    watch.wait_for("正在 Excel 或 WPS 中打开");
    fs::remove_file(inbox.path().join(&owner)).unwrap();
    watch.wait_for("重做 → ");
    assert_eq!(only(&folder.join("公开表")), name);
    // the folder goes and comes back without what was written
    let away = inbox.path().join("走了");
    fs::rename(&folder, &away).unwrap();
    watch.wait_for("文件夹打不开（找不到），等它回来");
    fs::remove_file(away.join("公开表").join(&name)).unwrap();
    fs::rename(&away, &folder).unwrap();
    watch.wait_for("文件夹又有了");
    let begun = Instant::now();
    while !folder.join("公开表").join(&name).exists() {
        assert!(begun.elapsed() < LONG);
        sleep(Duration::from_millis(50));
    }
    assert_eq!(watch.interrupt().code(), Some(0));
}

fn only(folder: &Path) -> String {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned());
    let mut names: Vec<String> = entries
        .filter(|name| name.ends_with(".xlsx") && !name.starts_with("~$") && name != "汇总.xlsx")
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    names.remove(0)
}

#[test]
fn the_guides_show_what_it_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = |folder: &str| {
        let entries = fs::read_dir(root.join("samples").join(folder)).unwrap();
        let mut paths = entries.map(|entry| entry.unwrap().path());
        // a text lies beside it
        let workbook = paths.find(|path| path.extension().is_some_and(|own| own == "xlsx"));
        fs::read(workbook.unwrap()).unwrap()
    };
    let inbox = InboxDir::new();
    fs::create_dir(inbox.path().join("收件")).unwrap();
    let mut watch = Watch::within(inbox.path(), &["watch", "收件"], "正在监视");
    inbox.add("收件/2020年报送稿.xlsx", &sample("有错"));
    watch.wait_for("不能公开");
    inbox.add("收件/2020年报送稿.xlsx", &sample("已平"));
    watch.wait_for("可以公开");
    inbox.add("收件/坏.xlsx", b"bad\n");
    watch.wait_for("未能读取");
    fs::remove_file(inbox.path().join("收件/坏.xlsx")).unwrap();
    watch.wait_for("移走");
    assert!(watch.interrupt().success());
    for guide in ["docs/USE.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(root.join(guide)).unwrap();
        let shown: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("    15:"))
            .map(|line| &line[13..])
            .collect();
        assert_eq!(shown.len(), 6);
        for line in shown {
            assert!(
                watch
                    .lines(line)
                    .iter()
                    .any(|printed| &printed[9..] == line),
                "{guide}: {line}"
            );
        }
    }
}

#[test]
fn wrong_folders_are_told() {
    let inbox = InboxDir::new();
    let path = inbox.path().to_str().unwrap();
    let run = crate::program::gouji(&["watch", "没有"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("打不开文件夹 没有：找不到"),
        "{}",
        run.stderr
    );
    let run = crate::program::gouji(&["watch", path, "--out", path]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("结果不能写进收件文件夹本身"),
        "{}",
        run.stderr
    );
}

/// Ctrl-C in a run of many departments: whole files, no others, and the next run does the rest.
#[test]
fn a_run_that_is_interrupted_leaves_whole_files_and_is_taken_up_again() {
    let inbox = InboxDir::new();
    let bytes = fs::read(data("broken/02_decimal_point_shifted.xlsx")).unwrap();
    for number in 0..60 {
        inbox.add(&format!("{number}/报送.xlsx"), &bytes);
    }
    let mut run = Watch::with(&["publish", inbox.path().to_str().unwrap()], "");
    let begun = Instant::now();
    while inbox.outputs().len() < 3 {
        assert!(
            begun.elapsed() < LONG,
            "{}{}",
            run.text("out"),
            run.text("err")
        );
        sleep(Duration::from_millis(5));
    }
    assert_eq!(run.interrupt().code(), Some(130));
    let err = run.text("err");
    // a busy machine has lines on its progress before
    let err = err.lines().last().unwrap();
    assert!(err.starts_with("已中断：做完 "), "{err}");
    let out = inbox.path().join("公开表");
    assert!(temporary(&out).is_empty() && temporary(&out.join("退回")).is_empty());
    let done: usize = err.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!((1..60).contains(&done), "{err}");
    assert_eq!(run.text("out").matches("不能公开  ").count(), done.min(25));
    for name in inbox.outputs() {
        crate::book::Book::open(&out.join(name));
    }
    let next = inbox.publish();
    assert!(next.stdout.ends_with(&format!(
        "其中 {done} 个部门的文件没有变化，沿用上次的结果。要全部重做，请加 --force\n"
    )));
    assert_eq!(inbox.outputs().len(), 60);
}

/// What is put into the place of a program while it runs.
#[cfg(target_os = "linux")]
#[test]
fn a_program_that_is_replaced_or_removed_goes_on() {
    type Change = fn(&Path);
    let changes: [(&str, Change); 3] = [
        ("removed", |_| {}),
        ("another program", |path| {
            fs::copy("/bin/false", path).unwrap();
        }),
        ("no program", |path| {
            fs::write(path, "half of a download").unwrap()
        }),
    ];
    for (name, change) in changes {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("gouji");
        fs::copy(env!("CARGO_BIN_EXE_gouji"), &program).unwrap();
        let inbox = InboxDir::new();
        let folder = inbox.path().to_str().unwrap();
        let watch = Watch::of(Command::new(&program), &["watch", folder], "正在监视");
        fs::remove_file(&program).unwrap();
        change(&program);
        let old =
            fs::read(data("formats").join(format!("{NAME}2020年部门预算公开表.xls"))).unwrap();
        inbox.add("2020年.xls", &old);
        watch.wait_for(&format!("{NAME}2020年部门预算公开表.xlsx"));
        let refused = watch.lines("是否被其他程序占用");
        assert!(refused.is_empty(), "{name}: {refused:?}");
        assert_eq!(inbox.outputs().len(), 1, "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_system_without_threads_does_not_end_it() {
    let inbox = InboxDir::new();
    let folder = inbox.path().to_str().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command.env("RUST_MIN_STACK", (1_u64 << 46).to_string());
    let mut watch = Watch::of(command, &["watch", folder], "正在监视");
    inbox.add("2020年.xlsx", &official());
    watch.wait_for("没有写成：系统没有多余的线程");
    assert!(watch.child.try_wait().unwrap().is_none());
}
