//! Plain XML, as spreadsheet programs write it, one token after the other, quickly: tags with double quotes, text,
//! the five entities. Comments, CDATA, instructions, references by number, a byte order mark: none of it is plain.
//! Whoever reads it this way must have another way for what is not.

use memchr::memchr;
use std::borrow::Cow;

/// What is not plain, or no XML at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotPlain;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<a>`, and `<a/>` as far as its `>`.
    Open(PlainTag<'a>),
    /// `</a>`, and the end of `<a/>`.
    Close(&'a str),
    /// What stands between tags, as written.
    Text(&'a str),
}

/// The beginning of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlainTag<'a> {
    pub(crate) name: &'a str,
    attributes: &'a str,
}

/// The tokens of a part.
#[derive(Debug)]
pub(crate) struct PlainTokens<'a> {
    rest: &'a str,
    open: Vec<&'a str>,
    /// The name of an empty element that is to be closed.
    empty: Option<&'a str>,
}

/// Elements within each other.
const DEPTH: usize = 100;

impl<'a> PlainTokens<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, NotPlain> {
        let text = std::str::from_utf8(bytes).map_err(|_| NotPlain)?;
        let rest = match text.strip_prefix("<?xml ") {
            None => text,
            Some(rest) => {
                let (declared, rest) = rest.split_once("?>").ok_or(NotPlain)?;
                let is_utf8 = !declared.contains("encoding")
                    || ["\"UTF-8\"", "\"utf-8\""]
                        .iter()
                        .any(|name| declared.contains(name));
                if !is_utf8 {
                    return Err(NotPlain);
                }
                rest
            }
        };
        Ok(Self {
            rest,
            open: Vec::new(),
            empty: None,
        })
    }

    /// What is not read yet; nothing within an empty element.
    pub(crate) fn ahead(&self) -> &'a str {
        if self.empty.is_none() { self.rest } else { "" }
    }

    /// Goes on with `rest`, the end of what is [`ahead`](Self::ahead), where a whole element in front of it was read.
    pub(crate) fn go_on(&mut self, rest: &'a str) {
        self.rest = rest;
    }

    /// The next token; nothing at the end, where all elements are closed.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'a>>, NotPlain> {
        if let Some(name) = self.empty.take() {
            return Ok(Some(Token::Close(name)));
        }
        let Some(inner) = after(self.rest, b'<') else {
            return self.text();
        };
        let end = memchr(b'>', inner.as_bytes()).ok_or(NotPlain)?;
        let (tag, rest) = (&inner[..end], &inner[end + 1..]);
        self.rest = rest;
        if let Some(name) = after(tag, b'/') {
            return if self.open.pop() == Some(name) {
                Ok(Some(Token::Close(name)))
            } else {
                Err(NotPlain)
            };
        }
        let is_empty = tag.as_bytes().last() == Some(&b'/');
        let body = &tag[..tag.len() - usize::from(is_empty)];
        let length = body
            .bytes()
            .position(|byte| !is_name(byte))
            .unwrap_or(body.len());
        let (name, attributes) = body.split_at(length);
        // a quote that is open holds a > that ends no tag
        let (mut quotes, mut is_unusual) = (0, false);
        for byte in attributes.bytes() {
            quotes += usize::from(byte == b'"');
            is_unusual |= byte == b'\'' || byte == b'<';
        }
        let is_plain = attributes.bytes().next().is_none_or(is_blank);
        let tag = PlainTag { name, attributes };
        let is_odd =
            || attributes.contains('<') || tag.attributes().any(|attribute| attribute.is_err());
        if name.is_empty() || !is_plain || quotes % 2 != 0 || is_unusual && is_odd() {
            return Err(NotPlain);
        }
        if is_empty {
            self.empty = Some(name);
        } else if self.open.len() < DEPTH {
            self.open.push(name);
        } else {
            return Err(NotPlain);
        }
        Ok(Some(Token::Open(tag)))
    }

    fn text(&mut self) -> Result<Option<Token<'a>>, NotPlain> {
        let end = memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        let is_outside = self.open.is_empty();
        if is_outside && !text.trim_ascii().is_empty() || rest.is_empty() && !is_outside {
            return Err(NotPlain);
        }
        if text.is_empty() {
            return Ok(None);
        }
        // what does not belong in XML is found out even where nobody reads it
        if memchr(b'&', text.as_bytes()).is_some() {
            characters(text)?;
        }
        Ok(Some(Token::Text(text)))
    }
}

