//! The same tables twice: copies, and versions that differ.

use super::{Surface, Text, action};
use crate::finding::{Action, Difference, Problem, TableVersions, VersionCell};
use crate::label::shortened;
use crate::place::Address;

/// Differences that are named.
const NAMED: usize = 3;
/// Characters of words that are quoted.
const QUOTED: usize = 30;
/// Tables that are named.
const TABLES: usize = 4;

/// The sentence of tables that were handed in twice.
pub(super) fn problem(problem: &Problem, surface: Surface) -> Text {
    match problem {
        Problem::TablesCopied { tables, titles } => {
            let ([one, two], names) = (places(titles, tables.len()), names(tables));
            Text::new(
                format!("{}有两份，内容相同，只用了第一份：{one}；{two}", names.zh),
                format!(
                    "{} handed in twice with the same figures; the first is used: {one}; {two}",
                    was(tables.len(), &names.en)
                ),
            )
        }
        Problem::NewestTaken { .. } => newest_taken(problem, surface),
        Problem::VersionsDiffer { .. } => versions_differ(problem, surface),
        Problem::DocumentDiffers { versions, titles } => {
            document_differs(versions, titles, surface)
        }
        Problem::BudgetTwice {
            department,
            files,
            folder,
        } => budget_twice(department, files, folder.as_deref()),
        _ => Text::default(),
    }
}

/// Two budgets of one department.
fn budget_twice(department: &str, files: &[Vec<String>; 2], folder: Option<&str>) -> Text {
    let [one, two] = files.each_ref().map(|files| files.join("、"));
    let Text { zh, en } = folder.map_or_else(Text::default, |folder| {
        Text::new(
            format!("；“{folder}”文件夹里的如果是别的部门的预算，请改正表头的部门名称"),
            format!(
                "; if that in folder {folder:?} is another department's, please mend the department's name in its headings"
            ),
        )
    });
    Text::new(
        format!(
            "{department}同一年度的预算报了两份，数字不同：{one}；{two}。两份都不能公开，请只留一份{zh}"
        ),
        format!(
            "{department} handed in two budgets of one year with different figures: {one}; {two}. Neither may be published; please keep one{en}"
        ),
    )
}

/// The version saved last was taken.
fn newest_taken(problem: &Problem, surface: Surface) -> Text {
    let Problem::NewestTaken {
        versions,
        copies,
        titles,
        saved,
        taken,
    } = problem
    else {
        return Text::default();
    };
    let Text { zh, en } = listed(versions, copies);
    let (zh_choice, en_choice) = match surface {
        Surface::CommandLine => ("按 --newest", "As --newest says"),
        Surface::Page | Surface::Letter | Surface::Workbook => ("按所选", "As chosen"),
    };
    let places = places(titles, versions.len());
    let (used, left) = (*taken, 1 - *taken);
    let (used, left) = ((&places[used], &saved[used]), (&places[left], &saved[left]));
    let (names, what) = (names_of(versions), differing_in(versions));
    Text::new(
        format!(
            "{}有两份，{}不同（{zh}）。{zh_choice} 用了后保存的一份：{}（{}），没有用：{}（{}）",
            names.zh, what.zh, used.0, used.1, left.0, left.1
        ),
        format!(
            "{} handed in twice with different {} ({en}). {en_choice}, the one saved last is used: {} ({}), not {} ({})",
            was(versions.len(), &names.en),
            what.en,
            used.0,
            used.1,
            left.0,
            left.1
        ),
    )
}

/// A whole book has other figures than the workbook beside it.
fn document_differs(versions: &[TableVersions], titles: &[Address; 2], surface: Surface) -> Text {
    let [workbook, document] = titles.each_ref().map(|title| file_name(&title.file));
    let (differing, names) = (listed(versions, &[]), names_of(versions));
    let count: usize = versions.iter().map(|version| version.count).sum();
    let (zh, en) = match surface {
        // the cells follow in their own lines
        Surface::Letter => (format!("{count} 处"), format!("{count} figures")),
        _ => (differing.zh, differing.en),
    };
    Text::new(
        format!(
            "{}在文档和工作簿里的数字不同（{zh}，前者是工作簿 {workbook}，后者是文档 {document}）。核对用的是工作簿。请查明哪个对，把另一个改成一致",
            names.zh
        ),
        format!(
            "{} in the document and in the workbook with different figures ({en}; first those of {workbook}, then those of {document}); those of the workbook are used. Find out which are right",
            was(versions.len(), &names.en)
        ),
    )
}

