//! Lines that Word cut into many runs: what stands between their texts is the same bytes again and again, and is read
//! once. A document in which no two runs are the same bytes must read the same.

use crate::hostile_text::docx;
use crate::texts::read;
use gouji::book::text::TextSource;
use proptest::prelude::*;

const STYLES: &str = "<w:style w:type='character' w:styleId='h'><w:rPr><w:vanish/></w:rPr></w:style>\
    <w:style w:type='paragraph' w:styleId='b'><w:rPr><w:b/></w:rPr></w:style>";

/// What a run says of its look.
const LOOKS: [&str; 8] = [
    "",
    "<w:rPr><w:rFonts w:hint='eastAsia'/><w:sz w:val='32'/></w:rPr>",
    "<w:rPr><w:b/></w:rPr>",
    "<w:rPr><w:b w:val='0'/></w:rPr>",
    "<w:rPr><w:vanish/></w:rPr>",
    "<w:rPr><w:vanish w:val='false'/></w:rPr>",
    "<w:rPr><w:rStyle w:val='h'/></w:rPr>",
    "<w:rPr><w:rPrChange w:id='1'><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>",
];

/// What stands around a run, its place marked by `*`.
const AROUND: [&str; 9] = [
    "*",
    "<w:proofErr w:type='spellStart'/>*",
    "<w:bookmarkStart w:id='0' w:name='a'/>*<w:bookmarkEnd w:id='0'/>",
    "<w:ins w:id='2'>*</w:ins>",
    "<w:del w:id='3'>*</w:del>",
    "<w:r><w:tab/></w:r>*",
    "*<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
    "<w:fldSimple w:instr='PAGE'>*</w:fldSimple>",
    "<v:g xmlns:v='urn:other' xmlns:w='urn:none'>*</v:g>",
];

/// What the run says.
const SAID: [&str; 5] = [
    "<w:t>一万</w:t>",
    "<w:t>甲&amp;乙</w:t>",
    "<w:t xml:space='preserve'> 3.5 </w:t>",
    "<w:t>前</w:t><w:br/><w:t>后</w:t>",
    "<w:t/>",
];

type Run = (usize, usize, usize);

/// A document of some paragraphs; `name` gives what the tag of each run has besides.
fn document(paragraphs: &[(bool, Vec<Run>)], name: impl Fn(usize) -> String) -> TextSource {
    let mut body = String::new();
    let mut number = 0;
    for (is_bold, runs) in paragraphs {
        body += "<w:p>";
        if *is_bold {
            body += "<w:pPr><w:pStyle w:val='b'/></w:pPr>";
        }
        for (look, around, said) in runs {
            number += 1;
            let run = format!("<w:r{}>{}{}</w:r>", name(number), LOOKS[*look], SAID[*said]);
            body += &AROUND[*around].replace('*', &run);
        }
        body += "</w:p>";
    }
    read(&docx(&body, "", STYLES))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn runs_of_the_same_bytes_are_read_as_others(
        paragraphs in prop::collection::vec(
            (any::<bool>(), prop::collection::vec((0..LOOKS.len(), 0..AROUND.len(), 0..SAID.len()), 1..12)),
            1..6,
        ),
        few in 1..LOOKS.len(),
    ) {
        // few looks, so that most of them come again
        let paragraphs: Vec<(bool, Vec<Run>)> = paragraphs
            .into_iter()
            .map(|(is_bold, runs)| {
                let runs = runs.into_iter().map(|(look, around, said)| (look % few, around % few, said));
                (is_bold, runs.collect())
            })
            .collect();
        let same = document(&paragraphs, |_| String::new());
        let others = document(&paragraphs, |number| format!(" w:rsidR='{number:08}'"));
        let seen = |source: &TextSource| -> Vec<(String, bool, Vec<u32>)> {
            let all = source.paragraphs.iter();
            all.map(|it| (it.text.clone(), it.is_bold, it.pieces.iter().map(|piece| piece.chars).collect())).collect()
        };
        prop_assert_eq!(seen(&same), seen(&others));
        // and every character stands where it is said to
        for (one, other) in same.paragraphs.iter().zip(&others.paragraphs) {
            let widths = |pieces: &[gouji::book::text::Piece]| -> Vec<u32> {
                pieces.iter().map(|piece| piece.end - piece.start).collect()
            };
            prop_assert_eq!(widths(&one.pieces), widths(&other.pieces));
        }
    }
}
