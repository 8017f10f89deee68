//! Groups of arguments, and what they tell the rooms below.

use super::paths;
use crate::command::{self, BlankTarget, ExitOutcome};
use crate::rule::RuleChoice;
use crate::run::{Options, Workers};
use crate::say::Lang;
use crate::write::BlankOptions;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Blank {
    /// 哪种格式；默认是自带空白表的那一种 / the layout; the one that keeps a blank workbook if not given
    #[arg(short, long, value_name = "ID")]
    layout: Option<String>,
    /// 预算年度；不写由部门填 / the fiscal year; left to the department if not given
    #[arg(short, long, value_parser = clap::value_parser!(i32).range(1990..2100))]
    year: Option<i32>,
    /// 部门名称；不写由部门填 / the department; left to it if not given
    #[arg(short, long, value_name = "NAME", default_value = "")]
    department: String,
    /// 预算单位，如 101020-某某局 / the budget unit, such as 101020-某某局
    #[arg(long, value_name = "CODE-NAME", default_value = "")]
    unit: String,
    /// 最多几个项目，也是绩效目标表的张数 / room for projects, and the number of forms
    #[arg(short, long, default_value = "40", value_parser = clap::value_parser!(u16).range(1..=99))]
    projects: u16,
    /// 写空白的文字（情况说明，Word），不写表：花括号里的由程序填数，〔待填〕由人填 / the text (Word) instead of the tables: braces are filled in by the program, 〔待填〕 by people
    #[arg(short, long)]
    text: bool,
    /// 写到哪个文件 / the file to write
    #[arg(value_parser = paths::path(), short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 已有这个文件时也覆盖 / write over a file that is there
    #[arg(short, long)]
    force: bool,
}

#[derive(Default, clap::Args)]
pub(super) struct ReadArguments {
    /// 指定格式；默认自动识别 / the layout; recognised if not given
    #[arg(short, long, value_name = "ID")]
    pub(super) layout: Option<String>,
    /// 指定年度；默认从表名、封面、文件名里找 / the fiscal year; looked for in titles, cover and names
    #[arg(short, long, value_parser = clap::value_parser!(i32).range(1990..2100))]
    year: Option<i32>,
    /// 所有文件都属于这一个部门；默认按表头和文件夹分 / all files are of this one department; by headings and folders if not given
    #[arg(short, long, value_name = "NAME")]
    department: Option<String>,
    /// 上年公开的工作簿所在的文件夹；默认是收件文件夹里的“上年” / the folder with last year's workbooks; by default 上年 within the folder
    #[arg(long, value_name = "DIR", value_parser = paths::path())]
    last: Option<PathBuf>,
    /// 只核对这些规则，如 X5-6,T3-*；可以写几次 / check these rules only, such as X5-6,T3-*
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// 不核对这些规则，如 R-27,N-*；可以写几次 / leave out these rules, such as R-27,N-*
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// 同一张表报了两次、数字不同时，用后保存的一份 / of two versions of a table take the one that was saved last
    #[arg(short, long)]
    newest: bool,
}

impl Blank {
    pub(super) fn run(self, templates: Option<&Path>, lang: Lang) -> ExitOutcome {
        let options = BlankOptions {
            year: self.year,
            department: self.department,
            unit: self.unit,
            projects: usize::from(self.projects),
        };
        let (layout, output) = (self.layout.as_deref(), self.output.as_deref());
        let target = BlankTarget {
            file: output,
            force: self.force,
            is_text: self.text,
        };
        command::template(templates, layout, &options, target, lang)
    }
}

/// The settings of a run.
pub(super) fn options(templates: Option<&Path>, reading: ReadArguments, lang: Lang) -> Options {
    let workers = Workers::of_this_program(templates, reading.layout.as_deref());
    Options {
        templates: templates.map(Into::into),
        layout: reading.layout,
        year: reading.year,
        department: reading.department,
        newest: reading.newest,
        last: reading.last,
        rules: RuleChoice {
            select: reading.select,
            ignore: reading.ignore,
        },
        lang,
        workers,
        ..Options::default()
    }
}
