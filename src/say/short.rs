//! Lines and paths that fit a screen.

use crate::label::width;

/// Columns of a line.
pub(crate) const COLUMNS: usize = 100;

/// Columns that a path has at least; a line with more words than go beside it is longer.
const PATH: usize = 50;

/// A line that fits; what is too long loses its middle, for the end names the cell.
pub(super) fn fitted(text: &str) -> String {
    within(text, COLUMNS)
}

/// Sentences behind their lead, as far as a line takes them: without the last ones, without what stands in brackets,
/// without the last clauses; where too little would be left, without their end. A correction loses its middle, for its
/// end says most.
pub(super) fn fitted_sentences(lead: &str, sentences: &str) -> String {
    let plain = without_brackets(sentences);
    let shorter = [
        shortened(sentences, &['。']),
        shortened(&plain, &['。', '；', '，']),
    ];
    let mut lines = shorter.iter().flatten().map(|said| format!("{lead}{said}"));
    let fitting = lines.find(|line| width(line) <= COLUMNS);
    let fitting = fitting.filter(|line| width(line) >= COLUMNS / 2);
    fitting.unwrap_or_else(|| match sentences.contains(" → ") {
        true => fitted(&format!("{lead}{sentences}")),
        false => begun(&format!("{lead}{plain}")),
    })
}

/// A line that fits; what is too long loses its end.
pub(super) fn begun(text: &str) -> String {
    if width(text) <= COLUMNS {
        return text.to_owned();
    }
    let mut left = COLUMNS - 2;
    let kept = text.chars().map_while(|c| {
        left = left.checked_sub(width(c.encode_utf8(&mut [0; 4])))?;
        Some(c)
    });
    format!("{}…", kept.collect::<String>())
}

/// A text, and what stands before each of its stops, the longest first.
fn shortened(text: &str, stops: &[char]) -> Vec<String> {
    let stops = text.match_indices(stops).map(|(at, _)| at);
    let mut ends: Vec<usize> = stops.chain([text.len()]).collect();
    ends.reverse();
    ends.into_iter().map(|end| text[..end].to_owned()).collect()
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '（' => depth += 1,
            '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// A text of so many columns at most; what is too long loses its middle.
fn within(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let taking = |left: &mut usize, c: &char| {
        *left = left.checked_sub(width(c.encode_utf8(&mut [0; 4])))?;
        Some(*c)
    };
    let tail_columns = columns / 4;
    let head: String = characters
        .iter()
        .scan(columns.saturating_sub(tail_columns + 2), taking)
        .collect();
    let tail: Vec<char> = characters.iter().rev().scan(tail_columns, taking).collect();
    let tail: String = tail.into_iter().rev().collect();
    format!("{head}…{tail}")
}

/// A line of a path, whose middle is left out where the line is too long: folders first, for the file name tells most.
pub(super) fn path_line(lead: &str, path: &str, behind: &str) -> String {
    let columns = COLUMNS
        .saturating_sub(width(lead) + width(behind))
        .max(PATH);
    format!("{lead}{}{behind}", path_within(path, columns))
}

/// A path of so many columns at most.
pub(super) fn path_within(path: &str, columns: usize) -> String {
    if width(path) <= columns {
        return path.to_owned();
    }
    let parts: Vec<&str> = path.split_inclusive(['/', '\\']).collect();
    let separator = parts[0].chars().next_back().unwrap_or('/');
    // the first folder and as many of the last as there is room for
    let mut shorter = [parts[0], ""].into_iter().flat_map(|first| {
        let tails = (1..parts.len()).map(|at| parts[at..].concat());
        tails.map(move |tail| format!("{first}…{separator}{tail}"))
    });
    let fitting = shorter.find(|short| width(short) <= columns);
    fitting.unwrap_or_else(|| within(parts.last().unwrap_or(&path), columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_loses_its_middle() {
        let line = format!("{}：表三!G14", "某局".repeat(60));
        let shown = fitted(&line);
        assert!(width(&shown) <= COLUMNS, "{shown}");
        assert!(shown.starts_with("某局") && shown.ends_with("：表三!G14"));
        assert_eq!(fitted("短"), "短");
    }

    #[test]
    fn a_sentence_that_does_not_fit_is_left_out() {
        let first = format!("{}没有收到 表三", "某街道".repeat(8));
        let said = format!("{first}。{}", "请补报".repeat(30));
        assert_eq!(fitted_sentences("某局：", &said), format!("某局：{first}"));
        // too little is left of these
        let said = format!("表三。{}", "请补报".repeat(30));
        let shown = fitted_sentences("某局：", &said);
        assert!(
            shown.starts_with("某局：表三。请补报") && shown.ends_with('…'),
            "{shown}"
        );
        let change = format!("{} 84.00 → 42.00", "某局".repeat(60));
        assert!(fitted_sentences("", &change).ends_with(" 84.00 → 42.00"));
        assert_eq!(fitted_sentences("某局：", "好。对"), "某局：好。对");
        let said = format!(
            "“下降2.50%”应为 2.44%（{}）；误以本年数作分母",
            "1".repeat(60)
        );
        let lead = "某街道办事处综合行政执法队：";
        assert_eq!(
            fitted_sentences(lead, &said),
            format!("{lead}“下降2.50%”应为 2.44%；误以本年数作分母")
        );
        assert!(width(&fitted_sentences("某局：", &"长".repeat(80))) <= COLUMNS);
    }

    #[test]
    fn a_long_path_loses_folders_of_its_middle() {
        let path = format!("D:\\{}\\公开表\\某局.xlsx", "收件".repeat(30));
        assert_eq!(path_line("→ ", &path, ""), "→ D:\\…\\公开表\\某局.xlsx");
        let path = format!("/home/{}/{}/某局.xlsx", "a".repeat(60), "b".repeat(60));
        let shown = path_line("  → ", &path, "（待填 8 处）");
        assert!(shown.starts_with("  → /…/"), "{shown}");
        assert!(shown.ends_with("/某局.xlsx（待填 8 处）") && width(&shown) <= COLUMNS);
        // a name is told, however long the words behind it are
        let line = path_line("忽略 ", "收件/某局.docx", &"：没有采用".repeat(20));
        assert!(line.starts_with("忽略 收件/某局.docx：没有采用"), "{line}");
        let name = format!("收件/{}.xlsx", "长".repeat(80));
        let shown = path_line("", &name, "");
        assert!(
            shown.ends_with(".xlsx") && width(&shown) <= COLUMNS,
            "{shown}"
        );
        assert_eq!(path_line("→ ", "收件/某局.xlsx", ""), "→ 收件/某局.xlsx");
        let path = format!("samples/公开表/{}.xlsx", "长".repeat(44));
        let shown = path_line("", &path, "");
        assert!(
            shown.starts_with("…/长") && width(&shown) <= COLUMNS,
            "{shown}"
        );
    }
}