/// Neither version was taken.
fn versions_differ(problem: &Problem, surface: Surface) -> Text {
    let Problem::VersionsDiffer {
        versions,
        copies,
        titles,
        names: units,
        departments,
        is_age_unknown,
    } = problem
    else {
        return Text::default();
    };
    if let Some([one, other]) = departments {
        let file = file_name(&titles[0].file);
        return Text::new(
            format!("“{file}”里有两个部门的表：“{one}”和“{other}”。请分成两个文件，一个部门一个"),
            format!(
                "{file:?} has tables of two departments, {one:?} and {other:?}. Please make a file for each"
            ),
        );
    }
    let what_to_do = if *is_age_unknown {
        Text::new(
            "文件没有写明保存时间，分不出先后",
            "The files do not tell which was saved last",
        )
    } else {
        action(Action::TakeNewest, surface)
    };
    let unit = units.as_ref().map(one_unit).unwrap_or_default();
    if versions.is_empty() {
        let [one, two] = titles.each_ref().map(|title| &title.file);
        let copies = names(copies);
        return Text::new(
            format!(
                "{}{}两份相同，只用了第一份：{one}；{two}。{}",
                unit.zh, copies.zh, what_to_do.zh
            ),
            format!(
                "{}{} the same in both; the first is used: {one}; {two}. {}",
                unit.en,
                was(2, &copies.en),
                what_to_do.en
            ),
        );
    }
    let (differing, names) = (listed(versions, copies), names_of(versions));
    let what = differing_in(versions);
    if surface == Surface::Letter {
        // the cells follow in their own lines
        let [one, two] = titles.each_ref().map(|title| file_name(&title.file));
        let count: usize = versions.iter().map(|version| version.count).sum();
        return Text::new(
            format!(
                "{}{}报了两份，{count} 处{}不同：{one}；{two}。{}",
                unit.zh, names.zh, what.zh, what_to_do.zh
            ),
            format!(
                "{}{} handed in twice, {count} {} differ: {one}; {two}. {}",
                unit.en,
                was(versions.len(), &names.en),
                what.en,
                what_to_do.en
            ),
        );
    }
    let [one, two] = places(titles, versions.len());
    let it = if versions.len() > 1 { "它们" } else { "它" };
    let used = match versions.iter().all(|it| it.only_words) {
        true => Text::new(
            "数字相同，文字不同，核对用的是第一份",
            "the same figures and different words; the first is used",
        ),
        false => Text::new(
            format!("数字不同，两份都没有采用，与{it}有关的勾稽无法判断"),
            "different figures; neither is used",
        ),
    };
    Text::new(
        format!(
            "{}{}有两份，{}：{one}；{two}。{}。{}",
            unit.zh, names.zh, used.zh, differing.zh, what_to_do.zh
        ),
        format!(
            "{}{} handed in twice with {}: {one}; {two}. {}. {}",
            unit.en,
            was(versions.len(), &names.en),
            used.en,
            differing.en,
            what_to_do.en
        ),
    )
}

/// That two names are of one unit.
fn one_unit([one, two]: &[String; 2]) -> Text {
    Text::new(
        format!("同一个预算单位有两个名称（{one} / {two}），没有相加。"),
        format!("One budget unit has two names ({one} / {two}) and is not added up. "),
    )
}

/// Where both copies are: the cells of one table's titles, the files of several.
fn places(titles: &[Address; 2], tables: usize) -> [String; 2] {
    let [one, two] = titles;
    let is_file = tables > 1 && one.file != two.file;
    titles.each_ref().map(|title| match is_file {
        true => title.file.to_string(),
        false => title.to_string(),
    })
}

/// The name of a file without our folders.
pub(super) fn file_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// The names of tables, the first few of them.
fn names(tables: &[String]) -> Text {
    let first = tables[..tables.len().min(TABLES)].join("、");
    match tables.len() {
        count if count > TABLES => Text::new(
            format!("{first} 等 {count} 张表"),
            format!("{first} and {} more tables", count - TABLES),
        ),
        // a name ends in letters or digits in some layouts
        _ => Text::new(format!("{first} "), first),
    }
}

fn names_of(versions: &[TableVersions]) -> Text {
    let tables: Vec<String> = versions.iter().map(|it| it.table.clone()).collect();
    names(&tables)
}

/// The English subject with its verb.
fn was(count: usize, names: &str) -> String {
    format!("{names} {}", if count > 1 { "were" } else { "was" })
}

/// How many figures differ, and the first few of them; the tables that are the same.
fn listed(versions: &[TableVersions], copies: &[String]) -> Text {
    let count: usize = versions.iter().map(|it| it.count).sum();
    let of_table = |version: &TableVersions| match versions.len() {
        1 => named(version, NAMED),
        _ => format!("{} {}", version.table, named(version, 1)),
    };
    let first: Vec<String> = versions.iter().take(NAMED).map(of_table).collect();
    let first = first.join("，");
    let and_so_on = if count > NAMED { " 等" } else { "" };
    let (zh_same, en_same) = match copies {
        [] => (String::new(), String::new()),
        copies => {
            let names = names(copies);
            (
                format!("；{}两份相同", names.zh),
                format!("; {} the same in both", was(copies.len(), &names.en)),
            )
        }
    };
    Text::new(
        format!("不同 {count} 处：{first}{and_so_on}{zh_same}"),
        format!(
            "{count} {} differ: {first}{en_same}",
            differing_in(versions).en
        ),
    )
}

/// What differs between versions.
fn differing_in(versions: &[TableVersions]) -> Text {
    match versions.iter().all(|it| it.only_words) {
        true => Text::new("文字", "words"),
        false => Text::new("数字", "figures"),
    }
}

/// The first figures of a table that differ.
fn named(version: &TableVersions, most: usize) -> String {
    let first: Vec<String> = version
        .differences
        .iter()
        .take(most)
        .map(difference)
        .collect();
    first.join("，")
}

/// A figure in both versions, a line each in a letter.
pub(super) fn difference(difference: &Difference) -> String {
    let Difference { row, column, sides } = difference;
    let [one, other] = sides.each_ref().map(|it| {
        let (cell, shown) = side(it);
        [cell.to_owned(), shortened(shown, QUOTED)]
    });
    let said = [row.clone(), column.clone()].into_iter().chain(one);
    let said = said.chain(["/".to_owned()]).chain(other);
    let said: Vec<String> = said.filter(|it| !it.is_empty()).collect();
    said.join(" ")
}

/// The cell's name and what it shows.
fn side(side: &Option<VersionCell>) -> (&str, &str) {
    match side {
        Some(VersionCell { cell, shown }) => (cell, shown.as_deref().unwrap_or("空白")),
        None => ("", "无此行"),
    }
}
