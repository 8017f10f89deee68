//! Names of departments as they compare: with or without a place, a code, 本级.

use super::{fold, without_unit_number};

/// Words for the department's own office among its units.
pub(crate) const OWN_OFFICE: [&str; 3] = ["本级", "机关", "本部"];
/// What names of places end with.
const PLACES: [char; 8] = ['省', '市', '区', '县', '旗', '州', '盟', ')'];

/// Whether two names may be one department's: one leaves out the place, a code, 本级, or characters within.
pub(crate) fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    let is_short = |short: &str, long: &str| {
        let mut rest = long.chars();
        short.chars().all(|c| rest.any(|own| own == c))
    };
    let pairs = [(without_place(&one), without_place(&other)), (&one, &other)];
    let mut both = pairs.into_iter();
    both.any(|(one, other)| is_short(one, other) || is_short(other, one))
}

/// A department's name, folded, without its code and 本级.
pub(crate) fn bare(name: &str) -> String {
    let name = fold(without_unit_number(name));
    let words = OWN_OFFICE.iter().chain(&["()"]);
    words.fold(name, |name, word| name.replace(word, ""))
}

/// A folded name of a department without the place in front of it.
pub(crate) fn without_place(name: &str) -> &str {
    let rest = name.rsplit(PLACES).next().unwrap_or_default();
    if rest.chars().count() > 1 { rest } else { name }
}

/// Whether a text may be the name of a place and nothing else.
pub(crate) fn is_place(folded: &str) -> bool {
    folded.is_empty() || folded.ends_with(PLACES)
}

#[cfg(test)]
mod tests {
    use super::is_alike;

    #[test]
    fn a_department_may_be_called_otherwise() {
        let own = "高新区（新市区）人力资源和社会保障局";
        for name in [
            "人力资源和社会保障局",
            "101020-人力资源和社会保障局",
            "乌鲁木齐市高新区人社局",
            "人力资源和社会保障局（本级）",
            "高新区（新市区）人力资源和社会保障局机关",
        ] {
            assert!(is_alike(own, name) && is_alike(name, own), "{name}");
        }
        for (one, other) in [
            ("上海市审计局", "上海市财政局"),
            ("江苏省人民检察院", "江苏省高级人民法院"),
            (
                "普陀区人民政府长寿路街道办事处",
                "普陀区人民政府万里街道办事处",
            ),
            ("第一小学", "第二小学"),
        ] {
            assert!(!is_alike(one, other), "{one} {other}");
        }
    }
}
