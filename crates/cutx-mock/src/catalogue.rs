//! Projects and the products in them (`cutx-facts.md`, 3.1).

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use kernel::random::{Root, Stream};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

/// The id of the project that every account starts with.
pub const KNOWN_PROJECT: Uuid = Uuid::from_u128(0x00000000_0000_4000_8000_000000000001);
/// The id of the product that every account starts with.
pub const KNOWN_PRODUCT: Uuid = Uuid::from_u128(0x00000000_0000_4000_8000_000000000002);

/// A list of things that are found by id and shown newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(
    from = "Vec<(Uuid, T)>",
    into = "Vec<(Uuid, T)>",
    bound = "T: Clone + Serialize + serde::de::DeserializeOwned"
)]
pub struct IdList<T> {
    things: Vec<(Uuid, T)>,
    places: HashMap<Uuid, usize>,
}

impl<T> Default for IdList<T> {
    fn default() -> Self {
        Self { things: Vec::new(), places: HashMap::new() }
    }
}

impl<T> From<Vec<(Uuid, T)>> for IdList<T> {
    fn from(things: Vec<(Uuid, T)>) -> Self {
        let mut list = Self::default();
        for (id, thing) in things {
            list.put(id, thing);
        }
        list
    }
}

impl<T> From<IdList<T>> for Vec<(Uuid, T)> {
    fn from(list: IdList<T>) -> Self {
        list.things
    }
}

impl<T> IdList<T> {
    /// Adds a thing.
    pub fn put(&mut self, id: Uuid, thing: T) {
        self.places.insert(id, self.things.len());
        self.things.push((id, thing));
    }

    /// Returns the thing with this id.
    pub fn get(&self, id: Uuid) -> Option<&T> {
        self.places.get(&id).map(|place| &self.things[*place].1)
    }

    /// Returns the thing with this id, for a change.
    pub fn get_mut(&mut self, id: Uuid) -> Option<&mut T> {
        self.places.get(&id).map(|place| &mut self.things[*place].1)
    }

    /// Returns the newest things, `limit` at most.
    pub fn newest(&self, limit: usize) -> impl Iterator<Item = &T> {
        self.things.iter().rev().map(|(_, thing)| thing).take(limit)
    }

    /// Returns the number of things.
    pub fn count(&self) -> usize {
        self.things.len()
    }
}

/// A project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Project {
    /// The id of the project.
    pub id: Uuid,
    /// The name of the project.
    pub name: String,
    /// The description that its owner gave it.
    pub description: Option<String>,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The instant of its last change.
    pub updated_at: Timestamp,
    /// The number of assets that were made for it.
    pub assets: u64,
    /// The products of the project.
    pub products: IdList<Arc<Product>>,
}

impl Project {
    /// Creates a project without products.
    pub fn new(id: Uuid, name: String, description: Option<String>, now: Timestamp) -> Self {
        let products = IdList::default();
        Self { id, name, description, created_at: now, updated_at: now, assets: 0, products }
    }

    /// Adds a product.
    pub fn put(&mut self, product: Product, now: Timestamp) -> Arc<Product> {
        let product = Arc::new(product);
        self.products.put(product.id, product.clone());
        self.updated_at = now;
        product
    }
}

/// A product.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Product {
    /// The id of the product.
    pub id: Uuid,
    /// The name of the product.
    pub name: String,
    /// The description of the product.
    pub description: String,
    /// The price, in US cents.
    pub cents: u64,
    /// The name of the brand.
    pub brand: String,
    /// The category, such as `Outdoor`.
    pub category: String,
    /// The page that it was read from.
    pub source_url: Option<String>,
    /// The selling points of the product.
    pub features: Vec<String>,
    /// The id of its picture.
    pub image_id: Uuid,
    /// The seed that its picture is drawn from.
    pub seed: u64,
    /// The instant of its creation.
    pub created_at: Timestamp,
}

