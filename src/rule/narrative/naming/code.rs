//! Names with their code or level: `30205水费`, `2080705-公益性岗位补贴`, `基本工资（30101）`, `办公费（款）`.

use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::Reader;

/// Digits beside a name, and where they and what sets them off begin or end.
pub(super) struct Digits {
    pub(super) at: usize,
    pub(super) first: usize,
    pub(super) text: String,
}

impl Digits {
    /// No digits: the name itself begins or ends there.
    pub(super) fn none(at: usize) -> Self {
        Self {
            at,
            first: at,
            text: String::new(),
        }
    }
}

impl Reader<'_> {
    /// Whether digits beside a name are those of its code; those of another code of the same kind are a mistake.
    pub(super) fn is_code_of(
        &mut self,
        index: usize,
        (name, code): (&str, &Code),
        digits: &Digits,
    ) -> bool {
        let own = code.as_str();
        if digits.text.is_empty() || digits.text == own {
            return true;
        }
        let is_alike = digits.text.len() == own.len() && digits.text.get(..1) == own.get(..1);
        if is_alike {
            let problem = ClaimProblem::Code {
                name: name.to_owned(),
                code: own.to_owned(),
                written: digits.text.clone(),
            };
            let place = (index, digits.first, digits.first + digits.text.len());
            self.claim(TextCheck::Name, place, Some(own.to_owned()), problem);
        }
        is_alike
    }
}

/// The code right before a name: where it begins.
pub(super) fn before(line: &TextLine, from: usize, start: usize) -> Digits {
    let chars = line.chars.get(from..start).unwrap_or_default();
    let gap = usize::from(chars.ends_with(&['-']));
    let own = chars[..chars.len() - gap].iter().rev();
    let count = own.take_while(|c| c.is_ascii_digit()).count();
    let first = start - gap - count;
    let is_part = first > from && matches!(line.chars[first - 1], '.' | ',');
    match matches!(count, 3 | 5 | 7) && !is_part {
        true => Digits {
            at: first,
            first,
            text: line.text(first, first + count),
        },
        false => Digits::none(start),
    }
}

/// The code or the level in brackets right behind a name: where the name ends.
pub(super) fn behind(line: &TextLine, from: usize, end: usize) -> Digits {
    let chars = line.chars.get(from..end).unwrap_or_default();
    let open = chars.iter().rposition(|c| *c == '(');
    let (Some(open), true) = (open, chars.ends_with(&[')'])) else {
        return Digits::none(end);
    };
    let at = from + open;
    let inner = line.text(at + 1, end - 1);
    let is_level = ["类", "款", "项", "类级", "款级"].contains(&inner.as_str());
    let is_code = matches!(inner.len(), 3 | 5) && inner.chars().all(|c| c.is_ascii_digit());
    match (is_level, is_code) {
        (true, _) => Digits::none(at),
        (_, true) => Digits {
            at,
            first: at + 1,
            text: inner,
        },
        _ => Digits::none(end),
    }
}
