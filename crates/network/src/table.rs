//! The resources of one kind, found by what they are called without looking at each of them.
//!
//! A tenant has tens of thousands of resources, and each migration asks for some of them hundreds of times. What they are
//! called is noted at the first question, once for all migrations; whatever changes a resource through the table makes it be
//! noted again, so that the two never differ.

use std::{
    fmt,
    hash::{BuildHasher, Hash, Hasher},
    net::Ipv4Addr,
    ops::{Deref, DerefMut},
    sync::OnceLock,
};

use foldhash::fast::FixedState;

use crate::{Id, Listing, id::Lower};

/// What a resource is looked up by. The case of ids and names does not matter.
#[derive(Debug, Clone, Copy)]
pub enum Key<'a> {
    /// Its id.
    Id(&'a Id),
    /// Its name: the last part of its id, or its host name, both also without dots around them.
    Name(&'a str),
    /// The id of something that it mentions: of a private endpoint its services and network interfaces, of a zone group its
    /// endpoint, of a zone the VNets that are linked to it, of a VNet those that it is peered with, of a network interface its
    /// machine.
    Mention(&'a Id),
    /// Nothing: something that it mentions was not read, so that it may be anything. Of a zone a VNet that is linked to it.
    UnreadMention,
    /// The name of something that it mentions: of a zone group an endpoint whose type is not said right, of a network interface
    /// its machine, of a migration its servers, each by [`crate::words_of`] it, and nothing where it names none.
    MentionedName(&'a str),
    /// An address of it.
    Address(Ipv4Addr),
}

impl Key<'_> {
    fn is_same(self, other: Key<'_>) -> bool {
        match (self, other) {
            (Self::Id(one), Key::Id(other)) | (Self::Mention(one), Key::Mention(other)) => one == other,
            (Self::Name(one), Key::Name(other)) | (Self::MentionedName(one), Key::MentionedName(other)) => {
                one.eq_ignore_ascii_case(other)
            }
            (Self::Address(one), Key::Address(other)) => one == other,
            (Self::UnreadMention, Key::UnreadMention) => true,
            _ => false,
        }
    }

    fn hashed(self) -> u64 {
        // Without a random start: the same network is looked up in the same way everywhere.
        let mut hasher = FixedState::default().build_hasher();
        match self {
            Self::Id(it) => (0_u8, it).hash(&mut hasher),
            Self::Mention(it) => (1_u8, it).hash(&mut hasher),
            Self::Name(it) => (2_u8, Lower(it)).hash(&mut hasher),
            Self::MentionedName(it) => (3_u8, Lower(it)).hash(&mut hasher),
            Self::Address(it) => (4_u8, it).hash(&mut hasher),
            Self::UnreadMention => 5_u8.hash(&mut hasher),
        }
        hasher.finish()
    }
}

/// What can be looked up in a [`Table`].
pub trait Keyed {
    /// Names each key of it. One may come several times.
    fn keys(&self, each: &mut dyn FnMut(Key<'_>));

    /// Whether it has a key.
    fn has(&self, key: Key<'_>) -> bool {
        let mut has = false;
        // What is found is not looked for any more.
        self.keys(&mut |it| has = has || it.is_same(key));
        has
    }
}

/// The resources of one kind, in the order in which they were read: a list, besides that [`Table::by`] finds those of a key
/// at once.
#[derive(Clone)]
pub struct Table<T> {
    rows: Vec<T>,
    /// The hash of each key with the place of its row, sorted; not there until it is asked for, and again after a change.
    index: OnceLock<Vec<(u64, usize)>>,
}

impl<T: Keyed> Table<T> {
    /// The rows that have a key, in their order. Where only the first one is taken, no other row is compared.
    pub fn by<'k>(&self, key: Key<'k>) -> impl Iterator<Item = &T> + use<'_, 'k, T> {
        // A row notes a key once, and what is noted of one key is in the order of the rows.
        self.noted(key.hashed()).iter().filter_map(move |it| self.rows.get(it.1).filter(|it| it.has(key)))
    }

    /// The first row of an id.
    #[must_use]
    pub fn of_id(&self, id: &Id) -> Option<&T> {
        self.rows.get(self.place_of(id)?)
    }

    /// Adds a row after all others.
    pub fn push(&mut self, row: T) {
        if let Some(index) = self.index.get_mut() {
            for hash in hashes(&row) {
                put(index, hash, self.rows.len());
            }
        }
        self.rows.push(row);
    }

    /// Works on the first row of an id; none where there is none, or where the work comes to none. Unlike what is done to the
    /// table as a list, the others are not noted again.
    pub fn edit<R>(&mut self, id: &Id, work: impl FnOnce(&mut T) -> Option<R>) -> Option<R> {
        let place = self.place_of(id)?;
        let row = self.rows.get_mut(place)?;
        let before = hashes(row);
        let done = work(row);
        let after = hashes(row);
        renote(self.index.get_mut(), &before, &after, place);
        done
    }

    /// Puts another row in a place, and says whether there is such a place. As with the next two, the others are not noted again.
    pub fn replace_at(&mut self, place: usize, row: T) -> bool {
        let after = hashes(&row);
        let Some(at) = self.rows.get_mut(place) else { return false };
        let before = hashes(at);
        *at = row;
        renote(self.index.get_mut(), &before, &after, place);
        true
    }

    /// Adds a row before the one of a place, or after all others; without such a place, nothing is changed and false returned.
    pub fn insert_at(&mut self, place: usize, row: T) -> bool {
        if self.rows.len() < place {
            return false;
        }
        let after = hashes(&row);
        move_places(self.index.get_mut(), place, 1);
        self.rows.insert(place, row);
        renote(self.index.get_mut(), &[], &after, place);
        true
    }

    /// Takes a row away.
    pub fn remove_at(&mut self, place: usize) -> Option<T> {
        let before = hashes(self.rows.get(place)?);
        renote(self.index.get_mut(), &before, &[], place);
        move_places(self.index.get_mut(), place, -1);
        Some(self.rows.remove(place))
    }

    /// The place of the first row that is the same as this one.
    pub fn place_of_row(&self, row: &T) -> Option<usize>
    where
        T: PartialEq,
    {
        let is_it = |at: &usize| self.rows.get(*at) == Some(row);
        match hashes(row).first() {
            Some(hash) => self.noted(*hash).iter().map(|it| it.1).find(is_it),
            None => (0..self.rows.len()).find(is_it),
        }
    }

    /// The rows that have any of some keys, each once, in their order.
    pub fn by_any<'k>(&self, keys: impl IntoIterator<Item = Key<'k>>) -> Vec<&T> {
        let mut places: Vec<usize> = Vec::new();
        for key in keys {
            places.extend(self.places(key));
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|it| self.rows.get(it)).collect()
    }

    fn place_of(&self, id: &Id) -> Option<usize> {
        self.places(Key::Id(id)).next()
    }

    /// Edits a row like [`Table::edit`], where the work changes none of the row's keys. The keys are not noted again,
    /// which would take longer than the work where a zone has thousands of links.
    pub fn edit_unkeyed<R>(&mut self, id: &Id, work: impl FnOnce(&mut T) -> Option<R>) -> Option<R> {
        let place = self.place_of(id)?;
        let row = self.rows.get_mut(place)?;
        let before = cfg!(debug_assertions).then(|| hashes(row));
        let done = work(row);
        debug_assert!(before.is_none_or(|it| it == hashes(row)), "what it is looked up by has changed");
        done
    }

    /// The places of the rows that have a key.
    fn places<'k>(&self, key: Key<'k>) -> impl Iterator<Item = usize> + use<'_, 'k, T> {
        // Two keys may have one hash.
        let is_it = move |at: &usize| self.rows.get(*at).is_some_and(|it| it.has(key));
        self.noted(key.hashed()).iter().map(|it| it.1).filter(is_it)
    }

    /// What is noted of a hash, in the order of the rows.
    #[inline(never)]
    fn noted(&self, hash: u64) -> &[(u64, usize)] {
        let index = self.index.get_or_init(|| {
            let rows = self.rows.iter().enumerate();
            let mut index: Vec<_> =
                rows.flat_map(|(at, row)| hashes(row).into_iter().map(move |it| (it, at))).collect();
            index.sort_unstable();
            index
        });
        of_hash(index, hash)
    }
}

/// What is noted of a hash. What follows knows no kind of rows, so that it is there once for all kinds.
#[inline(never)]
pub(crate) fn of_hash(index: &[(u64, usize)], hash: u64) -> &[(u64, usize)] {
    let rest = index.get(index.partition_point(|(it, _)| *it < hash)..).unwrap_or_default();
    rest.get(..rest.partition_point(|(it, _)| *it == hash)).unwrap_or_default()
}

/// Notes the row of a place by other hashes.
#[inline(never)]
fn renote(index: Option<&mut Vec<(u64, usize)>>, before: &[u64], after: &[u64], place: usize) {
    let Some(index) = index else { return };
    let is_new = |it: &&u64| before.binary_search(it).is_err();
    let is_gone = |it: &&u64| after.binary_search(it).is_err();
    for hash in before.iter().filter(is_gone) {
        if let Ok(at) = index.binary_search(&(*hash, place)) {
            index.remove(at);
        }
    }
    for hash in after.iter().filter(is_new) {
        put(index, *hash, place);
    }
}

/// Notes the rows from a place on by a place that is one more or one less. That changes nothing in the order of the notes.
#[inline(never)]
fn move_places(index: Option<&mut Vec<(u64, usize)>>, from: usize, by: isize) {
    for (_, place) in index.into_iter().flatten().filter(|it| from <= it.1) {
        *place = place.saturating_add_signed(by);
    }
}

/// Notes a hash of a row at this place.
fn put(index: &mut Vec<(u64, usize)>, hash: u64, place: usize) {
    if let Err(at) = index.binary_search(&(hash, place)) {
        index.insert(at, (hash, place));
    }
}

/// The hashes of the keys of a row, each once.
fn hashes<T: Keyed>(row: &T) -> Vec<u64> {
    let mut hashes = Vec::new();
    row.keys(&mut |key| hashes.push(key.hashed()));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

impl<T> Deref for Table<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.rows
    }
}

