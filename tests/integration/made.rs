//! Workbooks made part by part, for what is odd in them.

use std::io::{Cursor, Write};

/// A workbook of one sheet `表`, made of its parts; `sheet` is the part of it.
#[derive(Debug, Clone)]
pub struct Made {
    pub parts: Vec<(String, String)>,
}

pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Four formats.
pub const STYLES: &str = "<fonts count='2'><font/><font/></fonts><fills count='2'><fill/><fill/></fills><borders count='2'><border/><border/></borders><cellXfs count='4'><xf/><xf fontId='1' numFmtId='4' borderId='1'/><xf numFmtId='9'/><xf numFmtId='10' fillId='0' applyFill='0'><alignment horizontal='right'/></xf></cellXfs>";
const VML: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

impl Made {
    /// With the inner part of `worksheet`, and no styles.
    pub fn sheet(inner: &str) -> Self {
        let made = Self { parts: Vec::new() };
        made.part(
            "[Content_Types].xml",
            &format!("<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"),
        )
        .related("", &[("rId1", "officeDocument", "xl/workbook.xml")])
        .part("xl/workbook.xml", &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"))
        .related("xl/workbook.xml", &[("rId1", "worksheet", "worksheets/sheet1.xml")])
        .part("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">{inner}</worksheet>"))
    }

    /// A sheet with a note on A1, and a drawing with these shapes if so wished.
    pub fn with_notes(shapes: Option<&str>) -> Self {
        let drawing = shapes.map_or("", |_| "<legacyDrawing r:id='rId7'/>");
        let made = Self::sheet(&format!("<sheetData><row><c/></row></sheetData>{drawing}<extLst/>")).part(
            "xl/comments1.xml",
            &format!("<comments xmlns=\"{MAIN}\"><authors><author>王</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><r><t>原来的</t></r></text></comment></commentList></comments>"),
        );
        match shapes {
            Some(shapes) => made
                .part(
                    "xl/drawings/vmlDrawing1.vml",
                    &format!("{VML}{shapes}</xml>"),
                )
                .related(
                    "xl/worksheets/sheet1.xml",
                    &[
                        ("rId3", "comments", "../comments1.xml"),
                        ("rId7", "vmlDrawing", "/xl/drawings/vmlDrawing1.vml"),
                    ],
                ),
            None => made.related(
                "xl/worksheets/sheet1.xml",
                &[("rId3", "comments", "../comments1.xml")],
            ),
        }
    }

    /// Adds a part, or replaces it.
    pub fn part(mut self, name: &str, text: &str) -> Self {
        self.parts.retain(|(own, _)| own != name);
        self.parts.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Adds the relationships of a part: id, last word of the type, target.
    pub fn related(self, part: &str, relations: &[(&str, &str, &str)]) -> Self {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let list = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let relations: String = relations
            .iter()
            .map(|(id, kind, target)| {
                format!(
                    "<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>"
                )
            })
            .collect();
        self.part(
            &list,
            &format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"
            ),
        )
    }

    /// Adds styles.
    pub fn styles(self, inner: &str) -> Self {
        self.part(
            "xl/styles.xml",
            &format!("<styleSheet xmlns=\"{MAIN}\">{inner}</styleSheet>"),
        )
        .related(
            "xl/workbook.xml",
            &[
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "styles", "styles.xml"),
            ],
        )
    }

    /// Changes every part's name and text.
    pub fn map(mut self, change: impl Fn(&str, &str) -> (String, String)) -> Self {
        self.parts = self
            .parts
            .iter()
            .map(|(name, text)| change(name, text))
            .collect();
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let parts: Vec<(&str, &[u8])> = self
            .parts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_bytes()))
            .collect();
        packed(&parts)
    }
}

/// The parts of a real workbook, to be changed one by one.
#[derive(Debug, Clone)]
pub struct Parts(pub Vec<(String, Vec<u8>)>);

impl Parts {
    pub fn of(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let part = |place| {
            let mut part = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        };
        Self(
            (0..zip::ZipArchive::new(Cursor::new(bytes)).unwrap().len())
                .map(part)
                .collect(),
        )
    }

    /// With one place of a part's text changed; it must be there.
    pub fn replaced(mut self, part: &str, from: &str, to: &str) -> Self {
        let (_, bytes) = self.0.iter_mut().find(|(name, _)| name == part).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{part} has no {from}");
        *bytes = text.replacen(from, to, 1).into_bytes();
        self
    }

    /// With a part's text changed.
    pub fn changed(mut self, part: &str, change: impl Fn(&str) -> String) -> Self {
        let (_, bytes) = self.0.iter_mut().find(|(name, _)| name == part).unwrap();
        *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes();
        self
    }

    /// With one more part.
    pub fn with(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.push((name.to_owned(), bytes.into()));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        packed(
            &self
                .0
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
                .collect::<Vec<_>>(),
        )
    }
}

/// A package of parts.
pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
