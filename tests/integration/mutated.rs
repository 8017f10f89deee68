//! Real workbooks cut off and damaged at many places: no panic, no hang, and where the format can tell, no
//! figure other than the one that was written.

use crate::binary::{Fact, facts, format};
use crate::made::packed;
use crate::program::{InboxDir, seed_template};
use gouji::book::Refusal;
use gouji::layout::Layout;
use gouji::run::{FolderReading, Inbox};
use std::fs;
use std::sync::{Arc, LazyLock};

/// What a damaged file came to.
#[derive(Debug, PartialEq)]
enum Outcome {
    Refused,
    Same,
    Different,
}

fn outcome(inbox: &InboxDir, bytes: &[u8], whole: &[Fact]) -> Outcome {
    inbox.add("2020a.xlsx", bytes);
    let reading = read(inbox);
    if let Some((_, refusal)) = reading.unreadable.first() {
        // what is reported where a reader panicked
        assert_ne!(
            *refusal,
            Refusal::Damaged {
                part: "xl".to_owned()
            }
        );
        return Outcome::Refused;
    }
    match reading.budgets.first() {
        Some(budget) if facts(budget) == whole => Outcome::Same,
        _ => Outcome::Different,
    }
}

fn read(inbox: &InboxDir) -> FolderReading {
    static LAYOUT: LazyLock<[Arc<Layout>; 1]> = LazyLock::new(|| [seed_template().layout]);
    gouji::run::read(
        Inbox::of_files(&[inbox.path().join("2020a.xlsx")]),
        &*LAYOUT,
        None,
    )
}

/// The same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn whole(extension: &str) -> (Vec<u8>, Vec<Fact>) {
    let bytes = fs::read(format(extension)).unwrap();
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &bytes);
    (bytes, facts(&read(&inbox).budgets[0]))
}

#[test]
fn what_is_cut_off_is_refused_or_the_same() {
    for extension in ["xls", "xlsb"] {
        let (bytes, whole) = whole(extension);
        let inbox = InboxDir::new();
        for part in 1..200 {
            let cut = &bytes[..bytes.len() * part / 200];
            assert_ne!(
                outcome(&inbox, cut, &whole),
                Outcome::Different,
                "{extension} {part}"
            );
        }
    }
}

#[test]
fn damaged_bytes_bring_nothing_down() {
    for extension in ["xls", "xlsb"] {
        let (bytes, whole) = whole(extension);
        let inbox = InboxDir::new();
        let mut numbers = Numbers(20_201_124);
        for round in 0..500 {
            let mut damaged = bytes.clone();
            for _ in 0..=numbers.below(3) {
                let place = numbers.below(bytes.len());
                damaged[place] ^= 1 << numbers.below(8);
            }
            let outcome = outcome(&inbox, &damaged, &whole);
            // a package has sums to check its parts by; in an old workbook a flipped bit of a figure is a figure
            if extension == "xlsb" {
                assert_ne!(outcome, Outcome::Different, "round {round}");
            }
        }
    }
}

/// Damage within the parts of a package that packs them anew, so that its sums are right.
#[test]
fn damaged_records_bring_nothing_down() {
    let (bytes, whole) = whole("xlsb");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let parts: Vec<(String, Vec<u8>)> = (0..archive.len())
        .map(|place| {
            let mut part = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect();
    let inbox = InboxDir::new();
    let mut numbers = Numbers(7);
    for _ in 0..200 {
        let mut damaged = parts.clone();
        let place = numbers.below(damaged.len());
        let bytes = &mut damaged[place].1;
        let at = numbers.below(bytes.len());
        bytes[at] = numbers.below(256) as u8;
        let parts: Vec<(&str, &[u8])> = damaged
            .iter()
            .map(|(name, bytes)| (&name[..], &bytes[..]))
            .collect();
        outcome(&inbox, &packed(&parts), &whole);
    }
}
