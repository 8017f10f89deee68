//! Single characters: invisible marks, and characters that look like others.

use unicode_normalization::UnicodeNormalization;

/// The unified ideographs that the CJK radicals U+2E81 to U+2EF3 look like, in order (Unicode's
/// EquivalentUnifiedIdeograph.txt; U+2E9A is not assigned). NFKC maps the Kangxi radicals of the next block, but only
/// two of these. Texts copied from a PDF are full of them.
const RADICALS: &str = "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺\
     母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉\
     𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页\
     风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// The first of [`RADICALS`].
const FIRST_RADICAL: u32 = 0x2e81;

/// A character as it looks in NFKC: a CJK radical becomes the ideograph.
pub(crate) fn unified(c: char) -> char {
    let place = u32::from(c).checked_sub(FIRST_RADICAL);
    let place = place.and_then(|place| usize::try_from(place).ok());
    place
        .filter(|place| *place < RADICALS.len())
        .and_then(|place| RADICALS.chars().nth(place))
        .unwrap_or(c)
}

/// Whether a character is not seen and changes how others are: line and paragraph separators, marks of direction,
/// what is no character.
pub(crate) fn is_steering(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// A radical or a compatibility ideograph as the ideograph that it looks like; every other character as it is.
pub(crate) fn ideograph(c: char) -> char {
    match c {
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => {
            let mut composed = std::iter::once(c).nfkc();
            unified(composed.next().unwrap_or(c))
        }
        other => other,
    }
}

/// Whether a character leaves no trace on paper: direction marks, joiners, variation selectors, fillers, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether NFKC leaves a character's meaning as it is in a number: `７` is 7, but `²`, `①`, `½` and `Ⅳ` are not the
/// digits that they become. A mark that turns the order of characters around is no digit either.
pub(crate) fn keeps_its_meaning(c: char) -> bool {
    !matches!(
        c,
        '²' | '³'
            | '¹'
            | '¼'..='¾'
            | 'ª'
            | 'º'
            | '\u{202e}'
            | '\u{2070}'..='\u{209f}'
            | '\u{2150}'..='\u{218f}'
            | '\u{2460}'..='\u{24ff}'
            | '\u{2776}'..='\u{2793}'
            | '\u{3200}'..='\u{33ff}'
            | '\u{1f100}'..='\u{1f2ff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_radical_has_an_ideograph() {
        assert_eq!(RADICALS.chars().count(), 0x2ef3 - 0x2e81 + 1);
        for (radical, ideograph) in [
            ('⺁', '厂'),
            ('⺠', '民'),
            ('⺟', '母'),
            ('⻋', '车'),
            ('⻓', '长'),
            ('⻔', '门'),
            ('⻢', '马'),
            ('⻳', '龟'),
        ] {
            assert_eq!(unified(radical), ideograph);
        }
        assert_eq!(unified('表'), '表');
    }
}
