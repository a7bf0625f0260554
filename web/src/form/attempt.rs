//! Sending again without doing it twice.

use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

/// Gives the idempotency key of what is being sent. Clones stand for the same.
#[derive(Clone, Default)]
pub struct Attempt {
    key: Rc<RefCell<Option<String>>>,
}

impl Attempt {
    /// The same until [`done`](Self::done), also where what is sent was changed meanwhile: what was sent before may have
    /// arrived, and then the server says so instead of doing both. What it refused leaves the key free.
    pub fn key(&self) -> String {
        self.key.borrow_mut().get_or_insert_with(random_key).clone()
    }

    /// It was tried with this key before: it may have arrived.
    pub fn resume(&self, key: String) {
        self.key.replace(Some(key));
    }

    /// It was sent, or goes on by itself: what comes next is something new.
    pub fn done(&self) {
        self.key.take();
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
