//! Names, addresses and numbers that stand for what nobody has said, and the words that they are shown as.
//!
//! A name is its word between two marks, in small letters, so that it is a name that Azure and every form of a change take
//! as it is; an address is one that no setting has. In a text that is shown, each is its word again, as `SOURCE_VNET`, or the
//! value that files show of it.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use pgreach_network::sort_by_number;

use crate::{
    Blank, ChangeText, Config, Forms, Look,
    blank::meaning,
    network::Id,
    text::{BlankValue, Commands, Piece, pieces, quoted},
};

/// What stands for what nobody has said.
pub(crate) struct Names {
    /// What stands before and after a word: no setting has it.
    mark: String,
    /// The second number of every address: no address in the settings has it.
    block: u8,
    /// Addresses and ranges, and the words that they are shown as.
    addresses: Vec<(String, String)>,
    /// The values that files show of words.
    known: Vec<BlankValue>,
}

/// A part of a text that is shown.
enum Part<'a> {
    /// What stands as it is.
    Text(&'a str),
    /// A word to be filled in.
    Word(String),
    /// The value that files show of a word.
    Value(&'a str),
}

impl Names {
    pub(super) fn new(config: &Config, known: &[BlankValue]) -> Self {
        let Config { source, target, runtime, .. } = config;
        let said = [&source.name, &source.address, &target.name, &target.address, &runtime.name];
        let said: Vec<String> = said.into_iter().flatten().map(|it| it.to_ascii_lowercase()).collect();
        let is_free = |mark: &String| said.iter().all(|it| !it.contains(mark));
        let mark = (0..u32::MAX).map(|number| format!("q{number}q")).find(is_free).unwrap_or_default();
        let addresses: Vec<Ipv4Addr> = said.iter().filter_map(|it| it.parse().ok()).collect();
        let is_unused = |block: &u8| addresses.iter().all(|it| it.octets()[1] != *block);
        let block = (1..=250).rev().find(is_unused).unwrap_or(1);
        let mut known = known.to_vec();
        known.extend(subscriptions(&known));
        // In every form of a change, such a value means itself.
        let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_./:".contains(it);
        known.retain(|it| it.value.chars().all(is_plain));
        Self { mark, block, addresses: Vec::new(), known }
    }

    /// The name that a word is shown for.
    pub(super) fn named(&self, word: &str) -> String {
        format!("{mark}{}{mark}", word.to_ascii_lowercase(), mark = self.mark)
    }

    /// A resource of its own, by its type, as `Microsoft.Network/virtualNetworks`, and the words for its subscription, its
    /// resource group and its name.
    pub(super) fn id(&self, kind: &str, [subscription, group, name]: [&str; 3]) -> Option<Id> {
        let [subscription, group, name] = [subscription, group, name].map(|it| self.named(it));
        Id::parse(&format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}"))
    }

    /// A range of addresses of the network that has this place among all.
    pub(super) fn net(&mut self, place: u8, length: u8, word: &str) -> Option<Ipv4Net> {
        let net = Ipv4Net::new(Ipv4Addr::new(10, self.block, place.wrapping_mul(16), 0), length).ok()?;
        self.shown_as(net.to_string(), word);
        Some(net)
    }

    /// A range of that network beside the first one.
    pub(super) fn next_net(&mut self, place: u8, word: &str) -> Option<Ipv4Net> {
        let net = Ipv4Net::new(Ipv4Addr::new(10, self.block, place.wrapping_mul(16) + 1, 0), 24).ok()?;
        self.shown_as(net.to_string(), word);
        Some(net)
    }

    /// An address in that network.
    pub(super) fn address(&mut self, place: u8, number: u8, word: &str) -> Ipv4Addr {
        let address = Ipv4Addr::new(10, self.block, place.wrapping_mul(16), number);
        self.shown_as(address.to_string(), word);
        address
    }

    /// A public address.
    pub(super) fn public(&mut self, word: &str) -> Ipv4Addr {
        let address = Ipv4Addr::new(20, self.block, 1, 4);
        self.shown_as(address.to_string(), word);
        address
    }

    /// The address that a word is shown for.
    pub(super) fn standing_for(&self, word: &str) -> Option<Ipv4Addr> {
        let (text, _) = self.addresses.iter().find(|(_, it)| it.eq_ignore_ascii_case(word))?;
        text.parse().ok()
    }

    fn shown_as(&mut self, text: String, word: &str) {
        self.addresses.push((text, word.to_owned()));
        // A range begins with an address.
        sort_by_number(&mut self.addresses, |(it, _)| -i64::try_from(it.len()).unwrap_or_default());
    }
}

/// The subscriptions that ids name, as `SOURCE_VNET_SUBSCRIPTION`.
fn subscriptions(known: &[BlankValue]) -> Vec<BlankValue> {
    let of = |it: &BlankValue| {
        let blank = format!("{}_SUBSCRIPTION", it.blank.strip_suffix("_ID")?);
        Some(BlankValue { blank, value: Id::parse(&it.value)?.subscription()?.to_owned() })
    };
    known.iter().filter_map(of).collect()
}

/// Writes changes with words in place of names that stand for something.
pub(crate) struct Words<'a> {
    names: &'a Names,
    /// The words that were written, each once.
    used: Vec<String>,
}

impl<'a> Words<'a> {
    pub(crate) const fn new(names: &'a Names) -> Self {
        Self { names, used: Vec::new() }
    }

    /// What is to be filled in in all that was written.
    pub(crate) fn into_blanks(self) -> Vec<Blank> {
        self.used.into_iter().map(|word| Blank { meaning: meaning(&word), word }).collect()
    }

