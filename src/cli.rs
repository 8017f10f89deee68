//! The command line; nothing else knows clap.

mod arguments;
mod completions;
mod language;
mod paths;
mod values;

use crate::command::console;
use crate::command::{self, Detail, ExitOutcome};
use crate::run::{Options, worker};
use crate::say::{self, Lang};
use arguments::{Blank, ReadArguments, options};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use values::{ColourName, ColumnNames, EncodingName, Format, LangName, ShellName};

/// 勾稽：核对部门预算公开表，生成可以公开的工作簿 / Checks that a department's budget tables agree and writes the workbook for the public
#[derive(Parser)]
#[command(
    name = "gouji",
    version = say::VERSION,
    after_help = "退出码：0 可以公开；1 有不平；2 有文件读不出，或用法不对；130 按 Ctrl-C 中断 / Exit status: 0 publishable; 1 mismatches; 2 something could not be read, or wrong usage; 130 ended by Ctrl-C"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// 收件文件夹或文件：核对，写出公开表，打开结果 / folders or files to publish; the results are shown
    #[arg(value_parser = paths::path(), value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 提示语言；不写时看系统环境 / language of messages; by the environment if not given
    #[arg(long, global = true, value_enum)]
    lang: Option<LangName>,
    /// 写进文件或管道的文字的编码 / the encoding of text that goes to a file or a pipe
    #[arg(long, global = true, value_enum)]
    encoding: Option<EncodingName>,
    /// 屏幕上的颜色 / colours of what is printed
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: ColourName,
    /// 用这个文件夹里的格式和规则，代替内置的 / layouts and rules from this folder in place of the built-in ones
    #[arg(value_parser = paths::path(), long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// 读入文件夹里的工作簿，核对，写出公开表 / read a folder, check it, write the public workbooks
    Publish {
        /// 收到的工作簿所在的文件夹 / the folder with the submitted workbooks
        #[arg(value_parser = paths::path())]
        inbox: PathBuf,
        /// 写到哪里；默认是文件夹里的“公开表” / where to write; by default 公开表 within the folder
        #[arg(value_parser = paths::path(), short, long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// 全部重做，不沿用上次的结果 / do all again, changed or not
        #[arg(short, long)]
        force: bool,
        /// 列出每个部门的全部问题；默认部门不到 10 个时列出 / every finding of every department; by default of fewer than ten
        #[arg(short, long)]
        verbose: bool,
        /// 只说总数和错误 / counts and errors only
        #[arg(short, long, conflicts_with = "verbose")]
        quiet: bool,
        /// 只写工作簿，不写 Word 公开文本 / no Word document beside the workbook
        #[arg(long)]
        no_document: bool,
        /// 用本机的 LibreOffice 把公开文本另存为 PDF，覆盖同名的旧 PDF / the documents as PDF too, by LibreOffice on this machine; an older PDF of the same name is replaced
        #[arg(long, conflicts_with = "no_document")]
        pdf: bool,
        #[command(flatten)]
        reading: ReadArguments,
    },
    /// 监视文件夹，放进文件就核对、写出公开表，直到按 Ctrl-C / publish whatever is dropped into a folder, until Ctrl-C
    Watch {
        /// 收到的工作簿所在的文件夹 / the folder with the submitted workbooks
        #[arg(value_parser = paths::path())]
        inbox: PathBuf,
        /// 写到哪里；默认是文件夹里的“公开表” / where to write; by default 公开表 within the folder
        #[arg(value_parser = paths::path(), short, long, value_name = "DIR")]
        out: Option<PathBuf>,
        #[command(flatten)]
        reading: ReadArguments,
    },
    /// 只核对，不写文件 / check only
    Check {
        /// 文件夹或文件 / folders or files
        #[arg(value_parser = paths::path(), required = true, value_name = "INBOX|FILE")]
        inputs: Vec<PathBuf>,
        /// 报告的形式 / the form of the report
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        /// 上次 --format json 的报告；说明改了哪些、新出了哪些 / an earlier JSON report; says what has changed
        #[arg(value_parser = paths::path(), long, value_name = "REPORT.json")]
        since: Option<PathBuf>,
        /// 报告带上各表的页面：单元格、合并、列宽、颜色、每个数在报送文件里的位置 / with the pages of the tables: cells, spans, widths, paint, and where each figure stands
        #[arg(long)]
        view: bool,
        #[command(flatten)]
        reading: ReadArguments,
    },
    /// 做一份空白表，发给部门填写 / a blank workbook for departments to fill in
    Template(Blank),
    /// 把读到的每个数字写成一行，供数据库和表格软件用 / every figure as a row, for databases and data frames
    Export {
        /// 文件夹或文件 / folders or files
        #[arg(value_parser = paths::path(), required = true, value_name = "INBOX|FILE")]
        inputs: Vec<PathBuf>,
        /// 写到哪里；结尾决定形式：.parquet、.csv、.jsonl / where to write; the ending says the form
        #[arg(value_parser = paths::path(), short, long, value_name = "FACTS.parquet|.csv|.jsonl")]
        out: PathBuf,
        /// 列名；zh 只用于 .csv / the names of columns; zh for .csv only
        #[arg(long, value_enum, default_value = "en")]
        columns: ColumnNames,
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
        /// 按这个收件文件夹的 gouji.toml 列出 / as the gouji.toml of this inbox has them
        #[arg(value_parser = paths::path(), long, value_name = "DIR")]
        inbox: Option<PathBuf>,
        /// 看一份情况说明：哪一句合哪种句式，核对到哪一格；同一文件夹里的表一起读 / what is understood of a text; tables beside it are read too
        #[arg(long = "try", value_name = "FILE.docx", num_args = 1..)]
        texts: Vec<PathBuf>,
    },
    /// 按编码、名称或拼音首字母查科目 / look up codes by digits, name or first letters of pinyin
    Codes {
        /// 如 2080505、养老、ylbx / a code, a part of a name, first letters of pinyin
        query: String,
        /// 哪一年的名称；不写则列出各年的 / the year; all years if not given
        #[arg(long, value_parser = clap::value_parser!(i32).range(1990..2100))]
        year: Option<i32>,
    },
    /// 列出能识别的格式 / list the known layouts
    Layouts,
    /// 命令补全脚本，或说明手册 / a script that completes commands, or the manual page
    Completions {
        /// 哪种命令行；man 是手册 / the shell; man is the manual page
        #[arg(value_enum)]
        shell: ShellName,
    },
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
        #[arg(value_parser = paths::path())]
        file: PathBuf,
    },
}

