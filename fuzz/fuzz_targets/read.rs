//! Any bytes as a workbook, and as a text: `cargo +nightly fuzz run read`. The first byte says how the rest is packed, because the
//! sums of a zip would turn nearly every change into a file that is cut short: as it stands, or as one part of an
//! .xlsx, .xlsb, .ods or .docx whose other parts are sound. Seeds are made by `fuzz/seeds`.

#![no_main]

use gouji::book::text::TextLimits;
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use std::sync::{Arc, LazyLock};
use zip::write::SimpleFileOptions;

type Layouts = Vec<Arc<gouji::layout::Layout>>;

static LAYOUTS: LazyLock<Layouts> = LazyLock::new(|| {
    gouji::templates::load(None, None).expect("built in").into_iter().map(|template| template.layout).collect()
});

const TYPES: &[u8] = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>";
const ROOT: &[u8] = b"<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>";
const ROOT_BINARY: &[u8] =
    b"<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.bin'/></Relationships>";
const RELATIONS: &[u8] = b"<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='s' Type='x/sharedStrings' Target='sharedStrings.xml'/><Relationship Id='t' Type='x/styles' Target='styles.xml'/></Relationships>";
const RELATIONS_BINARY: &[u8] = b"<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/sheet1.bin'/><Relationship Id='s' Type='x/sharedStrings' Target='sharedStrings.bin'/><Relationship Id='t' Type='x/styles' Target='styles.bin'/></Relationships>";
const WORKBOOK: &[u8] = b"<workbook xmlns:r='r'><sheets><sheet name='1' sheetId='1' r:id='rId1'/></sheets></workbook>";
const SHEET: &[u8] =
    b"<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>2</v></c></row></sheetData></worksheet>";
const TEXTS: &[u8] = b"<sst uniqueCount='1'><si><t>a</t></si></sst>";
const STYLES: &[u8] = b"<styleSheet><cellXfs count='2'><xf/><xf numFmtId='14'/></cellXfs></styleSheet>";
/// A workbook of one sheet, in records: BrtBundleSh of the name 1 and the relationship rId1.
const WORKBOOK_BINARY: &[u8] = b"\x83\x01\x00\x8f\x01\x00\x9c\x01\x1a\x00\x00\x00\x00\x01\x00\x00\x00\x04\x00\x00\x00r\x00I\x00d\x001\x00\x01\x00\x00\x001\x00\x90\x01\x00\x84\x01\x00";

const DOCUMENT: &[u8] = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:pPr><w:pStyle w:val='a'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>1</w:t></w:r></w:p></w:body></w:document>";
const RELATIONS_OF_TEXT: &[u8] = b"<Relationships><Relationship Id='n' Type='x/numbering' Target='numbering.xml'/><Relationship Id='s' Type='x/styles' Target='styles.xml'/></Relationships>";
const NUMBERING: &[u8] = b"<w:numbering><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>";
const STYLES_OF_TEXT: &[u8] = b"<w:styles><w:style w:styleId='a'><w:name w:val='heading 1'/></w:style></w:styles>";

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, stored).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

fn xlsx(part: &str, own: &[u8]) -> Vec<u8> {
    let usual = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", SHEET),
        ("xl/sharedStrings.xml", TEXTS),
        ("xl/styles.xml", STYLES),
    ];
    packed(&usual.map(|(name, usual)| (name, if name == part { own } else { usual })))
}

fn xlsb(part: &str, own: &[u8]) -> Vec<u8> {
    let usual: [(&str, &[u8]); 7] = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT_BINARY),
        ("xl/workbook.bin", WORKBOOK_BINARY),
        ("xl/_rels/workbook.bin.rels", RELATIONS_BINARY),
        ("xl/worksheets/sheet1.bin", b""),
        ("xl/sharedStrings.bin", b""),
        ("xl/styles.bin", b""),
    ];
    packed(&usual.map(|(name, usual)| (name, if name == part { own } else { usual })))
}

fn docx(part: &str, own: &[u8]) -> Vec<u8> {
    let usual = [
        ("[Content_Types].xml", TYPES),
        ("word/document.xml", DOCUMENT),
        ("word/_rels/document.xml.rels", RELATIONS_OF_TEXT),
        ("word/numbering.xml", NUMBERING),
        ("word/styles.xml", STYLES_OF_TEXT),
    ];
    packed(&usual.map(|(name, usual)| (name, if name == part { own } else { usual })))
}

fuzz_target!(|data: &[u8]| {
    let Some((how, own)) = data.split_first() else { return };
    let bytes = match how {
        b'0' => xlsx("xl/worksheets/sheet1.xml", own),
        b'1' => xlsx("xl/sharedStrings.xml", own),
        b'2' => xlsx("xl/styles.xml", own),
        b'3' => xlsx("xl/workbook.xml", own),
        b'4' => xlsx("xl/_rels/workbook.xml.rels", own),
        b'5' => packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", own)]),
        b'6' => xlsb("xl/worksheets/sheet1.bin", own),
        b'7' => xlsb("xl/workbook.bin", own),
        b'8' => xlsb("xl/sharedStrings.bin", own),
        b'a' => docx("word/document.xml", own),
        b'b' => docx("word/numbering.xml", own),
        b'c' => docx("word/styles.xml", own),
        _ => own.to_vec(),
    };
    let _ = gouji::run::read_bytes("a", &bytes, &LAYOUTS);
    let _ = gouji::book::text::read(&bytes, &TextLimits::ANY);
});