/// What follows a byte that begins a text: quicker than to look for a character.
fn after(text: &str, byte: u8) -> Option<&str> {
    if text.as_bytes().first() == Some(&byte) {
        text.get(1..)
    } else {
        None
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')
}

impl<'a> PlainTag<'a> {
    /// Names and values of its attributes.
    pub(crate) fn attributes(self) -> impl Iterator<Item = Result<(&'a str, &'a str), NotPlain>> {
        let mut rest = self.attributes.trim_ascii();
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let next = || {
                // names and values are short
                let length = rest
                    .bytes()
                    .position(|byte| !is_name(byte))
                    .filter(|length| *length > 0)?;
                let (name, quoted) = (&rest[..length], rest[length..].strip_prefix("=\"")?);
                let end = quoted
                    .bytes()
                    .position(|byte| matches!(byte, b'"' | b'&'))?;
                let after = after(&quoted[end..], b'"')?;
                let is_apart = after
                    .bytes()
                    .next()
                    .is_none_or(|byte| byte.is_ascii_whitespace());
                is_apart.then(|| (name, &quoted[..end], after.trim_ascii_start()))
            };
            let Some((name, value, others)) = next() else {
                rest = "";
                return Some(Err(NotPlain));
            };
            rest = others;
            Some(Ok((name, value)))
        })
    }
}

/// A text between tags as it reads.
pub(crate) fn characters(text: &str) -> Result<Cow<'_, str>, NotPlain> {
    if memchr(b'\r', text.as_bytes()).is_some() {
        return Err(NotPlain);
    }
    if memchr(b'&', text.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut pieces = text.split('&');
    let mut read = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, after) = piece.split_once(';').ok_or(NotPlain)?;
        read.push_str(quick_xml::escape::resolve_xml_entity(name).ok_or(NotPlain)?);
        read.push_str(after);
    }
    Ok(Cow::Owned(read))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Vec<String>, NotPlain> {
        let mut plain = PlainTokens::new(text.as_bytes())?;
        let mut said = Vec::new();
        while let Some(token) = plain.next()? {
            said.push(match token {
                Token::Open(tag) => {
                    let all: Result<Vec<_>, _> = tag.attributes().collect();
                    format!("{} {:?}", tag.name, all?)
                }
                Token::Close(name) => format!("/{name}"),
                Token::Text(text) => characters(text)?.into_owned(),
            });
        }
        Ok(said)
    }

    #[test]
    fn plain_xml_is_read() {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a x:b=\"1\" c=\"'\"><d />1 &lt; 2</a>";
        let wanted = [
            "\n",
            "a [(\"x:b\", \"1\"), (\"c\", \"'\")]",
            "d []",
            "/d",
            "1 < 2",
            "/a",
        ];
        assert_eq!(tokens(text), Ok(wanted.map(str::to_owned).to_vec()));
    }

    #[test]
    fn what_is_not_plain_is_not_read() {
        for text in [
            "<a>",
            "<a></b>",
            "</a>",
            "a",
            "<a/>b",
            "<a><!-- --></a>",
            "<a><![CDATA[b]]></a>",
            "<!DOCTYPE a><a/>",
            "<a b='1'/>",
            "<a b='\"\">'/>",
            "<a b=\">\"/>",
            "<a b=\"1\"c=\"2\"/>",
            "<a b=\"&amp;\"/>",
            "<a b=1/>",
            "<a b/>",
            "<a>&#48;</a>",
            "<a>&b;</a>",
            "<a>1\r\n2</a>",
            "<a",
            "<a b=\"",
            "< a/>",
            "\u{feff}<a/>",
            "<?xml version=\"1.0\" encoding=\"GBK\"?><a/>",
        ] {
            assert_eq!(tokens(text), Err(NotPlain), "{text}");
        }
    }
}