impl<T> DerefMut for Table<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        self.index.take();
        &mut self.rows
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<T>> for Table<T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, index: OnceLock::new() }
    }
}

impl<T> FromIterator<T> for Table<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        rows.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T> IntoIterator for Table<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Table<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Table<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T: PartialEq> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<T: Eq> Eq for Table<T> {}

impl<T: fmt::Debug> fmt::Debug for Table<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(formatter)
    }
}

/// The children of a resource, as a [`Listing`], of which there may be thousands: they are looked up as in a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableListing<T> {
    /// Those that were read, each once.
    pub items: Table<T>,
    /// Whether these are all: only then does absence prove anything.
    pub complete: bool,
}

impl<T> TableListing<T> {
    /// All of them.
    #[must_use]
    pub fn all(items: Vec<T>) -> Self {
        Self { items: items.into(), complete: true }
    }

    /// Those that were read.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
}

impl<T> Default for TableListing<T> {
    fn default() -> Self {
        Listing::default().into()
    }
}

impl<T> From<Listing<T>> for TableListing<T> {
    fn from(Listing { items, complete }: Listing<T>) -> Self {
        Self { items: items.into(), complete }
    }
}

impl<T> From<TableListing<T>> for Listing<T> {
    fn from(TableListing { items, complete }: TableListing<T>) -> Self {
        Self { items: items.rows, complete }
    }
}

