//! Covers that name another department than the tables: copied from a neighbour, or from another file.

use super::department::{above_year, is_name, is_year, on_first_page};
use super::file::FileRead;
use super::located::SheetTables;
use crate::book::sheet::Sheet;
use crate::book::text::TextSource;
use crate::book::value::Value;
use crate::budget::Notice;
use crate::finding::Problem;
use crate::label::{fold, without_unit_number};
use crate::place::{Address, CellRef};

/// Texts that a cover has at most, and characters of its longest line.
const LINES: usize = 12;
const LINE: usize = 40;
/// What a department's name may end with or leave out.
const OWN_PART: [&str; 4] = ["本级", "机关", "本部", "()"];
/// What names of places end with.
const PLACES: [char; 8] = ['省', '市', '区', '县', '旗', '州', '盟', ')'];

impl FileRead {
    /// Reports covers among the sheets that name another department than the headings of all tables do.
    pub(super) fn report_covers(&mut self, sheets: &[&Sheet], found: &[SheetTables]) {
        let covers = sheets.iter().zip(found).filter(|(_, found)| {
            found.tables.is_empty() && found.strange.is_empty() && found.pieces.is_empty()
        });
        for (sheet, _) in covers {
            let Some((at, here, lines)) = self.on_cover(sheet) else {
                continue;
            };
            let at = Address {
                file: self.name.clone(),
                sheet: sheet.name.clone(),
                row: at.row,
                column: at.column,
            };
            self.report_cover((vec![at], None), here, &lines);
        }
    }

    /// The department that a cover names, and its cell; and all its lines.
    fn on_cover(&self, sheet: &Sheet) -> Option<(CellRef, String, Vec<String>)> {
        let (places, lines): (Vec<CellRef>, Vec<String>) = sheet
            .cells
            .iter()
            .filter_map(|(at, value)| match value {
                Value::Text(text) => Some((*at, text.split_whitespace().collect::<String>())),
                _ => None,
            })
            .filter(|(_, line)| !line.is_empty())
            .take(LINES + 1)
            .unzip();
        let is_short = |line: &String| line.chars().count() <= LINE;
        let is_cover = lines.len() <= LINES && lines.iter().all(is_short);
        if !is_cover || !lines.iter().any(|line| is_year(line)) {
            return None;
        }
        let (at, name) = above_year(&lines, &self.layout, is_year)?;
        Some((places[at], name, lines))
    }

    /// The same of the first page of a document.
    pub(crate) fn report_first_page(&mut self, source: &TextSource) {
        if let Some((at, here)) = on_first_page(source, &self.layout) {
            self.report_cover((Vec::new(), Some(at + 1)), here, &[]);
        }
    }

    fn report_cover(
        &mut self,
        (at, paragraph): (Vec<Address>, Option<usize>),
        here: String,
        lines: &[String],
    ) {
        let headings = self.tables.iter().filter_map(|it| it.department.as_ref());
        let all = headings.map(|it| &it.text).chain(&self.department);
        let mut named = all.chain(lines.iter().filter(|line| !line.contains(&here)));
        let Some(there) = self.department.clone() else {
            return;
        };
        if !is_name(&there, &self.layout) || named.any(|name| is_alike(name, &here)) {
            return;
        }
        let place = at.is_empty().then(|| (self.name.clone(), None));
        let problem = Problem::DepartmentOnCover {
            here,
            there,
            paragraph,
        };
        self.notices.push(Notice { at, place, problem });
    }
}

/// Whether two names may be one department's: one leaves out the place, a code, 本级, or characters within.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    let bare = |name: &str| {
        let name = fold(without_unit_number(name));
        OWN_PART
            .iter()
            .fold(name, |name, part| name.replace(part, ""))
    };
    let (one, other) = (bare(one), bare(other));
    let without_place = |name: &str| {
        let rest = name.rsplit(PLACES).next().unwrap_or_default();
        let is_name = rest.chars().count() > 1;
        if is_name { rest } else { name }.to_owned()
    };
    let is_short = |short: &str, long: &str| {
        let mut rest = long.chars();
        short.chars().all(|c| rest.any(|own| own == c))
    };
    let pairs = [(without_place(&one), without_place(&other)), (one, other)];
    let mut both = pairs.iter();
    both.any(|(one, other)| is_short(one, other) || is_short(other, one))
}

#[cfg(test)]
mod tests {
    use super::is_alike;

    #[test]
    fn a_department_may_be_called_otherwise() {
        let own = "高新区（新市区）人力资源和社会保障局";
        for name in [
            "人力资源和社会保障局",
            "101020-人力资源和社会保障局",
            "乌鲁木齐市高新区人社局",
            "人力资源和社会保障局（本级）",
            "高新区（新市区）人力资源和社会保障局机关",
        ] {
            assert!(is_alike(own, name) && is_alike(name, own), "{name}");
        }
        for (one, other) in [
            ("上海市审计局", "上海市财政局"),
            ("江苏省人民检察院", "江苏省高级人民法院"),
            (
                "普陀区人民政府长寿路街道办事处",
                "普陀区人民政府万里街道办事处",
            ),
            ("第一小学", "第二小学"),
        ] {
            assert!(!is_alike(one, other), "{one} {other}");
        }
    }
}
