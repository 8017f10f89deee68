//! Names of departments: which names are those of departments and not of their budget units, and which two are surely not
//! of one department. See `templates/common/departments.toml`.

use crate::label::{self, fold, is_alike, is_place, without_brackets, without_place};
use crate::source::{Source, SourceError};
use serde::Deserialize;
use std::collections::BTreeSet;

/// What is known of names of departments; nothing where a folder of templates has no such file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentWords {
    /// How names of departments end.
    endings: Vec<String>,
    /// How names of budget units end that end like departments: 分局.
    unit_endings: Vec<String>,
    /// Words of many names, which tell no department: 管理.
    common_words: Vec<String>,
    /// Words that may follow a department's name in that of a file: 预算.
    words_behind: Vec<String>,
    /// What stands in a form for a name: XX局.
    placeholders: Vec<String>,
    /// The names that departments have and had, those of each together.
    departments: Vec<Vec<String>>,
}

impl DepartmentWords {
    /// Reads a `departments.toml`.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, SourceError> {
        let source = Source { file, text };
        let own: Self = toml::from_str(text).map_err(|error| source.toml_error(&error))?;
        let folded = |words: Vec<String>| words.iter().map(|word| fold(word)).collect();
        Ok(Self {
            endings: folded(own.endings),
            unit_endings: folded(own.unit_endings),
            common_words: folded(own.common_words),
            words_behind: folded(own.words_behind),
            placeholders: folded(own.placeholders),
            departments: own.departments.into_iter().map(folded).collect(),
        })
    }

    /// Whether a name is one of a department, and not of a unit below it.
    pub(crate) fn is_department(&self, name: &str) -> bool {
        let name = without_brackets(&label::bare(name));
        let ends = |words: &[String]| words.iter().any(|word| name.ends_with(word.as_str()));
        ends(&self.endings) && !ends(&self.unit_endings)
    }

    /// Whether a name is that of a form which nobody has filled in.
    pub(crate) fn is_placeholder(&self, name: &str) -> bool {
        let name = fold(name);
        let mut all = self.placeholders.iter();
        all.any(|word| name.contains(word.as_str()))
    }

    /// Whether two names are of two departments: they have no word in common that tells anything.
    pub(crate) fn are_two(&self, one: &str, other: &str) -> bool {
        let both = [one, other];
        if !both.iter().all(|name| self.is_department(name)) || is_alike(one, other) {
            return false;
        }
        let listed = both.map(|name| self.listed(name));
        if listed[0].is_some() && listed[0] == listed[1] {
            return false;
        }
        let [own, others] = both.map(|name| self.telling(name));
        !own.is_empty() && !others.is_empty() && own.is_disjoint(&others)
    }

    /// Whether two names are of two departments that are both listed.
    pub(crate) fn are_listed_apart(&self, one: &str, other: &str) -> bool {
        let all = [one, other].iter().all(|name| self.listed(name).is_some());
        all && self.are_two(one, other)
    }

    /// A listed department that a file or a folder is called after, and nothing but a place, a year or the budget beside it.
    pub(crate) fn called(&self, name: &str) -> Option<&str> {
        let name = fold(name);
        let all = self.departments.iter().flatten();
        let found = all.filter(|own| {
            name.match_indices(own.as_str()).any(|(at, _)| {
                let (before, behind) = (&name[..at], &name[at + own.len()..]);
                begins(before) && self.ends(behind)
            })
        });
        found.max_by_key(|own| own.len()).map(String::as_str)
    }

    /// Whether nothing but the budget may follow a name: a year, 部门预算.
    fn ends(&self, behind: &str) -> bool {
        let mut words = self.words_behind.iter();
        behind.chars().next().is_none_or(|c| !c.is_alphabetic())
            || words.any(|word| behind.starts_with(word.as_str()))
    }

    /// The place of a name in the list of departments.
    fn listed(&self, name: &str) -> Option<usize> {
        let name = without_brackets(&label::bare(name));
        let is_it = |own: &String| name.strip_suffix(own.as_str()).is_some_and(is_place);
        self.departments
            .iter()
            .position(|own| own.iter().any(is_it))
    }

    /// The characters of a name that tell which department it is.
    fn telling(&self, name: &str) -> BTreeSet<char> {
        let name = without_brackets(&label::bare(name));
        let all = |name: &str| {
            let words = self.common_words.iter();
            let rest = words.fold(name.to_owned(), |rest, word| rest.replace(word, ""));
            let is_ended = self.endings.iter().any(|it| rest.ends_with(it.as_str()));
            let mut chars: Vec<char> = rest.chars().collect();
            // 局, 院
            chars.truncate(chars.len() - usize::from(is_ended));
            chars.into_iter().collect()
        };
        let own: BTreeSet<char> = all(without_place(&name));
        if own.is_empty() { all(&name) } else { own }
    }
}

/// Whether a name may begin behind a text: a place, or what ends with a sign or a year.
fn begins(before: &str) -> bool {
    let is_mark = |c: char| !c.is_alphabetic();
    let is_place = |text: &str| is_place(text) && text.chars().count() > 1;
    let last = before.rsplit(is_mark).next().unwrap_or_default();
    let of_year = last.len() < before.len();
    last.is_empty()
        || is_place(last)
        || of_year
            && last
                .strip_prefix('年')
                .is_some_and(|rest| rest.is_empty() || is_place(rest))
}

#[cfg(test)]
mod tests {
    fn are_two(one: &str, other: &str) -> bool {
        let templates = crate::templates::load(None, None).expect("they are built in");
        templates[0].layout.departments.are_two(one, other)
    }

    #[test]
    fn names_without_a_common_word_are_of_two_departments() {
        for (one, other) in [
            ("教育局", "高新区（新市区）人力资源和社会保障局"),
            ("江苏省人民检察院", "江苏省高级人民法院"),
            ("万里街道办事处", "普陀区人民政府长寿路街道办事处"),
            ("105001-教育局", "民政局（本级）"),
        ] {
            assert!(are_two(one, other) && are_two(other, one), "{one} {other}");
        }
    }

    #[test]
    fn files_and_folders_are_called_after_departments() {
        let templates = crate::templates::load(None, None).expect("they are built in");
        let words = &templates[0].layout.departments;
        for name in [
            "教育局",
            "03教育局",
            "高新区（新市区）教育局2020年部门预算公开表",
            "2020年教育局",
            "2020年某县教育局预算",
            "附件1：教育局（公开）",
        ] {
            assert_eq!(words.called(name), Some("教育局"), "{name}");
        }
        for name in [
            "报教育局2020年部门预算",
            "教育局第一小学",
            "教育局报送",
            "第一批",
            "1月10日收到",
            "高新区",
            "就业服务中心2020年",
            "附件教育局",
        ] {
            assert_eq!(words.called(name), None, "{name}");
        }
    }

    #[test]
    fn one_department_has_many_names() {
        for (one, other) in [
            ("人社局", "高新区（新市区）人力资源和社会保障局"),
            ("安监局", "某县应急管理局"),
            ("卫计委", "卫生健康委员会"),
            ("文体局", "文化和旅游局"),
            ("发改委", "发展改革和工业信息化局"),
            ("工商局", "市场监督管理局"),
            ("教育局", "教育局第一小学"),
            ("教育局", "就业服务管理中心"),
            ("公安局", "交通警察支队"),
            ("公安局", "高新分局"),
            ("城市管理局", "综合行政执法局"),
        ] {
            assert!(
                !are_two(one, other) && !are_two(other, one),
                "{one} {other}"
            );
        }
    }
}
