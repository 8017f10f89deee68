//! What the writer of workbooks has no words for, put into the package that it made: the date, whether anything is to
//! be calculated, and print areas that are formulas.

use crate::book::Refusal;
use crate::book::package::Patch;

/// The name that a print area has until the package is finished: the writer refuses the real one.
pub(super) const PRINT_AREA: &str = "_gouji.Print_Area";

/// How a package is finished.
pub(super) struct Finish<'a> {
    /// The day of publication as `2020-02-14`, if the layout gives one.
    pub(super) date: Option<&'a str>,
    pub(super) has_formulas: bool,
}

impl Finish<'_> {
    /// The finished package; a package that cannot be opened stays as it is.
    pub(super) fn of(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.patched(&bytes).unwrap_or(bytes)
    }

    fn patched(&self, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut patch = Patch::open(bytes)?;
        let core = patch.text("docProps/core.xml")?;
        patch.put("docProps/core.xml", self.dated(&core));
        let mut workbook = patch.text("xl/workbook.xml")?;
        if !self.has_formulas {
            workbook = workbook.replace(" fullCalcOnLoad=\"1\"", "");
        }
        patch.put(
            "xl/workbook.xml",
            workbook.replace(PRINT_AREA, "_xlnm.Print_Area"),
        );
        patch.bytes()
    }

    /// The properties with the day of publication in place of a made-up one.
    fn dated(&self, core: &str) -> String {
        let (Some(start), Some(end)) = (core.find("<dcterms:created"), core.find("</cp:core"))
        else {
            return core.to_owned();
        };
        let (head, tail) = (&core[..start], &core[end..]);
        format!("{head}{}{tail}", dates(self.date))
    }
}

/// The day of publication as properties state it; nothing where the layout gives none.
pub(super) fn dates(day: Option<&str>) -> String {
    let element = |name: &str| match day {
        Some(day) => {
            format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:{name}>")
        }
        None => String::new(),
    };
    element("created") + &element("modified")
}
