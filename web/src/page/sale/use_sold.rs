//! Asking while one types whether the article was sold already.

use crate::{
    hook::{ResourceState, use_resource},
    network::operation::sold::SoldVariables,
};
use yew::prelude::*;

/// Whether this article is known to be sold. It is asked once its number is whole, so no pause in typing is waited for.
/// Registering finds out by itself: where it can't be asked, nothing is said.
#[hook]
pub fn use_sold(product: Option<&str>, serial_number: &str) -> bool {
    let product = product.unwrap_or_default();
    let article = SoldVariables { product_id: product.into(), serial_number: serial_number.to_owned() };
    let key = if product.is_empty() { String::new() } else { [product, serial_number].join(" ") };
    let sold = use_resource(&key, move |network| {
        let article = article.clone();
        async move { Ok(!article.product_id.inner().is_empty() && network.is_sold(&article).await?) }
    });
    matches!(sold.state, ResourceState::Ready(sold) if *sold)
}