impl<'a, T> IntoIterator for &'a TableListing<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::{Key, Keyed, Table};
    use crate::{Fact, Id, Nic, NicAddress, Origin, testing::id};

    const NICS: &str = "Microsoft.Network/networkInterfaces";
    const MACHINES: &str = "Microsoft.Compute/virtualMachines";

    /// One of a few names, in any case, so that keys are shared.
    fn name(rng: &mut Rng) -> String {
        let name = ["db", "app", "db.corp", ".corp.", ""][rng.usize(..5)];
        if rng.bool() { name.to_owned() } else { name.to_uppercase() }
    }

    fn address(rng: &mut Rng) -> std::net::Ipv4Addr {
        [10, 0, 0, rng.u8(..6)].into()
    }

    fn nic(rng: &mut Rng) -> Nic {
        let address = |rng: &mut Rng| NicAddress {
            address: rng.bool().then(|| address(rng)),
            subnet: None,
            groups: Fact::Unknown,
        };
        Nic {
            origin: Origin { id: id(NICS, &name(rng)), file: rng.usize(..9) },
            provisioning: Fact::Unknown,
            machine: rng.bool().then(|| id(MACHINES, &name(rng))),
            addresses: (0..rng.usize(..3)).map(|_| address(rng)).collect(),
            security_group: Fact::Unknown,
            dns_servers: Fact::Unknown,
            ip_forwarding: Fact::Unknown,
        }
    }

    /// That each lookup finds what looking at each row does.
    #[track_caller]
    fn holds(table: &Table<Nic>, rng: &mut Rng) {
        let (own, machine, name) = (id(NICS, &name(rng)), id(MACHINES, &name(rng)), name(rng));
        let keys = [
            Key::Id(&own),
            Key::Mention(&machine),
            Key::Name(&name),
            Key::MentionedName(&name),
            Key::Address(address(rng)),
        ];
        for key in keys {
            let scanned: Vec<&Nic> = table.iter().filter(|it| it.has(key)).collect();
            assert_eq!(table.by(key).collect::<Vec<_>>(), scanned, "{key:?}");
        }
        let scanned: Vec<&Nic> = table.iter().filter(|it| keys.iter().any(|key| it.has(*key))).collect();
        assert_eq!(table.by_any(keys), scanned);
        assert_eq!(table.of_id(&own), table.iter().find(|it| it.origin.id == own));
        for row in table.iter().chain([&nic(rng)]) {
            assert_eq!(table.place_of_row(row), table.iter().position(|it| it == row));
        }
    }

    #[test]
    fn a_lookup_finds_what_looking_at_each_row_does_whatever_was_changed() {
        let mut rng = Rng::with_seed(14);
        for _ in 0..60 {
            let mut table: Table<Nic> = (0..rng.usize(..12)).map(|_| nic(&mut rng)).collect();
            for _ in 0..12 {
                holds(&table, &mut rng);
                let it = nic(&mut rng);
                let place = rng.usize(..=table.len());
                match rng.u8(..10) {
                    6 => {
                        let can_be = place < table.len();
                        assert_eq!(table.replace_at(place, it), can_be);
                    }
                    7 | 8 => assert!(table.insert_at(place, it) && !table.insert_at(99, nic(&mut rng))),
                    9 => {
                        let row = table.get(place).cloned();
                        assert_eq!(table.remove_at(place), row);
                    }
                    0 => table.push(it),
                    1 => drop(table.pop()),
                    2 => table.insert(0, it),
                    3 => table.reverse(),
                    // The row keeps its place, and may have another id then.
                    _ => drop(table.edit(&id(NICS, &name(&mut rng)), |row| Some(std::mem::replace(row, it)))),
                }
            }
            holds(&table, &mut rng);
        }
    }

    #[test]
    fn ids_are_looked_up_in_any_case() {
        let row = Origin { id: id(NICS, "Db"), file: 0 };
        let table = Table::from(vec![row]);
        let upper = Id::parse(&table[0].id.text().to_uppercase()).expect("an id");
        assert!(table.of_id(&upper).is_some() && table.by(Key::Name("dB")).count() == 1);
        assert!(table.of_id(&id(NICS, "Dbs")).is_none());
    }
}
