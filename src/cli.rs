//! The command line; nothing else knows clap.

use crate::command::{self, ExitOutcome};
use crate::run::{Options, Workers, worker};
use crate::say::Lang;
use crate::write::BlankOptions;
use clap::{Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 勾稽：核对部门预算公开表，生成可以公开的工作簿。
/// Checks that a department's budget tables agree and writes the workbook for the public.
#[derive(Parser)]
#[command(
    name = "gouji",
    version,
    after_help = "退出码：0 可以公开；1 有不平；2 有文件读不出，或用法不对；130 按 Ctrl-C 中断\nExit status: 0 publishable; 1 mismatches; 2 something could not be read, or wrong usage; 130 ended by Ctrl-C"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// 提示语言；不写时看系统环境 / language of messages; by the environment if not given
    #[arg(long, global = true, value_enum)]
    lang: Option<LangName>,
    /// 用这个文件夹里的格式和规则，代替内置的 / layouts and rules from this folder in place of the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangName {
    Zh,
    En,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// 读入文件夹里的工作簿，核对，写出公开表 / read a folder, check it, write the public workbooks
    Publish {
        /// 收到的工作簿所在的文件夹 / the folder with the submitted workbooks
        inbox: PathBuf,
        /// 写到哪里；默认是文件夹里的“公开表” / where to write; by default 公开表 within the folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// 全部重做，不沿用上次的结果 / do all again, changed or not
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        reading: ReadArguments,
    },
    /// 一直看着文件夹，放进文件就核对、写出公开表，直到按 Ctrl-C / publish whatever is dropped into a folder, until Ctrl-C
    Watch {
        /// 收到的工作簿所在的文件夹 / the folder with the submitted workbooks
        inbox: PathBuf,
        /// 写到哪里；默认是文件夹里的“公开表” / where to write; by default 公开表 within the folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        #[command(flatten)]
        reading: ReadArguments,
    },
    /// 只核对，不写文件 / check only
    Check {
        /// 文件夹或文件 / folders or files
        #[arg(required = true, value_name = "INBOX|FILE")]
        inputs: Vec<PathBuf>,
        /// 报告的形式 / the form of the report
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        /// 上次 --format json 的报告；说明改了哪些、新出了哪些 / an earlier JSON report; says what has changed
        #[arg(long, value_name = "REPORT.json")]
        since: Option<PathBuf>,
        #[command(flatten)]
        reading: ReadArguments,
    },
    /// 做一份空白表，发给部门填写 / a blank workbook for departments to fill in
    Template(Blank),
    /// 把读到的每个数字写成一行，供数据库和表格软件用 / every figure as a row, for databases and data frames
    Export {
        /// 文件夹或文件 / folders or files
        #[arg(required = true, value_name = "INBOX|FILE")]
        inputs: Vec<PathBuf>,
        /// 写到哪里；结尾决定形式：.parquet、.csv、.jsonl / where to write; the ending says the form
        #[arg(long, value_name = "FACTS.parquet|.csv|.jsonl")]
        out: PathBuf,
        #[command(flatten)]
        reading: ReadArguments,
    },
    /// 列出核对哪些关系；给出编号则解释这一条 / list what is checked, or explain one rule
    Rules {
        /// 规则编号，如 X5-6 / the id of a rule
        id: Option<String>,
        /// 只看这种格式 / of this layout only
        #[arg(long, value_name = "ID")]
        layout: Option<String>,
    },
    /// 按编码、名称或拼音首字母查科目 / look up codes by digits, name or first letters of pinyin
    Codes {
        /// 如 2080505、养老、ylbx / a code, a part of a name, first letters of pinyin
        query: String,
        /// 哪一年的名称；不写则列出各年的 / the year; all years if not given
        #[arg(long, value_parser = clap::value_parser!(i32).range(1990..2100))]
        year: Option<i32>,
    },
    /// 列出认识的格式 / list the known layouts
    Layouts,
    /// Reads files for another process of the program.
    #[command(name = worker::READER, hide = true)]
    Reader {
        #[arg(long)]
        layout: Option<String>,
        #[arg(long)]
        build: Option<String>,
    },
    /// 制作新的格式 / make a layout of one's own
    Layout {
        #[command(subcommand)]
        command: LayoutCommand,
    },
}

#[derive(Subcommand)]
enum LayoutCommand {
    /// 从填好的工作簿起草 layout.toml / draft a layout.toml from a filled workbook
    Draft {
        /// 填好的工作簿 / the filled workbook
        file: PathBuf,
    },
}

