//! The catalogue in memory, for instant search: some tens of thousands of products, read once for each import.

use super::blocks::{BLOCK, Blocks};
use crate::store::{Revision, Store, Suggestions};
use futures::TryStreamExt;
use guichet_domain::id::ProductId;
use guichet_entity::product;
use memchr::memmem;
use sea_orm::{DbErr, EntityTrait, QueryOrder};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{sync::Mutex as Turn, task::spawn_blocking};

/// The catalogue of this node. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(Arc<Kept>);

#[derive(Debug, Default)]
struct Kept {
    products: Mutex<Option<Arc<Products>>>,
    /// One reads it for all who wait.
    reading: Turn<()>,
}

/// Every product, by designation.
#[derive(Debug)]
struct Products {
    /// Of the catalogue when it was read.
    revision: i64,
    /// What is searched, one product after the other; a text that no search can hold ends each.
    texts: String,
    /// References and designations.
    names: String,
    entries: Vec<Entry>,
    blocks: Blocks,
}

#[derive(Debug)]
struct Entry {
    id: ProductId,
    text_end: u32,
    reference_end: u32,
    designation_end: u32,
    on_sale: bool,
}

/// Ends the text of a product: folding leaves no control character.
const END: char = '\0';

impl Catalogue {
    /// The products whose text holds `folded`, as of `revision` or later; `None` asks the base.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn suggest(
        &self,
        store: &Store,
        revision: Option<i64>,
        folded: &str,
    ) -> Result<Suggestions<product::Model>, DbErr> {
        let revision = match revision {
            Some(revision) => revision,
            None => Revision::now(store).await?.catalogue,
        };
        Ok(self.of(store, revision).await?.suggest(folded))
    }

    async fn of(&self, store: &Store, revision: i64) -> Result<Arc<Products>, DbErr> {
        if let Some(products) = self.kept(revision) {
            return Ok(products);
        }
        let _turn = self.0.reading.lock().await;
        if let Some(products) = self.kept(revision) {
            return Ok(products);
        }
        // Before the rows: what is imported meanwhile is read again.
        let revision = Revision::now(store).await?.catalogue;
        let base = store.reader();
        let mut rows = product::Entity::find()
            .order_by_asc(product::Column::Designation)
            .order_by_asc(product::Column::Id)
            .stream(&base)
            .await?;
        let mut products = Products::of(revision);
        // One after the other: all rows at once take several times what is kept of them.
        while let Some(row) = rows.try_next().await? {
            products.push(&row);
        }
        drop(rows);
        // Others go on meanwhile.
        let products = spawn_blocking(|| products.whole(BLOCK)).await;
        let products = Arc::new(products.map_err(|error| DbErr::Custom(error.to_string()))?);
        *self.0.products.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&products));
        Ok(products)
    }

    /// What was read at this revision or after it.
    fn kept(&self, revision: i64) -> Option<Arc<Products>> {
        let products = self.0.products.lock().unwrap_or_else(PoisonError::into_inner);
        products.as_ref().filter(|products| products.revision >= revision).cloned()
    }
}

impl Products {
    fn of(revision: i64) -> Self {
        let (texts, names) = (String::new(), String::new());
        Self { revision, texts, names, entries: Vec::new(), blocks: Blocks::default() }
    }

    fn push(&mut self, row: &product::Model) {
        self.texts.push_str(&row.search_text);
        self.texts.push(END);
        self.names.push_str(&row.reference);
        let reference_end = place(&self.names);
        self.names.push_str(&row.designation);
        self.entries.push(Entry {
            id: row.id,
            text_end: place(&self.texts),
            reference_end,
            designation_end: place(&self.names),
            on_sale: row.on_sale,
        });
    }

    /// Once there are all of them: they are searched in blocks of so many bytes.
    fn whole(mut self, block: usize) -> Self {
        self.texts.shrink_to_fit();
        self.names.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.blocks = Blocks::of(self.texts.as_bytes(), self.entries.iter().map(|entry| entry.text_end), block);
        self
    }

    fn suggest(&self, folded: &str) -> Suggestions<product::Model> {
        if folded.is_empty() || folded.contains(END) {
            return Suggestions::none();
        }
        let (finder, texts) = (memmem::Finder::new(folded), self.texts.as_bytes());
        let text_end = |before: usize| before.checked_sub(1).map_or(0, |last| self.entries[last].text_end as usize);
        let mut found = Vec::new();
        for block in &*self.blocks.that_may_hold(folded.as_bytes()) {
            let Range { mut start, end } = self.blocks.texts(*block);
            let block_end = text_end(end);
            while let Some(at) = finder.find(&texts[text_end(start)..block_end]) {
                let at = text_end(start) + at;
                let entries = &self.entries[start..end];
                let index = start + entries.partition_point(|entry| (entry.text_end as usize) <= at);
                found.push(index);
                if found.len() >= Suggestions::<()>::TOO_MANY {
                    return Suggestions { matches: Vec::new(), too_many: true };
                }
                start = index + 1;
            }
        }
        Suggestions::of(found.into_iter().filter_map(|index| self.row(index)).collect())
    }

    fn row(&self, index: usize) -> Option<product::Model> {
        let entry = self.entries.get(index)?;
        let begin = index.checked_sub(1).and_then(|before| self.entries.get(before)).map_or(0, |e| e.designation_end);
        let name = |from: u32, to: u32| self.names.get(from as usize..to as usize).map(str::to_owned);
        Some(product::Model {
            id: entry.id,
            reference: name(begin, entry.reference_end)?,
            designation: name(entry.reference_end, entry.designation_end)?,
            on_sale: entry.on_sale,
            // It was looked into.
            search_text: String::new(),
        })
    }
}

/// A catalogue of four gigabytes is none.
fn place(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::import_products::search_text;
    use proptest::prelude::*;

    fn products(names: &[(String, String)]) -> Vec<product::Model> {
        let row = |(n, (reference, designation)): (usize, &(String, String))| product::Model {
            id: ProductId(i64::try_from(n).unwrap()),
            reference: reference.clone(),
            designation: designation.clone(),
            on_sale: n % 2 == 0,
            search_text: search_text(reference, designation),
        };
        names.iter().enumerate().map(row).collect()
    }

    proptest! {
        #[test]
        fn what_is_suggested_is_what_holds_the_text(
            names in prop::collection::vec(("[ab]{1,4}", "[abé ]{1,12}"), 0..40),
            term in "[ab]{1,5}",
            block in 1_usize..50,
        ) {
            let rows = products(&names);
            let holding: Vec<_> = rows.iter().filter(|row| row.search_text.contains(&term)).collect();
            let mut products = Products::of(0);
            rows.iter().for_each(|row| products.push(row));
            let products = products.whole(block);
            let found = products.suggest(&term);
            prop_assert_eq!(found.too_many, holding.len() >= 10);
            if !found.too_many {
                let told = |row: &product::Model| (row.id, row.reference.clone(), row.designation.clone(), row.on_sale);
                prop_assert_eq!(
                    found.matches.iter().map(told).collect::<Vec<_>>(),
                    holding.into_iter().map(told).collect::<Vec<_>>()
                );
            }
        }
    }
}
