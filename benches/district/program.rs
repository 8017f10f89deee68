//! What the release program takes for folders of departments, seen from outside.

use crate::{steps, workbook};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_gouji");

/// One run of the program.
struct Run {
    seconds: f64,
    /// Of the processor, with all threads and children; in hundredths.
    processor: f64,
    /// Largest memory, in MiB; nothing where the system does not tell.
    memory: Option<f64>,
}

/// Writes so many departments into a folder.
pub fn make(dir: &Path, count: u64, projects: usize) {
    std::fs::create_dir_all(dir).unwrap();
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    std::thread::scope(|scope| {
        for first in 0..threads {
            scope.spawn(move || {
                for number in (first..count).step_by(usize::try_from(threads).unwrap()) {
                    let path = dir.join(format!("{:05}.xlsx", number + 1));
                    std::fs::write(path, workbook::bytes(number, projects)).unwrap();
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
        make(&path, count, projects);
        path
    };
    println!(
        "\n{:<52} {:>10} {:>12} {:>10}  goal",
        "the program", "seconds", "processor", ""
    );
    let row = |what: &str, run: &Run, measured: String, goal: &str| {
        println!(
            "{what:<52} {:>10.3} {:>12.2} {measured:>10}  {goal}",
            run.seconds, run.processor
        );
    };
    let start = median(15, || run(&["rules".as_ref()]));
    row("gouji rules", &start, milliseconds(&start), "20 ms");
    let one = folder("one", 1, 6);
    let single = median(15, || publish(&one));
    row(
        "publish: 1 department, start included",
        &single,
        milliseconds(&single),
        "20 ms",
    );
    let one = folder("one-50", 1, 50);
    let long = median(9, || publish(&one));
    row(
        "publish: 1 department of 50 projects",
        &long,
        milliseconds(&long),
        "",
    );
    let count = if all { 1_000 } else { 200 };
    let thousand = folder("many", count, 6);
    let short = median(if all { 3 } else { 1 }, || publish(&thousand));
    let rate = |run: &Run, count: u64| format!("{:.0} /s", count as f64 / run.seconds);
    row(
        &format!("publish: {count} departments in one folder"),
        &short,
        rate(&short, count),
        "250 /s",
    );
    println!(
        "{:<52} {:>31.0} /s",
        "  both crates alone, on all cores",
        steps::floor_rate()
    );
    memory(&format!("  memory for {count}"), &short, "256 MiB");
    peer(&folder("peer", 3, 6), short.processor / count as f64);
    if all {
        let many = folder("more", 5_000, 6);
        let long = publish(&many);
        row(
            "publish: 5000 departments in one folder",
            &long,
            rate(&long, 5_000),
            "",
        );
        memory("  memory for 5000", &long, "256 MiB, as for 1000");
        println!(
            "{:<52} {:>34.2}  5.3",
            "5000 : 1000",
            long.seconds / short.seconds
        );
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

fn publish(folder: &Path) -> Run {
    let out = folder.with_extension("out");
    let _ = std::fs::remove_dir_all(&out);
    let made = run(&[
        "publish".as_ref(),
        folder.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    let expected = std::fs::read_dir(folder).unwrap().count();
    let written = std::fs::read_dir(&out).unwrap().filter(|entry| {
        let name = entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .into_owned();
        name.starts_with("测试区") && !name.contains("待核")
    });
    assert_eq!(written.count(), expected, "every department is publishable");
    made
}

fn median(runs: usize, mut run: impl FnMut() -> Run) -> Run {
    let mut all: Vec<Run> = (0..runs).map(|_| run()).collect();
    all.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    all.remove(runs / 2)
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

/// A department by a plain script over openpyxl, beside the processor time that ours takes for one among many.
fn peer(folder: &Path, own: f64) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer.py");
    let output = Command::new("python3").arg(script).arg(folder).output();
    let said = output.ok().filter(|output| output.status.success());
    let said = said.and_then(|output| {
        String::from_utf8(output.stdout)
            .ok()?
            .trim()
            .parse::<f64>()
            .ok()
    });
    let what = "openpyxl (benches/peer.py), 1 department";
    match said {
        Some(seconds) => {
            let times = format!("{:.0} ×", seconds / own);
            println!("{what:<52} {seconds:>10.3} {:>12} {times:>10}  50 ×", "");
        }
        None => println!("{what:<52} was not run: it needs python3 with openpyxl"),
    }
}
