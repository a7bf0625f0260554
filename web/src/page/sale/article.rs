//! Which one of the product, and when: its serial number and the day of sale, both checked while they are typed.

use super::{today::today, use_sold::use_sold};
use crate::{
    components::{InputKind, TextField},
    form::{Input, draft, use_draft_input},
    locale::Locale,
    network::operation::sale::Product,
};
use gloo_events::EventListener;
use guichet_domain::{Reason, SerialNumber, sale};
use std::{cell::Cell, rc::Rc};
use web_sys::window;
use yew::prelude::*;

/// The serial number and the day of sale.
#[derive(Clone)]
pub struct ArticleInputs {
    /// The serial number.
    pub serial_number: Input,
    /// The day of sale.
    pub sold_on: Input,
    /// Whether the article is known to be sold already.
    is_sold: bool,
    /// Whether that day was changed by hand: until then it is the present one.
    by_hand: Rc<Cell<bool>>,
    /// Under what that day is kept.
    day_key: Rc<str>,
}

impl ArticleInputs {
    /// Makes room for the next article, sold today.
    pub fn reset(&self) {
        self.serial_number.clear();
        self.by_hand.set(false);
        self.sold_on.clear();
        self.follow_today();
    }

    /// Looks at the calendar again: a page may stay open overnight.
    pub fn follow_today(&self) {
        let today = today();
        if !self.by_hand.get() && self.sold_on.value() != today {
            self.sold_on.set(today);
            // Another day it is another one.
            draft::keep(&self.day_key, "");
        }
    }
}

/// The inputs for one article of a product, kept under this key: one that is no longer on sale was sold in the past. What
/// is being registered right now is not asked for.
#[hook]
pub fn use_article(key: &str, product: Option<&Product>, registering: bool) -> ArticleInputs {
    let on_sale = product.is_none_or(|product| product.on_sale);
    let day_key = format!("{key}.soldOn");
    let serial_number = use_draft_input(&format!("{key}.serialNumber"), |typed| typed.parse::<SerialNumber>().err());
    let sold_on = use_draft_input(&day_key, move |typed| {
        let day = match sale::parse_day(typed) {
            Ok(day) => day,
            Err(invalid) => return Some(invalid),
        };
        let today = sale::parse_day(&today()).ok()?;
        sale::check_day(day, today, on_sale).err().map(Into::into)
    });
    // Only a day that was changed by hand is kept.
    let by_hand = use_memo((), |()| Cell::new(!sold_on.value().is_empty()));
    let asked = product.filter(|_| !registering && serial_number.value().parse::<SerialNumber>().is_ok());
    let is_sold = use_sold(asked.map(|product| product.id.inner()), serial_number.value());
    let inputs = ArticleInputs { serial_number, sold_on, is_sold, by_hand, day_key: day_key.into() };
    use_effect_with(today(), {
        let inputs = inputs.clone();
        move |_| inputs.follow_today()
    });
    use_effect_with((), {
        let inputs = inputs.clone();
        move |()| {
            let document = window().and_then(|window| window.document());
            let look = move |_: &Event| inputs.follow_today();
            let listener = document.map(|document| EventListener::new(&document, "visibilitychange", look));
            move || drop(listener)
        }
    });
    inputs
}

/// Shows the inputs.
pub fn fields(inputs: &ArticleInputs, locale: &Locale, serial_ref: NodeRef) -> Html {
    let words = locale.words();
    let ArticleInputs { serial_number, sold_on, is_sold, by_hand, .. } = inputs;
    let typed = SerialNumber::normalized(serial_number.value());
    let length = typed.chars().count();
    // One character too many is no unfinished number: it is said at once.
    let too_long =
        || (length > SerialNumber::LENGTH).then(|| (words.invalid)(Reason::SerialNumberLength.into()).into());
    let sold = || is_sold.then(|| (words.invalid)(Reason::AlreadySold.into()).into());
    let on_blur = {
        let (on_blur, serial_number) = (serial_number.on_blur(), serial_number.clone());
        Callback::from(move |()| {
            on_blur.emit(());
            if serial_number.value() != typed {
                serial_number.set(typed.clone());
            }
        })
    };
    let serial_number = TextField {
        hint: Some((words.sale.serial_hint)(length).into()),
        kind: InputKind::Code,
        error: serial_number.error().or_else(too_long).or_else(sold),
        on_blur,
        node_ref: serial_ref,
        ..serial_number.field("serialNumber", words.ticket.serial_number)
    };
    let on_day = {
        let (on_input, by_hand) = (sold_on.on_input(), by_hand.clone());
        Callback::from(move |typed| {
            by_hand.set(true);
            on_input.emit(typed);
        })
    };
    let sold_on = TextField {
        hint: Some(words.sale.sold_on_hint.into()),
        kind: InputKind::Day,
        max: Some(today().into()),
        on_input: on_day,
        ..sold_on.field("soldOn", words.sale.sold_on)
    };
    html! {
        <div class="columns columns--top">
            { serial_number.view() }
            { sold_on.view() }
        </div>
    }
}