#[derive(clap::Args)]
struct Blank {
    /// 哪种格式；默认是自带空白表的那一种 / the layout; the one that keeps a blank workbook if not given
    #[arg(long, value_name = "ID")]
    layout: Option<String>,
    /// 预算年度；不写由部门填 / the fiscal year; left to the department if not given
    #[arg(long, value_parser = clap::value_parser!(i32).range(1990..2100))]
    year: Option<i32>,
    /// 部门名称；不写由部门填 / the department; left to it if not given
    #[arg(long, value_name = "NAME", default_value = "")]
    department: String,
    /// 预算单位，如 101020-某某局 / the budget unit, such as 101020-某某局
    #[arg(long, value_name = "CODE-NAME", default_value = "")]
    unit: String,
    /// 最多几个项目，也是绩效目标表的张数 / room for projects, and the number of forms
    #[arg(long, default_value = "40", value_parser = clap::value_parser!(u16).range(1..=99))]
    projects: u16,
    /// 写到哪个文件 / the file to write
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 已有这个文件时也覆盖 / write over a file that is there
    #[arg(long)]
    force: bool,
}

#[derive(clap::Args)]
struct ReadArguments {
    /// 指定格式；默认自动识别 / the layout; recognised if not given
    #[arg(long, value_name = "ID")]
    layout: Option<String>,
    /// 指定年度；默认从表名、封面、文件名里找 / the fiscal year; looked for in titles, cover and names
    #[arg(long, value_parser = clap::value_parser!(i32).range(1990..2100))]
    year: Option<i32>,
    /// 所有文件都属于这一个部门；默认按表头和文件夹分 / all files are of this one department; by headings and folders if not given
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    /// 同一张表报了两次、数字不同时，用后保存的一份 / of two versions of a table take the one that was saved last
    #[arg(long)]
    newest: bool,
}

/// Runs the program on its arguments and gives its exit status: 0 publishable, 1 mismatches found,
/// 2 something could not be read, or wrong usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => ExitCode::from(status(cli.run())),
        Err(error) => ExitCode::from(wrong_usage(&error)),
    }
}

fn status(outcome: ExitOutcome) -> u8 {
    match outcome {
        ExitOutcome::Interrupted => command::ctrl_c::STATUS,
        ExitOutcome::OtherBuild => worker::OTHER_BUILD,
        ExitOutcome::Clean => 0,
        ExitOutcome::Findings => 1,
        ExitOutcome::Failed => 2,
    }
}

/// Prints clap's message, which is help, the version or a mistake, and gives the exit status.
fn wrong_usage(error: &clap::Error) -> u8 {
    let status = if error.use_stderr() { 2 } else { 0 };
    // a closed pipe is no reason to complain
    let _ = error.print();
    if status != 0 && Lang::from_environment(|name| std::env::var(name).ok()) == Lang::Zh {
        eprintln!("用法不对。运行 gouji --help 查看用法，例如：gouji publish 收件文件夹");
    }
    status
}

impl Cli {
    fn run(self) -> ExitOutcome {
        let lang = match self.lang {
            Some(LangName::Zh) => Lang::Zh,
            Some(LangName::En) => Lang::En,
            None => Lang::from_environment(|name| std::env::var(name).ok()),
        };
        let templates = self.templates.as_deref();
        let options = |reading| options(templates, reading, lang);
        match self.command {
            Command::Publish {
                inbox,
                out,
                force,
                reading,
            } => {
                let options = options(reading);
                command::publish(
                    &inbox,
                    &Options {
                        out,
                        force,
                        ..options
                    },
                )
            }
            Command::Watch {
                inbox,
                out,
                reading,
            } => {
                let options = options(reading);
                command::watch(&inbox, &Options { out, ..options })
            }
            Command::Check {
                inputs,
                format,
                since,
                reading,
            } => {
                let json = matches!(format, Format::Json);
                command::check(&inputs, json, since.as_deref(), &options(reading))
            }
            Command::Template(blank) => blank.run(templates, lang),
            Command::Export {
                inputs,
                out,
                reading,
            } => command::export(&inputs, &out, &options(reading)),
            Command::Rules { id, layout } => {
                command::rules(templates, layout.as_deref(), id.as_deref(), lang)
            }
            Command::Reader {
                build: Some(build), ..
            } if build != env!("GOUJI_BUILD") => ExitOutcome::OtherBuild,
            Command::Reader { layout, .. } => command::reader(templates, layout.as_deref()),
            Command::Codes { query, year } => command::codes(templates, &query, year, lang),
            Command::Layouts => command::layouts(templates, lang),
            Command::Layout {
                command: LayoutCommand::Draft { file },
            } => command::draft(&file, lang),
        }
    }
}

impl Blank {
    fn run(self, templates: Option<&Path>, lang: Lang) -> ExitOutcome {
        let options = BlankOptions {
            year: self.year,
            department: self.department,
            unit: self.unit,
            projects: usize::from(self.projects),
        };
        let (layout, output) = (self.layout.as_deref(), self.output.as_deref());
        command::template(templates, layout, &options, (output, self.force), lang)
    }
}

fn options(templates: Option<&Path>, reading: ReadArguments, lang: Lang) -> Options {
    let workers = Workers::of_this_program(templates, reading.layout.as_deref());
    Options {
        templates: templates.map(Into::into),
        layout: reading.layout,
        year: reading.year,
        department: reading.department,
        newest: reading.newest,
        lang,
        workers,
        ..Options::default()
    }
}
