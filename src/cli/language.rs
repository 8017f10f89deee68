//! Help and mistakes in one language. Each help text of the command line is written as `中文 / English`.

use crate::say::Lang;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use std::ffi::{OsStr, OsString};

/// Two examples of each command that takes anything.
const EXAMPLES: [(&str, [&str; 2]); 10] = [
    ("gouji", ["gouji 2020预算", "gouji 某局.xlsx 情况说明.docx"]),
    (
        "publish",
        [
            "gouji publish 2020预算",
            "gouji publish 2020预算 --year 2020 --verbose",
        ],
    ),
    ("watch", ["gouji watch 收件", "gouji watch 收件 --out 结果"]),
    (
        "check",
        [
            "gouji check 2020预算",
            "gouji check 某局.xlsx --format json",
        ],
    ),
    (
        "template",
        [
            "gouji template -o 空白表.xlsx",
            "gouji template --year 2020 --department 某局",
        ],
    ),
    (
        "export",
        [
            "gouji export 2020预算 --out 数据.csv",
            "gouji export 2020预算 --out facts.parquet",
        ],
    ),
    (
        "rules",
        ["gouji rules X5-6", "gouji rules --inbox 2020预算"],
    ),
    (
        "codes",
        ["gouji codes 2080505", "gouji codes 养老 --year 2020"],
    ),
    (
        "draft",
        [
            "gouji layout draft 填好的.xlsx",
            "gouji layout draft 填好的.xlsx > layout.toml",
        ],
    ),
    (
        "completions",
        ["gouji completions bash", "gouji completions man > gouji.1"],
    ),
];

/// The language that the command line asks for, before anything of it is understood.
pub(super) fn asked(arguments: &[OsString], environment: Lang) -> Lang {
    let is_option = |(_, argument): &(usize, &OsString)| {
        argument
            .to_str()
            .is_some_and(|text| text.starts_with("--lang"))
    };
    let Some((at, argument)) = arguments.iter().enumerate().find(is_option) else {
        return environment;
    };
    let text = argument.to_str().unwrap_or_default();
    let value = match text.strip_prefix("--lang=") {
        Some(value) => Some(value),
        None => arguments.get(at + 1).and_then(|next| OsStr::to_str(next)),
    };
    match value {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ => environment,
    }
}

/// A command with its help in one language. `path` is what stands before its name.
pub(super) fn in_language(command: Command, path: &str, lang: Lang) -> Command {
    let about = command.get_about().map(|text| one(&text.to_string(), lang));
    let after = command
        .get_after_help()
        .map(|text| one(&text.to_string(), lang));
    let name = command.get_name().to_owned();
    let path = format!("{path} {name}").trim_start().to_owned();
    let mut own = with_own_flags(command)
        .mut_args(|argument| argument_in(argument, lang))
        .mut_subcommands(|command| in_language(command, &path, lang))
        .subcommand_help_heading(lang.pick("命令", "Commands"));
    if let Some(about) = about {
        own = own.about(about);
    }
    let examples = EXAMPLES.iter().find(|(of, _)| *of == name);
    let examples = examples.map(|(_, examples)| {
        let heading = lang.pick("例子：", "Examples:");
        format!("{heading}\n  {}", examples.join("\n  "))
    });
    let text: Vec<String> = examples.into_iter().chain(after).collect();
    if !text.is_empty() {
        own = own.after_help(text.join("\n\n"));
    }
    if lang == Lang::Zh {
        let usage = own.clone().bin_name(&path).render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ");
        let usage = usage
            .replace("[OPTIONS]", "[选项]")
            .replace("[COMMAND]", "[命令]");
        own = own.override_usage(usage.replace("<COMMAND>", "<命令>"));
        own = own.help_template(
            "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
        );
    }
    own
}

/// Help and version as arguments like others, so that their texts are in one language too.
fn with_own_flags(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("显示用法 / print help");
    let has_version = command.get_version().is_some();
    let command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(help);
    if !has_version {
        return command;
    }
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("显示版本 / print the version");
    command.arg(version)
}

