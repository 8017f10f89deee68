//! What a department says of what is to be verified.

use super::Text;
use crate::finding::Explanation;

/// An explanation, or one that no longer counts.
pub fn explanation(explanation: &Explanation) -> Text {
    let text = &explanation.text;
    if explanation.is_current {
        return Text::new(text, text);
    }
    Text::new(
        format!("（数字已变动，原说明失效：{text}）"),
        format!("(figures have moved; lapsed: {text})"),
    )
}
