//! How a text names its department: as the tables do, as its headings do, and in short.

use crate::rule::narrative::lines::{TextLine, fold};
use crate::rule::narrative::reader::Reader;

/// Characters of the longest line that may name the department.
const TITLE: usize = 80;

/// Characters of the shortest and the longest short name of a department.
const SHORT_NAMES: std::ops::RangeInclusive<usize> = 3..=12;

/// Ends of the names of places, and characters of the longest before a department's name.
const PLACES: &str = "省市区县州旗盟";

const LONGEST_PLACE: usize = 10;

/// Ends of names, and what is left of them in everyday words.
const SHORTENED: [(&str, &str); 5] = [
    ("街道办事处", "街道"),
    ("街道办事处", "街道办"),
    ("镇人民政府", "镇"),
    ("镇人民政府", "镇政府"),
    ("乡人民政府", "乡"),
];

impl Reader<'_> {
    /// How the text names its department: as the tables do, and as its headings do.
    pub(crate) fn department_names(&self) -> Vec<String> {
        let mut names = own_names(&fold(&self.budget.department));
        names.extend(self.reading.lines.iter().flat_map(named_by));
        // 某局单位 is 某局
        let short: Vec<String> = names
            .iter()
            .filter_map(|name| name.strip_suffix("单位").map(str::to_owned))
            .collect();
        names.extend(short);
        names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        names.dedup();
        names
    }

    /// Where the department's name ends that begins at a place, maybe with the name of the place above its own: 上海市普陀区某局.
    pub(super) fn name_end(&self, line: &TextLine, at: usize) -> Option<usize> {
        let is_place = |end: &usize| PLACES.contains(line.chars[end - 1]);
        let last = line.chars.len().min(at + LONGEST_PLACE);
        let mut starts = std::iter::once(at).chain((at + 2..=last).filter(is_place));
        starts.find_map(|start| {
            let name = self.names.iter().find(|name| line.has(start, name))?;
            Some(start + name.chars().count())
        })
    }

    /// Where a short name of the department ends that begins at a place.
    pub(super) fn short_name(&self, line: &TextLine, (at, to): (usize, usize)) -> Option<usize> {
        let last = self.department.chars().last()?;
        let ends = (at + 1..=to.min(at + SHORT_NAMES.end())).rev();
        let mut ends = ends.filter(|end| line.chars[end - 1] == last);
        // 省法院本级 is but a part of 省法院
        let is_part = |end: &usize| line.has(*end, "本级") || line.has(*end, "机关");
        ends.find(|end| is_short_for(&line.text(at, *end), &self.department) && !is_part(end))
    }
}

/// The departments that a line names if it is a heading of their texts.
pub(crate) fn named_by(line: &TextLine) -> impl Iterator<Item = String> {
    let is_short = line.chars.len().saturating_sub(line.body) <= TITLE;
    let text = is_short.then(|| line.text(line.body, line.chars.len()));
    let named = |text: String| {
        let named = text
            .strip_prefix("关于")
            .and_then(|rest| rest.split_once("20"))
            .map(|(name, _)| name.to_owned());
        let before_year = text
            .split_once("20")
            .filter(|_| text.contains("预算情况说明"))
            .map(|(name, _)| name.to_owned());
        let overview = text.strip_suffix("概况").map(str::to_owned);
        let unit = text.strip_prefix("预算单位:").map(str::to_owned);
        [named, before_year, overview, unit]
    };
    let named = text.into_iter().flat_map(named).flatten();
    named.filter(|name| name.chars().count() >= 4)
}

/// A department's name, what is left of it behind its place, and what that is called in short: 某市某区某街道办事处 is 某街道办事处 and
/// 某街道.
pub(crate) fn own_names(department: &str) -> Vec<String> {
    let is_place = |(_, c): &(usize, char)| "省市区县州旗府)".contains(*c);
    let ends = department.char_indices().filter(is_place);
    let rests = ends.map(|(at, c)| department[at + c.len_utf8()..].to_owned());
    let is_long = |name: &String| name.chars().count() >= 4;
    let names = std::iter::once(department.to_owned()).chain(rests);
    let names: Vec<String> = names.filter(is_long).collect();
    let short = names.iter().flat_map(|name| {
        let short = SHORTENED.iter().filter_map(|(long, short)| {
            let rest = name.strip_suffix(long).filter(|rest| !rest.is_empty())?;
            Some(format!("{rest}{short}"))
        });
        short.collect::<Vec<_>>()
    });
    let short: Vec<String> = short.collect();
    names.into_iter().chain(short).collect()
}

/// Whether a name is a department's own in short: 区人社局 for 高新区人力资源和社会保障局.
pub(super) fn is_short_for(name: &str, department: &str) -> bool {
    let mut own = department.chars();
    SHORT_NAMES.contains(&name.chars().count())
        && name.chars().last() == department.chars().last()
        && name.chars().all(|c| own.any(|it| it == c))
}
