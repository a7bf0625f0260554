//! Sending the same thing again without doing it twice.

use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

/// Gives the idempotency key of what is being sent. Clones stand for the same.
#[derive(Clone, Default)]
pub struct Attempt {
    last: Rc<RefCell<Option<(String, String)>>>,
}

impl Attempt {
    /// The key for this content: the same for the same content, until [`done`](Self::done).
    pub fn key(&self, content: &str) -> String {
        let mut last = self.last.borrow_mut();
        if let Some((_, key)) = last.as_ref().filter(|(sent, _)| sent == content) {
            return key.clone();
        }
        let key = random_key();
        *last = Some((content.to_owned(), key.clone()));
        key
    }

    /// This content was tried with this key before: it may have arrived.
    pub fn resume(&self, content: String, key: String) {
        self.last.replace(Some((content, key)));
    }

    /// It was sent: the same content would be something new.
    pub fn done(&self) {
        self.last.take();
    }
}

/// The attempts of one form.
#[hook]
pub fn use_attempt() -> Attempt {
    use_memo((), |()| Attempt::default()).as_ref().clone()
}

/// A UUID where the browser makes them (on encrypted addresses and the device's own), or else as much chance from
/// `Math.random`: enough to tell apart what one person sends.
fn random_key() -> String {
    let uuid = || {
        let crypto = js_sys::Reflect::get(web_sys::window()?.as_ref(), &"crypto".into()).ok()?;
        let make = js_sys::Reflect::get(&crypto, &"randomUUID".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
        make.call0(&crypto).ok().as_ref().and_then(JsValue::as_string)
    };
    uuid().unwrap_or_else(|| {
        let random = || js_sys::Math::random().to_bits();
        format!("{:016x}{:016x}", random(), random())
    })
}
