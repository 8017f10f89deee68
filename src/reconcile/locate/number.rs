//! Whole numbers for elimination: 128 bits first, and any size where that is not enough. A run that
//! overflows is begun anew in the wide type, so the answer is the same.

use num::bigint::BigInt;
use num::integer::Integer;
use num::traits::{Signed, Zero};
use std::cmp::Ordering;
use std::fmt::Debug;

/// A whole number that knows when it is too small for a result.
pub(super) trait Number: Clone + Debug + Eq + Ord {
    fn from_big(value: &BigInt) -> Option<Self>;
    fn from_whole(value: i128) -> Option<Self>;
    fn to_big(&self) -> BigInt;
    /// Below, at or above nothing.
    fn sign(&self) -> Ordering;
    /// `p * a - q * b`; none where it does not fit.
    fn combined(p: &Self, a: &Self, q: &Self, b: &Self) -> Option<Self>;
    fn negated(&self) -> Self;
    fn common_divisor(&self, other: &Self) -> Self;
    /// Only by a divisor.
    fn divided(&self, divisor: &Self) -> Self;
    fn is_one(&self) -> bool;
}

/// Products of three numbers below this size still fit into 128 bits.
const NARROW: i128 = 1 << 62;

impl Number for i128 {
    fn from_big(value: &BigInt) -> Option<Self> {
        Self::try_from(value).ok().filter(|value| value.abs() < NARROW)
    }

    fn from_whole(value: i128) -> Option<Self> {
        Some(value).filter(|value| -NARROW < *value && *value < NARROW)
    }

    fn to_big(&self) -> BigInt {
        BigInt::from(*self)
    }

    fn sign(&self) -> Ordering {
        self.cmp(&0)
    }

    fn combined(p: &Self, a: &Self, q: &Self, b: &Self) -> Option<Self> {
        // all four are narrow, so neither product nor the difference overflows
        Some(p * a - q * b).filter(|value| value.abs() < NARROW)
    }

    fn negated(&self) -> Self {
        -self
    }

    fn common_divisor(&self, other: &Self) -> Self {
        self.gcd(other)
    }

    fn divided(&self, divisor: &Self) -> Self {
        self / divisor
    }

    fn is_one(&self) -> bool {
        *self == 1
    }
}

impl Number for BigInt {
    fn from_big(value: &BigInt) -> Option<Self> {
        Some(value.clone())
    }

    fn from_whole(value: i128) -> Option<Self> {
        Some(Self::from(value))
    }

    fn to_big(&self) -> BigInt {
        self.clone()
    }

    fn sign(&self) -> Ordering {
        if self.is_zero() {
            Ordering::Equal
        } else if self.is_positive() {
            Ordering::Greater
        } else {
            Ordering::Less
        }
    }

    fn combined(p: &Self, a: &Self, q: &Self, b: &Self) -> Option<Self> {
        Some(p * a - q * b)
    }

    fn negated(&self) -> Self {
        -self
    }

    fn common_divisor(&self, other: &Self) -> Self {
        self.gcd(other)
    }

    fn divided(&self, divisor: &Self) -> Self {
        self / divisor
    }

    fn is_one(&self) -> bool {
        num::One::is_one(self)
    }
}
