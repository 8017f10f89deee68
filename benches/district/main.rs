//! What a district's departments cost: `cargo bench --bench district` measures one department step by step
//! beside the two crates alone, and the program on a small folder, with and without texts; `-- all` takes folders of 1,000
//! and 20,000 departments; `-- make DIR N [PROJECTS]` writes the departments that it measures with, `-- texts DIR N` with
//! their texts; `-- steps` leaves the program out; `-- only STEP` repeats read, reconcile, write or floor for a profiler.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for people who measure"
)]

mod floor;
mod lines;
mod program;
mod sheets;
mod steps;
mod text;
mod workbook;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["make", dir, count, rest @ ..] => {
            let projects = rest.first().map_or(6, |projects| projects.parse().unwrap());
            program::make(dir.as_ref(), count.parse().unwrap(), projects, false);
        }
        ["texts", dir, count] => program::make(dir.as_ref(), count.parse().unwrap(), 6, true),
        ["steps"] => steps::print(),
        ["only", step] => steps::repeat(step),
        [] | ["all"] => {
            steps::print();
            program::print(words == ["all"]);
        }
        _ => println!(
            "cargo bench --bench district [-- all | steps | only STEP | make DIR N [PROJECTS] | texts DIR N]"
        ),
    }
}