/// The categories, each with its selling points.
const CATEGORIES: [(&str, [&str; 4]); 5] = [
    ("Home", ["Built to last", "Easy to clean", "Fits small rooms", "Made from recycled material"]),
    ("Outdoor", ["Weatherproof", "Packs flat", "Light to carry", "Tested on long trips"]),
    ("Beauty", ["Gentle on skin", "No added perfume", "Works in minutes", "Refillable"]),
    ("Kitchen", ["Dishwasher safe", "Heats evenly", "Keeps its edge", "Stacks neatly"]),
    ("Fitness", ["Quiet in use", "Grows with you", "No tools needed", "Folds away"]),
];

impl Product {
    /// Returns the product that every account starts with.
    pub fn known(stream: &mut Stream, now: Timestamp) -> Self {
        Self {
            id: KNOWN_PRODUCT,
            name: "Harbor Bottle".to_owned(),
            description: "An insulated steel bottle that keeps drinks cold for a day.".to_owned(),
            cents: 29_99,
            brand: "Harbor Goods".to_owned(),
            category: "Outdoor".to_owned(),
            source_url: Some("https://harbor-goods.example/harbor-bottle".to_owned()),
            features: ["Cold for 24 hours", "Does not leak", "Fits every cup holder"]
                .map(str::to_owned)
                .to_vec(),
            image_id: stream.uuid(),
            seed: stream.seed(),
            created_at: now,
        }
    }

    /// Makes up the product of the page at this URL, which is never fetched. Everything but the ids comes from the URL itself,
    /// so that the same URL gives the same product in every account (`product.ingest-derived`).
    pub fn derived(page: &Url, stream: &mut Stream, now: Timestamp) -> Self {
        let mut derived = Root::new(0, "page", page.as_str()).stream(0);
        let (category, features) = derived.pick(&CATEGORIES);
        let first = derived.index(features.len());
        let features = (0..3).map(|next| features[(first + next) % features.len()].to_owned()).collect();
        let brand = brand(page);
        let name = name(page).unwrap_or_else(|| format!("{brand} Product"));
        Self {
            id: stream.uuid(),
            description: format!("{name} by {brand}, as found at {}.", page.host_str().unwrap_or("its shop")),
            name,
            cents: (5 + derived.below(195)) * 100 + 99,
            brand,
            category: (*category).to_owned(),
            source_url: Some(page.to_string()),
            features,
            image_id: stream.uuid(),
            seed: derived.seed(),
            created_at: now,
        }
    }

    /// Returns the price in the form of the wire: a string, such as `29.99`.
    pub fn price(&self) -> String {
        format!("{}.{:02}", self.cents / 100, self.cents % 100)
    }
}

/// Returns the last part of the path that has letters, as words.
fn name(page: &Url) -> Option<String> {
    let last = page.path_segments()?.rfind(|part| part.chars().any(char::is_alphabetic))?;
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    Some(title(stem)).filter(|name| !name.is_empty())
}

/// Returns the first part of the host without `www.`, as words.
fn brand(page: &Url) -> String {
    let host = page.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let brand = title(host.split('.').next().unwrap_or_default());
    if brand.chars().any(char::is_alphabetic) { brand } else { "Unnamed".to_owned() }
}

fn title(slug: &str) -> String {
    let words = slug.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    words.filter_map(capital).take(8).collect::<Vec<_>>().join(" ").chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(page: &str, key: &str) -> Product {
        let mut stream = Root::new(0, "cutx", key).stream(1);
        Product::derived(&Url::parse(page).unwrap(), &mut stream, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_product_is_what_its_url_says() {
        let rows = [
            ("https://www.shop.example/p/garden-chair-oak.html", "Garden Chair Oak", "Shop"),
            ("https://shop.example/", "Shop Product", "Shop"),
            ("http://127.0.0.1:8080/12345", "Unnamed Product", "Unnamed"),
        ];
        for (page, name, brand) in rows {
            let product = derived(page, "key");
            assert_eq!((product.name.as_str(), product.brand.as_str()), (name, brand), "{page}");
        }
    }

    #[test]
    fn the_same_url_is_the_same_product_in_every_account_but_for_its_id() {
        let page = "https://shop.example/garden-chair";
        let (one, other) = (derived(page, "one"), derived(page, "other"));
        assert_eq!((one.cents, &one.category, one.seed), (other.cents, &other.category, other.seed));
        assert_ne!(one.id, other.id);
    }
}
