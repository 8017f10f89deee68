//! Words that arguments may have.

use crate::command::console::{self, Encoding};
use crate::command::dress::{self, Colour};
use clap::ValueEnum;

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum LangName {
    Zh,
    En,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum EncodingName {
    #[value(name = "utf-8")]
    Utf8,
    Gbk,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ColourName {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ShellName {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
    Man,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColumnNames {
    En,
    Zh,
}

/// Chooses how all that is printed looks.
pub(super) fn choose(encoding: Option<EncodingName>, colour: ColourName) {
    match encoding {
        Some(EncodingName::Utf8) => console::choose(Encoding::Utf8),
        Some(EncodingName::Gbk) => console::choose(Encoding::Gbk),
        None => {}
    }
    dress::choose(match colour {
        ColourName::Auto => Colour::Auto,
        ColourName::Always => Colour::Always,
        ColourName::Never => Colour::Never,
    });
}
