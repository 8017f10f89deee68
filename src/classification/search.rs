//! Looking up codes by digits, by words of a name, and by the first letters of its pinyin. The only door to
//! `pinyin`.

use super::{Catalogue, CatalogueEntry, Code};
use crate::label::fold;
use pinyin::ToPinyinMulti;

impl Catalogue {
    /// The codes that a query means, in order. Digits are a code together with those right below it, or the
    /// beginning of codes; letters are the first letters of pinyin, anywhere in a name; anything else is a part of
    /// a name.
    pub fn find(&self, query: &str) -> Vec<&CatalogueEntry> {
        let query = fold(query);
        if query.is_empty() {
            return Vec::new();
        }
        if query.bytes().all(|b| b.is_ascii_digit()) {
            return self.of_digits(&query);
        }
        let letters = query.bytes().all(|b| b.is_ascii_alphabetic());
        let named = |name: &str| {
            fold(name).contains(&query) || letters && has_initials(name, query.as_bytes())
        };
        self.entries()
            .iter()
            .filter(|entry| entry.namings.iter().any(|naming| named(&naming.name)))
            .collect()
    }

    fn of_digits(&self, digits: &str) -> Vec<&CatalogueEntry> {
        let known = Code::new(digits).filter(|code| self.entry(code).is_some());
        let means = |entry: &&CatalogueEntry| match &known {
            Some(code) => entry.code == *code || entry.code.parent().as_ref() == Some(code),
            None => entry.code.as_str().starts_with(digits),
        };
        self.entries().iter().filter(means).collect()
    }
}

/// Whether letters are first letters of the pinyin of neighbouring characters of a name; a character that is
/// read in several ways (会计, 会议) stands for each.
fn has_initials(name: &str, letters: &[u8]) -> bool {
    let initials: Vec<Vec<u8>> = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(initials)
        .collect();
    initials.windows(letters.len()).any(|window| {
        window
            .iter()
            .zip(letters)
            .all(|(own, letter)| own.contains(letter))
    })
}

fn initials(c: char) -> Vec<u8> {
    match c.to_pinyin_multi() {
        Some(readings) => readings
            .into_iter()
            .filter_map(|reading| reading.first_letter().bytes().next())
            .collect(),
        None => u8::try_from(c.to_ascii_lowercase()).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_letters_match_anywhere() {
        let name = "机关事业单位基本养老保险缴费支出";
        for letters in ["jgsydw", "ylbx", "jfzc", "y", "jgsydwjbylbxjfzc"] {
            assert!(has_initials(name, letters.as_bytes()), "{letters}");
        }
        for letters in ["ylxb", "jgsydwjbylbxjfzcx", "abc"] {
            assert!(!has_initials(name, letters.as_bytes()), "{letters}");
        }
    }

    #[test]
    fn a_character_of_several_readings_is_each() {
        assert!(has_initials("会计", b"kj") && has_initials("会计", b"hj"));
        assert!(has_initials("重大公共卫生服务", b"zd") && has_initials("重大公共卫生服务", b"cd"));
    }

    #[test]
    fn brackets_do_not_stand_between_letters() {
        assert!(has_initials("因公出国（境）费用", b"cgjfy"));
    }
}
