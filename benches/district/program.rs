//! What the release program takes for folders of departments, seen from outside.

use crate::{steps, text, workbook};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_gouji");

/// How often two folders are measured in turn, and departments in each.
const TURNS: usize = 7;
const COUNT: u64 = 200;

/// One run of the program.
struct Run {
    seconds: f64,
    /// Of the processor, with all threads and children; in hundredths.
    processor: f64,
    /// Largest memory, in MiB; nothing where the system does not tell.
    memory: Option<f64>,
}

/// Writes so many departments into a folder, with the text of each where it is wanted.
pub fn make(dir: &Path, count: u64, projects: usize, has_texts: bool) {
    std::fs::create_dir_all(dir).unwrap();
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    std::thread::scope(|scope| {
        for first in 0..threads {
            scope.spawn(move || {
                for number in (first..count).step_by(usize::try_from(threads).unwrap()) {
                    let file = |end| dir.join(format!("{:05}{end}", number + 1));
                    std::fs::write(file(".xlsx"), workbook::bytes(number, projects)).unwrap();
                    if has_texts {
                        std::fs::write(file("情况说明.docx"), text::bytes(number, projects))
                            .unwrap();
                    }
                }
            });
        }
    });
}

/// Measures the program and prints a row for each goal.
pub fn print(all: bool) {
    let dir = tempfile::tempdir().unwrap();
    let folder = |name: &str, count, projects| {
        let path = dir.path().join(name);
        make(&path, count, projects, false);
        path
    };
    println!(
        "\n{:<52} {:>10} {:>12} {:>10}  goal",
        "the program", "seconds", "processor", ""
    );
    let start = median(15, || run(&["rules".as_ref()]));
    row("gouji rules", &start, &milliseconds(&start), "");
    let one = folder("one", 1, 6);
    let single = median(15, || publish(&one, 1));
    row(
        "publish: 1 department, start included",
        &single,
        &milliseconds(&single),
        "15 ms",
    );
    let one = folder("one-50", 1, 50);
    let long = median(9, || publish(&one, 1));
    row(
        "publish: 1 department of 50 projects",
        &long,
        &milliseconds(&long),
        "",
    );
    let count = if all { 1_000 } else { 200 };
    let thousand = folder("many", count, 6);
    let short = median(3, || publish(&thousand, count));
    row(
        &format!("publish: {count} departments in one folder"),
        &short,
        &rate(&short, count),
        "230 /s",
    );
    println!(
        "{:<52} {:>31.0} /s",
        "  both crates alone, on all cores",
        steps::floor_rate()
    );
    memory(&format!("  memory for {count}"), &short, "128 MiB");
    let peers = folder("peer", 6, 6);
    for (library, what) in [
        ("openpyxl", "  openpyxl"),
        ("calamine", "  python-calamine + XlsxWriter"),
    ] {
        peer(library, what, &peers, short.processor / count as f64);
    }
    texts(dir.path());
    page();
    if all {
        std::fs::remove_dir_all(&thousand).unwrap();
        let many = folder("more", 20_000, 6);
        let long = publish(&many, 20_000);
        row(
            "publish: 20000 departments in one folder",
            &long,
            &rate(&long, 20_000),
            "",
        );
        memory("  memory for 20000", &long, "that for 1000 ± 8 MiB");
        println!(
            "{:<52} {:>34.2}  21",
            "20000 : 1000",
            long.seconds / short.seconds
        );
    }
}

fn row(what: &str, run: &Run, measured: &str, goal: &str) {
    println!(
        "{what:<52} {:>10.3} {:>12.2} {measured:>10}  {goal}",
        run.seconds, run.processor
    );
}

fn rate(run: &Run, count: u64) -> String {
    format!("{:.0} /s", count as f64 / run.seconds)
}

/// What the texts add to a folder of departments, with and without in turn.
fn texts(dir: &Path) {
    let [plain, told] = [("plain", false), ("told", true)].map(|(name, has_texts)| {
        let path = dir.join(name);
        make(&path, COUNT, 6, has_texts);
        path
    });
    let stated = (0..COUNT).map(|number| text::amounts(number, 6));
    let stated = stated.sum::<usize>() as f64 / COUNT as f64;
    println!("\n{COUNT} departments, with a text of {stated:.0} amounts of money each");
    let check = |folder: &Path| run(&["check".as_ref(), folder.as_os_str()]);
    let publish = |folder: &Path| publish(folder, COUNT);
    turns("publish", publish, [&plain, &told], "5 %");
    turns("check", check, [&plain, &told], "");
}