fn argument_in(argument: Arg, lang: Lang) -> Arg {
    let help = argument.get_help().map(|text| one(&text.to_string(), lang));
    let help = help.map(|help| format!("{help}{}", values_in(&argument, lang)));
    let heading = match (argument.is_positional(), lang) {
        (true, Lang::Zh) => "参数",
        (true, Lang::En) => "Arguments",
        (false, Lang::Zh) => "选项",
        (false, Lang::En) => "Options",
    };
    let mut argument = argument.help_heading(heading);
    if argument.get_action().takes_values() {
        argument = argument.hide_possible_values(true).hide_default_value(true);
    }
    match help {
        Some(help) => argument.help(help),
        None => argument,
    }
}

/// What an argument may be, and what it is if not given.
fn values_in(argument: &Arg, lang: Lang) -> String {
    let takes_value = argument.get_action().takes_values();
    let values = argument.get_possible_values();
    let values: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    let default = argument.get_default_values().first();
    let default = default.and_then(|value| value.to_str()).unwrap_or_default();
    let mut parts = Vec::new();
    if takes_value && !values.is_empty() {
        let values = values.join(lang.pick("、", ", "));
        parts.push(format!("{}{values}", lang.pick("可以写 ", "")));
    }
    if takes_value && !default.is_empty() {
        parts.push(format!("{}{default}", lang.pick("默认 ", "by default ")));
    }
    if parts.is_empty() {
        return String::new();
    }
    match lang {
        Lang::Zh => format!("（{}）", parts.join("；")),
        Lang::En => format!(" ({})", parts.join("; ")),
    }
}

/// The part of a help text in a language.
fn one(text: &str, lang: Lang) -> String {
    match text.split_once(" / ") {
        Some((zh, en)) => lang.pick(zh, en).trim().to_owned(),
        None => text.to_owned(),
    }
}

/// What is wrong with a command line, in Chinese.
pub(super) fn mistake(error: &clap::Error) -> String {
    let of = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = of(ContextKind::InvalidArg);
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .map(of)
    .into_iter()
    .find(|text| !text.is_empty());
    let mut said = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有 {argument} 这个选项"),
        ErrorKind::InvalidSubcommand => {
            format!("没有 {} 这个命令", of(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let (value, valid) = (of(ContextKind::InvalidValue), of(ContextKind::ValidValue));
            let valid = match valid.as_str() {
                "" => String::new(),
                valid => format!("，可以写 {valid}"),
            };
            match value.as_str() {
                "" => format!("{argument} 后面要写一个值{valid}"),
                value => format!("{argument} 不能写 {value}{valid}"),
            }
        }
        ErrorKind::MissingRequiredArgument => format!("还要写 {argument}"),
        ErrorKind::MissingSubcommand => "还要写一个命令".to_owned(),
        ErrorKind::ArgumentConflict => {
            let prior = of(ContextKind::PriorArg);
            if prior.is_empty() || prior == argument {
                format!("{argument} 只能写一次")
            } else {
                format!("{argument} 不能和 {prior} 一起写")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} 后面写的个数不对")
        }
        ErrorKind::InvalidUtf8 => "有不能识别的字符".to_owned(),
        _ => "用法不对".to_owned(),
    };
    if let Some(suggested) = suggested {
        said.push_str(&format!("（是不是 {suggested}？）"));
    }
    said
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_wherever_it_stands() {
        let asked = |arguments: &[&str]| {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            asked(&arguments, Lang::Zh)
        };
        assert_eq!(asked(&["gouji", "--lang", "en", "check"]), Lang::En);
        assert_eq!(asked(&["gouji", "check", "--lang=en"]), Lang::En);
        assert_eq!(asked(&["gouji", "check"]), Lang::Zh);
        assert_eq!(asked(&["gouji", "--lang"]), Lang::Zh);
    }

    #[test]
    fn a_text_has_two_languages() {
        assert_eq!(one("文件 / a file", Lang::Zh), "文件");
        assert_eq!(one("文件 / a file", Lang::En), "a file");
    }
}
