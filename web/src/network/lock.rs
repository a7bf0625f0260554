//! One tab at a time.

use js_sys::{Function, Promise, Reflect};
use std::{cell::RefCell, future::Future, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Does the work while no other tab of this site does work under the same name (Web Locks). Where the browser has no
/// locks, as on an unencrypted address that is not the device's own, it does it right away. `None`: the browser gave it up.
///
/// The bindings of `web-sys` to this API count as unstable, hence the detour.
pub async fn exclusively<T: 'static>(name: &str, work: impl Future<Output = T> + 'static) -> Option<T> {
    let Some((locks, request)) = lock_manager() else {
        return Some(work.await);
    };
    let result = Rc::new(RefCell::new(None));
    let slot = result.clone();
    let granted = Closure::once(move |_: JsValue| -> Promise {
        future_to_promise(async move {
            let value = work.await;
            *slot.borrow_mut() = Some(value);
            Ok(JsValue::UNDEFINED)
        })
    });
    let promise = request.call2(&locks, &name.into(), granted.as_ref()).ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()?;
    result.take()
}

fn lock_manager() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
