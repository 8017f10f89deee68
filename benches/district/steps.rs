//! What a department costs step by step, in this process, beside the two crates alone.

use crate::floor::{self, Calls};
use crate::workbook;
use cpu_time::ProcessTime;
use gouji::reconcile::{reconcile, reconcile_briefly};
use gouji::run::{Inbox, read};
use gouji::templates::{self, Template};
use gouji::write;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

const ROUNDS: usize = 60;
const REPEATS: usize = 500;
const DEPARTMENTS: u64 = 5;

const STEPS: [&str; 13] = [
    "read",
    "reconcile + diagnose",
    "reconcile + diagnose, one wrong cell",
    "write",
    "the whole",
    "calamine: every cell once",
    "calamine: worksheet_range",
    "rust_xlsxwriter: the same pages",
    "the floor: both crates alone",
    "rust_xlsxwriter: pressed as ours",
    "the floor, pressed as ours",
    "the whole : the floor",
    "the whole : the floor, pressed as ours",
];

/// Steps that are measured; the others are ratios.
const MEASURED: usize = 11;
/// Among the steps.
const WHOLE: usize = 4;
const FLOORS: [usize; 2] = [8, 10];

/// Milliseconds, of the processor and by the clock.
type Cost = [f64; 2];

struct Department {
    path: PathBuf,
    bytes: Vec<u8>,
    /// The same with one wrong cell.
    slipped: PathBuf,
    calls: Calls,
}

/// Measures departments of 6 and of 50 projects in turn, and prints a table for each.
pub fn print() {
    let dir = tempfile::tempdir().unwrap();
    let templates = templates::load(None, None).unwrap();
    let sizes = [(6, DEPARTMENTS), (50, 1)].map(|(projects, count)| {
        let department = |number| Department::new(dir.path(), &templates, number, projects);
        (projects, (0..count).map(department).collect::<Vec<_>>())
    });
    let mut times = [(); 2].map(|()| vec![Vec::new(); MEASURED]);
    for round in 0..ROUNDS {
        for ((_, departments), times) in sizes.iter().zip(&mut times) {
            for costs in departments
                .iter()
                .map(|department| department.measure(&templates))
            {
                if round > 0 {
                    costs
                        .into_iter()
                        .enumerate()
                        .for_each(|(step, cost)| times[step].push(cost));
                }
            }
        }
    }
    let medians = times.map(|times| times.into_iter().map(median).collect::<Vec<_>>());
    for ((projects, _), medians) in sizes.iter().zip(&medians) {
        let goal = |goal| if *projects == 6 { goal } else { "" };
        println!(
            "\nmilliseconds a department, {projects} projects ({} sheets)",
            9 + projects
        );
        println!("{:<36} {:>9} {:>9}  goal", "", "processor", "clock");
        for (step, [cpu, clock]) in STEPS.iter().zip(medians) {
            let goal = match *step {
                "reconcile + diagnose" => goal("0.25"),
                "reconcile + diagnose, one wrong cell" => goal("5"),
                _ => "",
            };
            println!("{step:<36} {cpu:>9.3} {clock:>9.3}  {goal}");
        }
        for (what, floor) in STEPS[MEASURED..].iter().zip(FLOORS) {
            let [cpu, clock] = [0, 1].map(|kind| medians[WHOLE][kind] / medians[floor][kind]);
            println!("{what:<38} {cpu:>7.2} {clock:>9.2}  {}", goal("1.2"));
        }
    }
    let [cpu, clock] = [0, 1].map(|kind| medians[1][WHOLE][kind] / medians[0][WHOLE][kind]);
    println!(
        "\n{:<36} {cpu:>9.2} {clock:>9.2}  4.2",
        "50 projects : 6 projects"
    );
}

/// Departments a second that the two crates alone come to on all cores, with nothing in between.
pub fn floor_rate() -> f64 {
    const EACH: usize = 100;
    let dir = tempfile::tempdir().unwrap();
    let templates = templates::load(None, None).unwrap();
    let department = Department::new(dir.path(), &templates, 0, 6);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..EACH {
                    black_box((
                        floor::cells(&department.bytes),
                        department.calls.bytes(floor::OURS),
                    ));
                }
            });
        }
    });
    (threads * EACH) as f64 / start.elapsed().as_secs_f64()
}

/// Repeats one step.
pub fn repeat(step: &str) {
    let dir = tempfile::tempdir().unwrap();
    let templates = templates::load(None, None).unwrap();
    let department = Department::new(dir.path(), &templates, 0, 6);
    let layouts: Vec<_> = templates
        .iter()
        .map(|template| template.layout.clone())
        .collect();
    let read = || {
        read(
            Inbox::of_files(std::slice::from_ref(&department.path)),
            &layouts,
            None,
        )
    };
    let budget = &read().budgets[0];
    let rules = &templates
        .iter()
        .find(|template| Arc::ptr_eq(&template.layout, &budget.layout))
        .unwrap()
        .rules;
    let report = reconcile(rules, budget);
    for _ in 0..REPEATS {
        match step {
            "read" => drop(black_box(read())),
            "reconcile" => drop(black_box(reconcile_briefly(rules, budget))),
            "write" => drop(black_box(write::workbook(budget, rules, &report))),
            _ => drop(black_box((
                floor::cells(&department.bytes),
                department.calls.bytes(floor::OURS),
            ))),
        }
    }
}

