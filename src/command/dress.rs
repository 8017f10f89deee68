//! How text looks on a terminal: colours for verdicts and levels, lines that fit.

use crate::label::width;
use crate::say::COLUMNS;
use std::sync::OnceLock;

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

/// What the command line asks for; a program has one standard output.
static COLOUR: OnceLock<Colour> = OnceLock::new();

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const FAINT: &str = "2";

/// Words that stand out, the longer ones first where one holds the other.
const WORDS: [(&str, &str); 18] = [
    ("不能公开", RED),
    ("可以公开", GREEN),
    ("not publishable", RED),
    ("publishable", GREEN),
    (" 强制 不平 ", RED),
    (" 强制 ", RED),
    (" 核实 不平 ", YELLOW),
    (" 核实 ", YELLOW),
    (" 尾差 ", YELLOW),
    (" 提示 ", FAINT),
    (" mandatory broken ", RED),
    (" mandatory ", RED),
    (" verify ", YELLOW),
    (" hint ", FAINT),
    ("最可能：", GREEN),
    ("most likely: ", GREEN),
    ("未能读取 ", YELLOW),
    ("not read: ", YELLOW),
];

/// Chooses for all that is printed from now on.
pub(crate) fn choose(colour: Colour) {
    // the first choice is the command line's
    let _ = COLOUR.set(colour);
}

/// A text as it is shown: on a terminal its lines fit, and words are coloured as was asked for.
pub(super) fn dressed(text: &str, is_terminal: bool) -> String {
    let has_colour = match COLOUR.get().copied().unwrap_or_default() {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    };
    let fitted = match is_terminal {
        true => text.split_inclusive('\n').map(fit).collect(),
        false => text.to_owned(),
    };
    match has_colour {
        true => fitted.split_inclusive('\n').map(coloured).collect(),
        false => fitted,
    }
}

/// A line with the first words of each kind coloured.
fn coloured(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((at, word, colour)) = WORDS
        .iter()
        .filter_map(|(word, colour)| Some((rest.find(word)?, *word, *colour)))
        .min_by_key(|(at, word, _)| (*at, std::cmp::Reverse(word.len())))
    {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        shown.push_str(&format!("{before}\u{1b}[{colour}m{word}\u{1b}[0m"));
        rest = after;
    }
    shown + rest
}

/// A line in as many as it takes, the further ones indented below the first.
fn fit(line: &str) -> String {
    let text = line.trim_end_matches('\n');
    if width(text) <= COLUMNS {
        return line.to_owned();
    }
    let indent = text.len() - text.trim_start_matches(' ').len();
    let indent = " ".repeat(indent.min(COLUMNS / 2) + 2);
    let (mut shown, mut at) = (String::new(), 0);
    for c in text.chars() {
        let columns = width(c.encode_utf8(&mut [0; 4]));
        // a mark that ends something stays with it
        let is_end = "，。；：、）”」,.;:)".contains(c);
        // room for a mark or two
        if at + columns > COLUMNS - 4 && !is_end || at + columns > COLUMNS {
            shown = format!("{}\n{indent}", shown.trim_end_matches(' '));
            at = indent.len();
            if c == ' ' {
                continue;
            }
        }
        shown.push(c);
        at += columns;
    }
    shown + &line[text.len()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_below() {
        let line = format!("      {}\n", "表三的金额".repeat(30));
        let shown = fit(&line);
        assert!(shown.lines().count() > 2, "{shown}");
        assert!(shown.lines().all(|line| width(line) <= COLUMNS), "{shown}");
        assert!(
            shown
                .lines()
                .skip(1)
                .all(|line| line.starts_with("        "))
        );
        let joined: String = shown.lines().map(str::trim_start).collect();
        assert_eq!(joined, line.trim());
        assert_eq!(fit("短\n"), "短\n");
    }

    #[test]
    fn verdicts_are_coloured() {
        let shown = coloured("某局：不能公开。强制问题 1 个\n");
        assert_eq!(shown, "某局：\u{1b}[31m不能公开\u{1b}[0m。强制问题 1 个\n");
        let shown = coloured("    X5-6 强制 不平  表五与表六应一致\n");
        assert!(shown.contains("\u{1b}[31m 强制 不平 \u{1b}[0m"), "{shown}");
        let shown = coloured("A: not publishable. publishable\n");
        assert!(shown.starts_with("A: \u{1b}[31mnot publishable"), "{shown}");
    }
}
