//! The real file, cut off and with wrong bytes.

use crate::book::Refusal;
use crate::book::kind::kind;
use crate::book::limits::Limits;
use crate::book::ods::tests::packed;
use crate::book::sheet::Sheet;
use crate::book::workbook;
use std::io::Cursor;

/// Numbers that look random and are the same on every run.
struct SeededRandom(u64);

impl SeededRandom {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

fn official() -> (Vec<u8>, Vec<u8>) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats");
    let mut paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let bytes = std::fs::read(
        paths
            .find(|path| path.extension().is_some_and(|own| own == "ods"))
            .unwrap(),
    )
    .unwrap();
    let mut content = Vec::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    std::io::Read::read_to_end(&mut archive.by_name("content.xml").unwrap(), &mut content).unwrap();
    (bytes, content)
}

fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    workbook::read(bytes, kind(bytes)?, &mut Limits::any()).map(|book| book.sheets)
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let (bytes, content) = official();

    assert_eq!(read(&bytes).unwrap().len(), 15);
    for cut in (0..100).map(|part| bytes.len() * part / 100) {
        assert!(read(&bytes[..cut]).is_err(), "{cut}");
    }
    for cut in (0..100).map(|part| content.len() * part / 100) {
        let text = String::from_utf8_lossy(&content[..cut]);
        let refusal = read(&packed(&[("content.xml", &text)])).unwrap_err();
        assert_eq!(
            refusal,
            Refusal::Damaged {
                part: "content.xml".to_owned()
            },
            "{cut}"
        );
    }
}

#[test]
fn a_file_with_wrong_bytes_is_read_or_refused() {
    let (bytes, mut content) = official();
    // the first sheets say enough
    let text = String::from_utf8(content).unwrap();
    let end = text.match_indices("<table:table ").nth(4).unwrap().0;
    content = format!(
        "{}</office:spreadsheet></office:body></office:document-content>",
        &text[..end]
    )
    .into_bytes();
    assert_eq!(
        read(&packed(&[(
            "content.xml",
            &String::from_utf8_lossy(&content)
        )]))
        .unwrap()
        .len(),
        4
    );
    let mut chance = SeededRandom(20_200_210);
    for round in 0..300 {
        if round % 3 == 0 {
            let mut bytes = bytes.clone();
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(8);
            let _ = read(&bytes);
        } else {
            let mut content = content.clone();
            let at = chance.below(content.len());
            content[at] = b"<>&\"'/ 0a"[chance.below(9)];
            let _ = read(&packed(&[(
                "content.xml",
                &String::from_utf8_lossy(&content),
            )]));
        }
    }
}