/// Runs the program on its arguments and gives its exit status: 0 publishable, 1 mismatches found,
/// 2 something could not be read, or wrong usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let environment = Lang::from_environment(|name| std::env::var(name).ok());
    let lang = language::asked(&arguments, environment);
    // only help and mistakes need the texts of a language
    let parsed = Cli::try_parse_from(&arguments).or_else(|_| {
        let matches = command_line(lang).try_get_matches_from(&arguments)?;
        Cli::from_arg_matches(&matches)
    });
    match parsed {
        Ok(cli) => ExitCode::from(status(cli.run(lang))),
        Err(error) => ExitCode::from(wrong_usage(&error, lang)),
    }
}

/// The command line with its help in one language.
fn command_line(lang: Lang) -> clap::Command {
    language::in_language(Cli::command(), "", lang)
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
fn wrong_usage(error: &clap::Error, lang: Lang) -> u8 {
    let status = if error.use_stderr() { 2 } else { 0 };
    if status != 0 && lang == Lang::Zh {
        let mistake = language::mistake(error);
        console::print_error(&format!(
            "用法不对：{mistake}。运行 gouji --help 查看用法，例如：gouji publish 收件文件夹\n"
        ));
    } else {
        // a closed pipe is no reason to complain
        let _ = error.print();
    }
    status
}

/// Nothing was named, and there is no terminal to ask at.
fn print_help(lang: Lang) -> ExitOutcome {
    console::print_error(&command_line(lang).render_help().to_string());
    ExitOutcome::Failed
}

impl Cli {
    fn run(self, lang: Lang) -> ExitOutcome {
        values::choose(self.encoding, self.color);
        let templates = self.templates.as_deref();
        let options = |reading| options(templates, reading, lang);
        let Some(command) = self.command else {
            let paths = paths::expanded(self.paths);
            let started = command::start(&paths, &options(ReadArguments::default()));
            return started.unwrap_or_else(|| print_help(lang));
        };
        match command {
            Command::Publish {
                inbox,
                out,
                force,
                verbose,
                quiet,
                no_document,
                pdf,
                reading,
            } => {
                let options = options(reading);
                let detail = match (verbose, quiet) {
                    (true, _) => Detail::Full,
                    (_, true) => Detail::Quiet,
                    _ => Detail::ByNumber,
                };
                command::publish(
                    &inbox,
                    (detail, pdf),
                    &Options {
                        out,
                        force,
                        no_document,
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
                view,
                reading,
            } => {
                // pages are for programs
                let json = view || matches!(format, Format::Json);
                let reading = options(reading);
                command::check(
                    &paths::expanded(inputs),
                    json,
                    since.as_deref(),
                    &Options { view, ..reading },
                )
            }
            Command::Template(blank) => blank.run(templates, lang),
            Command::Export {
                inputs,
                out,
                columns,
                reading,
            } => {
                let to = (out.as_path(), columns == ColumnNames::Zh);
                command::export(&paths::expanded(inputs), to, &options(reading))
            }
            Command::Rules {
                id, layout, texts, ..
            } if !texts.is_empty() => {
                let mut reading = ReadArguments::default();
                reading.layout = layout;
                command::trial(&texts, id.as_deref(), &options(reading))
            }
            Command::Rules {
                id, layout, inbox, ..
            } => {
                let mut reading = ReadArguments::default();
                reading.layout = layout;
                command::rules(inbox.as_deref(), id.as_deref(), options(reading))
            }
            Command::Reader {
                build: Some(build), ..
            } if build != env!("GOUJI_BUILD") => ExitOutcome::OtherBuild,
            Command::Reader { layout, .. } => command::reader(templates, layout.as_deref()),
            Command::Codes { query, year } => command::codes(templates, &query, year, lang),
            Command::Layouts => command::layouts(templates, lang),
            Command::Completions { shell } => completions::print(command_line(lang), shell),
            Command::Layout {
                command: LayoutCommand::Draft { file },
            } => command::draft(&file, lang),
        }
    }
}