/// Measures a command on two folders in turn, the second with texts.
fn turns(command: &str, run: impl Fn(&Path) -> Run, [plain, told]: [&Path; 2], goal: &str) {
    let mut runs = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        runs[0].push(run(plain));
        runs[1].push(run(told));
    }
    let [without, with] = runs.map(middle);
    for (what, run) in [("the tables alone", &without), ("with the text", &with)] {
        row(&format!("{command}: {what}"), run, &rate(run, COUNT), "");
    }
    let more = |one: f64, other: f64| format!("{:+.1} %", (other / one - 1.0) * 100.0);
    println!(
        "{:<52} {:>10} {:>12} {:>10}  {goal}",
        "  what the texts add",
        more(without.seconds, with.seconds),
        more(without.processor, with.processor),
        ""
    );
}

/// Sixty departments in the page, where it is built and there is a browser.
fn page() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("node")
        .arg(top.join("page/speed.mjs"))
        .output();
    let said = output.ok().filter(|output| output.status.success());
    let said = said.and_then(|output| String::from_utf8(output.stdout).ok());
    match said {
        Some(rows) => rows
            .lines()
            .for_each(|row| println!("page, 60 departments: {row}  2.5 s")),
        None => println!(
            "page: was not run: it needs node, the built page, its packages and a browser (page/README.md)"
        ),
    }
}

fn milliseconds(run: &Run) -> String {
    format!("{:.1} ms", run.seconds * 1e3)
}

fn memory(what: &str, run: &Run, goal: &str) {
    let found = run
        .memory
        .map_or("not told".to_owned(), |memory| format!("{memory:.0} MiB"));
    println!("{what:<52} {found:>34}  {goal}");
}

/// Publishes into a folder of its own: a file system is slow to make files where others were just removed.
fn publish(folder: &Path, departments: u64) -> Run {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let out = folder.with_extension(RUNS.fetch_add(1, Ordering::Relaxed).to_string());
    let made = run(&[
        "publish".as_ref(),
        folder.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    let written = std::fs::read_dir(&out).unwrap().filter(|entry| {
        let name = entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .into_owned();
        name.starts_with("测试区") && name.ends_with(".xlsx") && !name.contains("待核")
    });
    assert_eq!(
        written.count() as u64,
        departments,
        "every department is publishable"
    );
    made
}

fn median(runs: usize, mut run: impl FnMut() -> Run) -> Run {
    middle((0..runs).map(|_| run()).collect())
}

/// The run in the middle, by its seconds.
fn middle(mut runs: Vec<Run>) -> Run {
    runs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    runs.remove(runs.len() / 2)
}

fn run(arguments: &[&std::ffi::OsStr]) -> Run {
    let before = processor();
    let start = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut memory = None;
    let mut pause = Duration::from_micros(200);
    let code = loop {
        memory = peak(&status).or(memory);
        if let Some(code) = child.try_wait().unwrap() {
            break code;
        }
        // short runs are watched closely, long ones are left alone
        std::thread::sleep(pause);
        pause = (pause * 11 / 10).min(Duration::from_millis(20));
    };
    let seconds = start.elapsed().as_secs_f64();
    assert!(code.success(), "{arguments:?}: {code}");
    Run {
        seconds,
        processor: processor() - before,
        memory,
    }
}

/// The largest memory that a process had, in MiB.
fn peak(status: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix("kB")?
        .trim()
        .parse::<f64>()
        .ok()
        .map(|kilobytes| kilobytes / 1024.0)
}

/// Seconds of the processor that ended children took, where the system tells.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<f64> = after_name
        .split_whitespace()
        .map(|field| field.parse().unwrap_or(0.0))
        .collect();
    fields
        .get(13..15)
        .map_or(0.0, |children| children.iter().sum::<f64>() / 100.0)
}

/// A department by a plain script over other libraries, beside the processor time that ours takes for one among many.
fn peer(library: &str, what: &str, folder: &Path, own: f64) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(library)
        .arg(folder)
        .output();
    let said = output.ok().filter(|output| output.status.success());
    let said = said.and_then(|output| {
        String::from_utf8(output.stdout)
            .ok()?
            .trim()
            .parse::<f64>()
            .ok()
    });
    match said {
        Some(seconds) => {
            let times = format!("{:.1} ×", seconds / own);
            println!(
                "{:<52} {seconds:>10.3} {:>12} {times:>10}",
                format!("{what}, 1 department"),
                ""
            );
        }
        None => println!("{what} was not run: it needs python3 with these libraries"),
    }
}
