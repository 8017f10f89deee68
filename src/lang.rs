//! The two languages that messages are given in. A message that a clerk may see is made in both at
//! once, where the facts behind it are at hand; who prints it chooses.

use serde::{Deserialize, Serialize};

/// The language of messages; workbooks are always in Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language that the environment asks for (`LC_ALL`, `LC_MESSAGES`, `LANG`, in that order);
    /// Chinese where it says nothing, or names no language at all (`C`, `POSIX`).
    pub(crate) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let asked = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty());
        match asked {
            Some(value) if value.to_ascii_lowercase().starts_with("en") => Self::En,
            _ => Self::Zh,
        }
    }

    /// The one of two texts that is in this language.
    pub(crate) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A sentence in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    /// In Chinese, for the clerk.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// A sentence from its two forms.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_chooses_and_chinese_is_the_default() {
        let with = |name: &'static str, value: &'static str| {
            Lang::from_environment(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert_eq!(Lang::from_environment(|_| None), Lang::Zh);
        assert_eq!(with("LANG", "C.UTF-8"), Lang::Zh);
        assert_eq!(with("LANG", "en_US.UTF-8"), Lang::En);
        assert_eq!(with("LC_ALL", "zh_CN.GBK"), Lang::Zh);
    }
}
