//! Maps steps to values, each step once.

use std::{iter::Map, slice, vec};

use serde::{Serialize, Serializer};

use crate::StepKey;

/// A value for each of some steps, in the order of their keys.
///
/// It does what a `BTreeMap` does. There are never more than some twenty entries, and in the page a `BTreeMap` is
/// kilobytes of code for each kind of value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepMap<T>(Vec<(StepKey, T)>);

impl<T> StepMap<T> {
    /// The value of a step.
    #[must_use]
    pub fn get(&self, key: &StepKey) -> Option<&T> {
        if self.0.is_empty() {
            return None;
        }
        // Keys of different lengths differ at once: among so few that is faster than a search by order.
        self.0.iter().find(|(it, _)| *it == *key).map(|(_, value)| value)
    }

    /// The value of a step, to be changed.
    pub fn get_mut(&mut self, key: &StepKey) -> Option<&mut T> {
        self.0.iter_mut().find(|(it, _)| *it == *key).map(|(_, value)| value)
    }

    /// Gives a step its value, and returns the one that it had.
    pub fn insert(&mut self, key: StepKey, value: T) -> Option<T> {
        let old = self.remove(&key);
        let (Ok(place) | Err(place)) = self.place(key);
        self.0.insert(place, (key, value));
        old
    }

    /// Takes a step's value away.
    pub fn remove(&mut self, key: &StepKey) -> Option<T> {
        let place = self.place(*key).ok()?;
        Some(self.0.remove(place).1)
    }

    /// Keeps only some.
    pub fn retain(&mut self, mut keep: impl FnMut(&StepKey, &mut T) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }

    /// The steps and their values.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The steps.
    pub fn keys(&self) -> impl Iterator<Item = &StepKey> {
        self.0.iter().map(|(key, _)| key)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn place(&self, key: StepKey) -> Result<usize, usize> {
        self.0.binary_search_by(|(it, _)| it.cmp(&key))
    }
}

impl<T> Default for StepMap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Of two values for one step, the last counts.
impl<T> FromIterator<(StepKey, T)> for StepMap<T> {
    fn from_iter<I: IntoIterator<Item = (StepKey, T)>>(values: I) -> Self {
        let mut all = Self::default();
        for (key, value) in values {
            all.insert(key, value);
        }
        all
    }
}

type Iter<'a, T> = Map<slice::Iter<'a, (StepKey, T)>, fn(&'a (StepKey, T)) -> (&'a StepKey, &'a T)>;

impl<'a, T> IntoIterator for &'a StepMap<T> {
    type Item = (&'a StepKey, &'a T);
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> IntoIterator for StepMap<T> {
    type Item = (StepKey, T);
    type IntoIter = vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Serialize> Serialize for StepMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::StepMap;
    use crate::StepKey;

    #[test]
    fn it_is_a_map_in_the_order_of_its_keys() {
        let keys: Vec<StepKey> = StepKey::all().collect();
        let mut map: StepMap<usize> = keys.iter().rev().copied().zip(0..).collect();
        assert!(map.keys().is_sorted());
        assert_eq!(map.keys().count(), keys.len());
        assert_eq!(map.insert(keys[0], 100), Some(keys.len() - 1));
        assert_eq!((map.get(&keys[0]), map.keys().count()), (Some(&100), keys.len()));
        assert_eq!((map.remove(&keys[0]), map.remove(&keys[0]), map.get(&keys[0])), (Some(100), None, None));
        map.retain(|_, value| *value == 3);
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [(keys[keys.len() - 4], 3)]);
    }
}
