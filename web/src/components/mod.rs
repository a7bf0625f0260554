//! The component kit. One component, one job: props down, callbacks up. None fetches, and every word comes in as a prop.
//!
//! What has neither state nor hooks is a plain function, or a struct with a `view` where it takes many props: each
//! component of Yew adds two kilobytes to the program, whatever it does.

mod banner;
mod button;
mod card;
mod dialog;
mod empty_state;
mod error_state;
mod field;
mod icon;
mod menu;
mod password_field;
mod relative_time;
mod segments;
mod select;
mod shortcut;
mod skeleton;
mod status_badge;
mod suggestion_list;
mod tabs;
mod text_area;
mod text_field;
mod toast;
mod waiting_badge;

pub use banner::{Tone, banner};
pub use button::{Button, ButtonKind};
pub use card::card;
pub use dialog::Dialog;
pub use empty_state::empty_state;
pub use error_state::ErrorState;
pub use icon::{IconName, icon};
pub use menu::Menu;
pub use password_field::PasswordField;
pub use relative_time::RelativeTime;
pub use segments::{Segment, Segments};
pub use select::Select;
pub use shortcut::{Shortcut, attributes, is_modified};
pub use skeleton::skeleton;
pub use status_badge::status_badge;
pub use suggestion_list::{Suggestion, SuggestionList, SuggestionState};
pub use tabs::{Tab, Tabs};
pub use text_area::TextArea;
pub use text_field::{InputKind, TextField};
pub use toast::use_toasts;
pub use waiting_badge::waiting_badge;
