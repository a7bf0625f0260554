//! The harness of the integration, conformance and browser tests.
//!
//! [`TestApp`] is a whole server on a base and a port of its own. Tests speak to it through typed actors, over real HTTP
//! requests and real sockets:
//!
//! ```ignore
//! let app = TestApp::start().await;
//! let (seller, technician) = (app.seller().await, app.technician().await);
//! let client = seller.create_client().await;
//! let sale = seller.register_sale(&client).await;
//! let ticket = client.open_ticket(&sale).await;
//! technician.reply(&ticket, "Bonjour").await;
//! ```
//!
//! `GUICHET_TEST_ENGINE` says which engine it all runs on: `sqlite`, the default, or `postgres`. A failing harness
//! panics: its messages are what the test runner prints.

pub mod actor;
mod answer;
mod app;
pub mod browser;
pub mod crash;
mod dice;
mod engine;
mod event_stream;
pub mod fixture;
pub mod fuzz;
mod guardian;
pub mod load;
pub mod manual;
mod nats;
pub mod program;
pub mod proxy;
pub mod screenshots;
mod served;
mod site;
mod socket;
mod statements;
mod unreliable;

pub use answer::{Answer, Payload};
pub use app::{Node, TestApp};
pub use dice::Dice;
pub use engine::{Engine, PrivateServer, make_template, postgres_program};
pub use event_stream::EventStream;
pub use guardian::Guarded;
pub use guichet_api::{Settings, clock};
pub use nats::NatsServer;
pub use served::Served;
pub use site::Site;
pub use socket::{Socket, Subscription};
pub use statements::Statements;
pub use unreliable::{Protocol, Unreliable};

use std::time::Duration;

/// How long anything awaited may take before its test fails: far longer than it ever takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);