    /// A change as it is shown; `number` is one of it that stands for something, with its word.
    pub(crate) fn change(&mut self, change: ChangeText, number: Option<(u16, &str)>) -> ChangeText {
        let number = number.map(|(number, word)| (number.to_string(), word.to_owned()));
        let number = number.as_ref();
        let ChangeText { title, resource, owner, apply, undo, portal, look, impact } = change;
        let (apply, undo) = (self.forms(apply, number), self.forms(undo, number));
        ChangeText {
            title: self.text(&title, number),
            resource: self.text(&resource, number),
            owner,
            apply,
            undo,
            portal: portal.iter().map(|it| self.text(it, number)).collect(),
            look: look.map(|it| Look {
                az: self.shell(&it.az, number),
                before: self.text(&it.before, number),
                after: self.text(&it.after, number),
            }),
            impact: impact.iter().map(|it| self.text(it, number)).collect(),
        }
    }

    fn forms(&mut self, forms: Forms, number: Option<&(String, String)>) -> Forms {
        Forms {
            az: Commands::filled(forms.az.iter().map(|it| self.shell(&it, number)).collect()),
            powershell: Commands::filled(forms.powershell.iter().map(|it| self.text(&it, number)).collect()),
            bicep: forms.bicep.map(|it| self.text(&it, number)),
            terraform: forms.terraform.map(|it| self.text(&it, number)),
        }
    }

    /// A text with words in it.
    fn text(&mut self, text: &str, number: Option<&(String, String)>) -> String {
        let mut written = String::with_capacity(text.len());
        for part in self.parts(text, number) {
            match part {
                Part::Text(it) | Part::Value(it) => written.push_str(it),
                Part::Word(it) => written.push_str(&it),
            }
        }
        written
    }

    /// A command with words outside of its quotes, where whoever fills in looks for them.
    fn shell(&mut self, command: &str, number: Option<&(String, String)>) -> String {
        let mut written = String::with_capacity(command.len());
        let mut rest = command;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '\'' | '"' => rest.get(1..).and_then(|it| it.find(first)).map_or(rest.len(), |it| it + 2),
                '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
                _ => rest.find(['\'', '"', '\\']).unwrap_or(rest.len()),
            };
            let (piece, after) = rest.split_at(length);
            rest = after;
            let inner = piece.strip_prefix(first).and_then(|it| it.strip_suffix(first));
            match inner.filter(|_| first == '\'' || first == '"') {
                Some(inner) => self.unquoted(inner, first, number, &mut written),
                None => written.push_str(&self.text(piece, number)),
            }
        }
        written
    }

    /// What stands between quotes, of which only what needs them keeps them where words are in it.
    fn unquoted(&mut self, inner: &str, quote: char, number: Option<&(String, String)>, written: &mut String) {
        let parts = self.parts(inner, number);
        let has_words = parts.iter().any(|it| !matches!(it, Part::Text(_)));
        for part in parts {
            match part {
                Part::Text(it) if quote == '\'' && has_words && means_itself(it) => written.push_str(it),
                Part::Text(it) => written.extend([&quote.to_string(), it, &quote.to_string()]),
                Part::Value(it) if means_itself(it) => written.push_str(it),
                Part::Value(it) => written.push_str(&quoted(it)),
                Part::Word(it) => written.push_str(&it),
            }
        }
        if inner.is_empty() {
            written.extend([quote, quote]);
        }
    }

    fn parts<'b>(&mut self, text: &'b str, number: Option<&(String, String)>) -> Vec<Part<'b>>
    where
        'a: 'b,
    {
        let mut parts = Vec::new();
        let (mut start, mut at) = (0, 0);
        while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
            let before = text.get(..at).unwrap_or_default();
            let found = self.marked(rest).or_else(|| self.standing(before, rest, number));
            let Some((length, word)) = found else {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            };
            parts.push(Part::Text(text.get(start..at).unwrap_or_default()));
            let value = self.names.known.iter().find(|it| it.blank == word).map(|it| it.value.as_str());
            if value.is_none() && !self.used.contains(&word) {
                self.used.push(word.clone());
            }
            parts.push(value.map_or(Part::Word(word), Part::Value));
            at += length;
            start = at;
        }
        parts.push(Part::Text(text.get(start..).unwrap_or_default()));
        parts.retain(|it| !matches!(it, Part::Text("")));
        parts
    }

    /// The word between two marks that a text begins with, and how long it is with them.
    fn marked(&self, text: &str) -> Option<(usize, String)> {
        let mark = &self.names.mark;
        let (word, _) = text.strip_prefix(mark.as_str())?.split_once(mark.as_str())?;
        Some((2 * mark.len() + word.len(), word.to_ascii_uppercase()))
    }

    /// The word for the address or number that a text begins with.
    fn standing(&self, before: &str, text: &str, number: Option<&(String, String)>) -> Option<(usize, String)> {
        if before.ends_with(|it: char| it.is_ascii_alphanumeric() || it == '.') {
            return None;
        }
        let ends = |it: &str| {
            let mut rest = text.get(it.len()..).unwrap_or_default().chars();
            match rest.next() {
                Some('.') => !rest.next().is_some_and(|it| it.is_ascii_digit()),
                other => !other.is_some_and(|it| it.is_ascii_alphanumeric()),
            }
        };
        let is_it = |(it, _): &&(String, String)| text.starts_with(it.as_str()) && ends(it);
        let (it, word) = self.names.addresses.iter().chain(number).find(is_it)?;
        Some((it.len(), word.clone()))
    }
}

/// Whether a text needs no quotes in bash, and has no word that is to be filled in.
fn means_itself(text: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_./:=,@".contains(it);
    text.chars().all(is_plain) && pieces(text).all(|it| matches!(it, Piece::Plain(_)))
}
