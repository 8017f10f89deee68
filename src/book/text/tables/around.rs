//! The lines around a table of a document: its title, its unit of measure, notes below it, and what says that it goes on.

/// Characters of the longest line that may belong to a table.
pub(super) const LINE: usize = 60;
/// Characters of the longest line that does nothing but say that a table goes on.
const GOES_ON: usize = 40;
/// Characters of the longest that only names a unit of measure, or a number.
const SHORT: usize = 12;

/// Characters of the longest number of a table, and what the heading of a part begins with.
const NUMBER: usize = 8;
const PART: char = '第';

/// What a title has.
pub(super) const TABLE: char = '表';
/// What says that a table goes on: 续表, 表三（续）.
const CONTINUED: [&str; 2] = ["接上页", "接上表"];
const CONTINUES: char = '续';
/// What a line with a unit of measure or a department begins with, or has.
const UNIT: &str = "单位";
/// What a note below a table begins with, behind brackets and stars.
const NOTES: [&str; 10] = [
    "备注",
    "附注",
    "注释",
    "说明：",
    "说明:",
    "填表说明",
    "数据来源",
    "填报人",
    "因四舍五入",
    "以上数据",
];
const NOTE: char = '注';
/// What a sentence ends with.
const SENTENCE: [char; 2] = ['。', '；'];

/// Whether the lines between two tables, of which there are some, only say that the second goes on with the first: 续表, or 表三（续）and 单位：万元.
pub(super) fn goes_on(lines: &[(usize, String)], is_alike: bool) -> bool {
    let is_continued = |line: &str| {
        let bare: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
        let is_said = bare.starts_with(CONTINUES)
            || bare.ends_with(CONTINUES)
            || bare.ends_with(&format!("{CONTINUES}{TABLE}"))
            || CONTINUED.iter().any(|word| bare.starts_with(word));
        is_said && bare.chars().count() <= GOES_ON
    };
    let is_unit = |line: &str, longest: usize| {
        line.contains(UNIT) && !line.contains(TABLE) && line.chars().count() <= longest
    };
    let is_said = lines.iter().any(|(_, line)| is_continued(line));
    let longest = if is_said { LINE } else { SHORT };
    let mut own = lines.iter();
    let is_all = own.all(|(_, line)| is_continued(line) || is_unit(line, longest));
    is_all && (is_said || is_alike)
}

/// Whether a line below a table is a note of it: 备注：…, （注：…）, *注1….
pub(super) fn is_note(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let behind = bare.strip_prefix(NOTE).and_then(|it| it.chars().next());
    behind.is_some_and(|c| "：:、.".contains(c) || c.is_numeric())
        || NOTES.iter().any(|word| bare.starts_with(word))
}

/// Whether a line goes on with the number of a list: 2.…, （2）….
pub(super) fn is_numbered(line: &str) -> bool {
    let bare = line.trim_start_matches(['(', '（']);
    let digits = bare.chars().take_while(|c| c.is_numeric()).count();
    let mark = bare.chars().nth(digits);
    (1..=2).contains(&digits) && mark.is_some_and(|c| "、.．)）".contains(c))
}

/// Whether a line is running text.
pub(super) fn is_text(line: &str) -> bool {
    line.ends_with(SENTENCE) || line.chars().count() > LINE
}

/// Whether a line right above the title of a table is its number or that of its part: 表一：, 第二部分 部门预算表.
pub(super) fn is_number_of_table(line: &str) -> bool {
    let length = line.chars().count();
    is_of_table(line)
        && (length <= NUMBER || line.starts_with(PART) || line.chars().nth(1) == Some('、'))
}

/// Whether a line above a table belongs to it: its title, its unit of measure, its number.
pub(super) fn is_of_table(line: &str) -> bool {
    !is_text(line) && (line.contains(TABLE) || line.contains(UNIT))
}
