//! Sorting, once for all types: each type that is sorted by itself adds some 5 kB to the programs that a page loads.

/// Sorts by a number; what has the same number stays in the order that it was in.
pub fn sort_by_number<T>(items: &mut Vec<T>, number: impl Fn(&T) -> i64) {
    let mut order: Vec<(i64, usize)> = items.iter().enumerate().map(|(at, it)| (number(it), at)).collect();
    order.sort_unstable();
    arrange(items, order.into_iter().map(|it| it.1));
}

/// Sorts by a text; what has the same text stays in the order that it was in.
pub fn sort_by_text<T>(items: &mut Vec<T>, text: impl Fn(&T) -> String) {
    let mut order: Vec<(String, usize)> = items.iter().enumerate().map(|(at, it)| (text(it), at)).collect();
    order.sort_unstable();
    arrange(items, order.into_iter().map(|it| it.1));
}

fn arrange<T>(items: &mut Vec<T>, places: impl Iterator<Item = usize>) {
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.filter_map(|it| taken.get_mut(it)?.take()));
}

/// A priority as a number: what has none comes first.
pub fn priority<N: Into<i64>>(priority: Option<N>) -> i64 {
    priority.map_or(-1, Into::into)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{sort_by_number, sort_by_text};

    proptest! {
        #[test]
        fn they_sort_as_the_standard_library_does(items: Vec<(Option<u16>, String)>) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_number(&mut ours, |it| super::priority(it.0));
            theirs.sort_by_key(|it| it.0);
            prop_assert_eq!(&ours, &theirs);
            sort_by_text(&mut ours, |it| it.1.clone());
            theirs.sort_by_key(|it| it.1.clone());
            prop_assert_eq!(ours, theirs);
        }
    }
}