fn median(costs: Vec<Cost>) -> Cost {
    [0, 1].map(|kind| {
        let mut own: Vec<f64> = costs.iter().map(|cost| cost[kind]).collect();
        own.sort_by(f64::total_cmp);
        own[own.len() / 2]
    })
}

/// Milliseconds that something takes, of all threads of this process.
fn cost<T>(run: impl FnOnce() -> T) -> (T, Cost) {
    let (cpu, clock) = (ProcessTime::now(), Instant::now());
    let done = black_box(run());
    (
        done,
        [cpu.elapsed(), clock.elapsed()].map(|time| time.as_secs_f64() * 1e3),
    )
}

impl Department {
    fn new(dir: &Path, templates: &[Template], number: u64, projects: usize) -> Self {
        let bytes = workbook::bytes(number, projects);
        let path = dir.join(format!("{projects}-{number}.xlsx"));
        std::fs::write(&path, &bytes).unwrap();
        let layouts: Vec<_> = templates
            .iter()
            .map(|template| template.layout.clone())
            .collect();
        let reading = read(Inbox::of_files(std::slice::from_ref(&path)), &layouts, None);
        let budget = &reading.budgets[0];
        let rules = &templates
            .iter()
            .find(|template| Arc::ptr_eq(&template.layout, &budget.layout))
            .unwrap()
            .rules;
        let report = reconcile(rules, budget);
        assert!(report.findings.is_empty(), "{:?}", report.findings.first());
        assert!(report.is_publishable() && report.held > 300);
        assert_eq!(budget.tables.len(), 9 + projects);
        let written = write::workbook(budget, rules, &report).unwrap();
        let calls = Calls::of(&written);
        assert_same(&written, &calls.bytes(floor::OURS));
        let slipped = dir.join(format!("{projects}-{number}-slipped.xlsx"));
        std::fs::write(&slipped, workbook::slipped(number, projects)).unwrap();
        Self {
            path,
            bytes,
            slipped,
            calls,
        }
    }

    fn measure(&self, templates: &[Template]) -> Vec<Cost> {
        let layouts: Vec<_> = templates
            .iter()
            .map(|template| template.layout.clone())
            .collect();
        let inbox = Inbox::of_files(std::slice::from_ref(&self.path));
        let (reading, reading_cost) = cost(|| read(inbox, &layouts, None));
        let budget = &reading.budgets[0];
        let rules = &templates
            .iter()
            .find(|template| Arc::ptr_eq(&template.layout, &budget.layout))
            .unwrap()
            .rules;
        let (report, reconcile_cost) = cost(|| reconcile_briefly(rules, budget));
        let slipped = Inbox::of_files(std::slice::from_ref(&self.slipped));
        let slipped = &read(slipped, &layouts, None).budgets[0];
        let (found, diagnose_cost) = cost(|| reconcile_briefly(rules, slipped));
        assert!(!found.findings.is_empty());
        let (_, write_cost) = cost(|| write::workbook(budget, rules, &report).unwrap());
        let (_, cells) = cost(|| floor::cells(&self.bytes));
        let (_, ranges) = cost(|| floor::ranges(&self.bytes));
        let [usual, ours] =
            [floor::USUAL, floor::OURS].map(|level| cost(|| self.calls.bytes(level)).1);
        let sum =
            |costs: &[Cost]| [0, 1].map(|kind| costs.iter().map(|cost| cost[kind]).sum::<f64>());
        let whole = sum(&[reading_cost, reconcile_cost, write_cost]);
        let floors = [sum(&[cells, usual]), sum(&[cells, ours])];
        vec![
            reading_cost,
            reconcile_cost,
            diagnose_cost,
            write_cost,
            whole,
            cells,
            ranges,
            usual,
            floors[0],
            ours,
            floors[1],
        ]
    }
}

/// Parts that our writer changes once more in the package that the crate has made.
const FINISHED: [&str; 2] = ["docProps/core.xml", "xl/workbook.xml"];

/// Whether the replay writes what our writer wrote: each part as long, but for the order of shared texts, and pressed
/// as hard.
fn assert_same(ours: &[u8], replayed: &[u8]) {
    let sizes = |bytes: &[u8]| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
        let count = archive.len();
        let mut part = |place| {
            let part = archive.by_index(place).unwrap();
            (
                part.name().unwrap().into_owned(),
                part.size(),
                part.compressed_size(),
            )
        };
        (0..count).map(&mut part).collect::<Vec<_>>()
    };
    let (ours, replayed) = (sizes(ours), sizes(replayed));
    assert_eq!(ours.len(), replayed.len());
    for ((name, own, pressed), (other_name, other, other_pressed)) in ours.iter().zip(&replayed) {
        assert_eq!(name, other_name);
        if FINISHED.contains(&name.as_str()) {
            // without a made-up date, and pressed harder
            assert!(own <= other && pressed <= other_pressed, "{name}");
            continue;
        }
        assert!(own.abs_diff(*other) * 100 <= *own, "{name}: {own} {other}");
        assert!(
            pressed.abs_diff(*other_pressed) * 50 <= *pressed,
            "{name}: {pressed} {other_pressed}"
        );
    }
}
