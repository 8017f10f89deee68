//! The lines around a table of a document: its title, its unit of measure, notes below it, and what says that it goes on.

/// Characters of the longest line that may belong to a table.
pub(super) const LINE: usize = 60;
/// Characters of the longest line that does nothing but say that a table goes on.
const GOES_ON: usize = 40;
/// Characters of the longest that only names a unit of measure, or a number.
const SHORT: usize = 12;

/// Characters of the longest number of a table, and what the heading of a part begins with.
const NUMBER: usize = 8;
/// Characters of the words in it: 公开.
const NUMBER_WORDS: usize = 2;
const PART: char = '第';

/// What a title has.
pub(super) const TABLE: char = '表';
/// What says that a table goes on: 续表, 表三（续）.
const CONTINUED: [&str; 2] = ["接上页", "接上表"];
const CONTINUES: char = '续';
/// What the foot of a page says where its table goes on.
const NEXT_PAGE: [&str; 6] = ["接下页", "转下页", "续下页", "接下表", "转下表", "过次页"];
/// What stands beside the number of a page.
const PAGE: [char; 3] = ['第', '共', '页'];
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

/// How the first row of a table compares with that of the table before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadMatch {
    /// The same headings again.
    Repeated,
    /// No headings: figures at once, in as many columns.
    Headless,
    /// Other headings, or a title.
    Other,
}

/// Whether the lines between two tables, of which there are some, only say that the second goes on with the first: 续表, or
/// 表三（续）and 单位：万元. Where the headings are printed again, the lines may be the foot of one page and the head of the next.
/// `first` are the lines above the first table.
pub(super) fn goes_on(
    lines: &[(usize, String)],
    first: &[(usize, String)],
    head: HeadMatch,
) -> bool {
    let is_unit = |line: &str, longest: usize| {
        line.contains(UNIT) && !line.contains(TABLE) && line.chars().count() <= longest
    };
    let is_said = lines.iter().any(|(_, line)| is_continued(line));
    let longest = if is_said { LINE } else { SHORT };
    let mut own = lines.iter();
    let is_all = own.all(|(_, line)| is_continued(line) || is_unit(line, longest));
    let is_alike = head != HeadMatch::Other;
    let is_page_break = || {
        let mut own = lines.iter();
        own.all(|(_, line)| is_of_page(line, first, head))
    };
    is_all && (is_said || is_alike) || is_alike && is_page_break()
}

/// Whether a line says that a table goes on.
fn is_continued(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_said = bare.starts_with(CONTINUES)
        || bare.ends_with(CONTINUES)
        || bare.ends_with(&format!("{CONTINUES}{TABLE}"))
        || CONTINUED.iter().any(|word| bare.starts_with(word));
    is_said && bare.chars().count() <= GOES_ON
}

/// Whether a line stands at the foot or the head of every page of a table: the number of the page, 接下页, or the department,
/// the unit of measure and the number of the table as above its first page.
fn is_of_page(line: &str, first: &[(usize, String)], head: HeadMatch) -> bool {
    let bare: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_short = line.chars().count() <= SHORT;
    let is_next = NEXT_PAGE.iter().any(|word| bare.ends_with(word)) && is_short;
    let is_unit = line.contains(UNIT) && !line.contains(TABLE) && is_short;
    // a whole title is repeated by the form of another project
    let is_repeated = || {
        let known: Vec<&str> = first.iter().flat_map(|(_, line)| pieces(line)).collect();
        let mut own = pieces(line);
        own.all(|piece| known.contains(&piece) && (!piece.contains(TABLE) || is_number(piece)))
    };
    let is_first_number = || {
        let mut above = first.iter();
        head == HeadMatch::Repeated && is_number(line) && !above.any(|(_, line)| is_number(line))
    };
    is_page_number(&bare)
        || is_continued(line)
        || is_next
        || is_unit
        || is_repeated()
        || is_first_number()
}

/// Whether a line is the number of a table and nothing else: 公开03表, 表三.
fn is_number(line: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = line.chars().filter(|c| c.is_alphabetic() && *c != TABLE);
    let words = rest.filter(|c| !is_digit(*c)).count();
    line.contains(TABLE) && line.contains(is_digit) && words <= NUMBER_WORDS
}

/// Whether a line without marks numbers a page: 12, 第12页, 第12页共40页.
fn is_page_number(bare: &str) -> bool {
    let numbers = bare
        .split(|c| PAGE.contains(&c))
        .filter(|it| !it.is_empty());
    let is_number = |it: &str| it.len() <= 4 && it.bytes().all(|c| c.is_ascii_digit());
    let mut numbers = numbers.peekable();
    numbers.peek().is_some() && numbers.all(is_number)
}

/// What stands at the ends of a line, or in its middle.
pub(super) fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let pieces = line.split(['\t', '\u{3000}']);
    let pieces = pieces.flat_map(|it| it.split("  ")).map(str::trim);
    pieces.filter(|it| !it.is_empty())
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

/// Whether a numbered line is the title of a table rather than an item of a note: 7.2024年部门支出预算表, （7）…表（续）.
pub(super) fn is_numbered_title(line: &str) -> bool {
    let bare = line.trim_end();
    let is_bracketed = bare.ends_with(['）', ')']);
    let words = bare
        .rsplit_once(['（', '('])
        .map_or(bare, |(before, _)| if is_bracketed { before } else { bare });
    !is_running_text(bare) && words.trim_end().ends_with(TABLE)
}

/// Whether a line is running text, and none of the lines around a table.
pub(crate) fn is_running_text(line: &str) -> bool {
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
    !is_running_text(line) && (line.contains(TABLE) || line.contains(UNIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_title_is_no_item_of_a_note() {
        for title in [
            "7.2024年部门国有资本经营预算支出功能分类预算表",
            "7、2024年部门支出预算总表",
            "（7）2024年部门收入预算总表（续）",
        ] {
            assert!(is_numbered(title) && is_numbered_title(title), "{title}");
        }
        for item in [
            "2.本部门无此项预算，故本表为空表。",
            "2.本表按（2024年）口径编制",
            "（2）其他资金含上年结转",
        ] {
            assert!(is_numbered(item) && !is_numbered_title(item), "{item}");
        }
    }
}
