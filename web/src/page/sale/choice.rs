//! What was chosen for a sale: the tab keeps it until the sale is registered, as it keeps what is typed.

use crate::{
    form::draft,
    network::operation::{person::Client, sale::Product, vocabulary::EmailAddress},
};
use yew::prelude::*;

/// How many texts tell a choice.
const PARTS: usize = 4;

/// Something that can be chosen, as it is kept.
pub trait Choice: Clone + 'static {
    /// What tells it, one line each; the last may have several.
    fn parts(&self) -> [&str; PARTS];

    /// The one that is told so.
    fn of(parts: [String; PARTS]) -> Self;
}

impl Choice for Client {
    fn parts(&self) -> [&str; PARTS] {
        [self.id.inner(), &self.email.0, &self.first_name, &self.last_name]
    }

    fn of([id, email, first_name, last_name]: [String; PARTS]) -> Self {
        Self { id: cynic::Id::new(id), first_name, last_name, email: EmailAddress(email) }
    }
}

const ON_SALE: &str = "on-sale";

impl Choice for Product {
    fn parts(&self) -> [&str; PARTS] {
        let on_sale = if self.on_sale { ON_SALE } else { "" };
        [self.id.inner(), on_sale, &self.reference, &self.designation]
    }

    fn of([id, on_sale, reference, designation]: [String; PARTS]) -> Self {
        Self { id: cynic::Id::new(id), reference, designation, on_sale: on_sale == ON_SALE }
    }
}

fn read(text: &str) -> Option<[String; PARTS]> {
    let mut parts = text.splitn(PARTS, '\n').map(str::to_owned);
    Some([parts.next()?, parts.next()?, parts.next()?, parts.next()?])
}

/// What is chosen, kept under a key, and what to call with another choice, or none.
#[hook]
pub fn use_choice<T: Choice>(key: String) -> (Option<T>, Callback<Option<T>>) {
    let chosen = use_state(|| draft::kept(&key).and_then(|text| read(&text)).map(T::of));
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |choice: Option<T>| {
            draft::keep(&key, &choice.as_ref().map(|choice| choice.parts().join("\n")).unwrap_or_default());
            chosen.set(choice);
        })
    };
    ((*chosen).clone(), choose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_chosen() {
        let (reference, designation) = ("EC-2400".to_owned(), "Écran\n24 pouces".to_owned());
        let product = Product { id: "p".into(), reference, designation, on_sale: true };
        assert_eq!(read(&product.parts().join("\n")).map(Product::of), Some(product));
        assert_eq!(read("something else"), None);
    }
}
