//! What is computed once and kept until what it was computed from changes.

use std::cell::RefCell;

/// A value with the key that it was computed for.
pub struct Memo<K, V>(RefCell<Option<(K, V)>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<K: PartialEq, V: Clone> Memo<K, V> {
    /// Returns the value for a key, computing it where the last one was for another.
    pub fn get(&self, key: K, compute: impl FnOnce() -> V) -> V {
        let mut kept = self.0.borrow_mut();
        match &*kept {
            Some((known, value)) if *known == key => value.clone(),
            _ => {
                let value = compute();
                *kept = Some((key, value.clone()));
                value
            }
        }
    }
}
