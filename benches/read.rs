//! What reading one file costs: `cargo bench --bench read [FILE…]`, in this process, layouts located and figures
//! taken. Without files, the department of the tests in every format it is kept in.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for people who measure"
)]

use gouji::run::{Inbox, read};
use gouji::templates;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

const ROUNDS: usize = 300;

fn main() {
    let mut files: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if files.is_empty() {
        for folder in ["official", "formats"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/data")
                .join(folder);
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            files.extend(entries.map(|entry| entry.unwrap().path()));
        }
        files.sort();
    }
    let layouts: Vec<_> = templates::load(None, None)
        .unwrap()
        .into_iter()
        .map(|template| template.layout)
        .collect();
    println!(
        "{:>9} {:>9} {:>9}  milliseconds a file",
        "median", "least", "95 %"
    );
    for file in files {
        let mut times: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                let reading = black_box(read(
                    Inbox::of_files(std::slice::from_ref(&file)),
                    &layouts,
                    None,
                ));
                assert!(reading.unreadable.is_empty(), "{:?}", reading.unreadable);
                start.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let name = file.file_name().unwrap().to_string_lossy();
        println!(
            "{:>9.3} {:>9.3} {:>9.3}  {name}",
            times[ROUNDS / 2],
            times[0],
            times[ROUNDS * 95 / 100]
        );
    }
}
