//! A whole server in this process, on a base and a port of its own.

use crate::{
    Engine, PATIENCE,
    actor::{Caller, Client, Staff, Ticket},
    engine::{self, Base, Replicated},
    fixture::{self, PASSWORD, SELLER, TECHNICIAN},
};
use guichet_api::{
    App, Settings,
    account::Actor,
    account::hasher::Hasher,
    catalogue::import_products::import_products,
    clock, demo, http,
    ticket::{
        find::find_ticket,
        open::{OpenTicket, open_ticket},
        reply::{Reply, reply},
    },
};
use guichet_domain::{Credential, Priority, Role, id::TicketId};
use sea_orm::{ConnectionTrait, Statement};
use std::net::SocketAddr;
use tokio::{net::TcpListener, sync::OnceCell, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// A running server. It ends when dropped.
#[derive(Debug)]
pub struct TestApp {
    running: Running,
    settings: Settings,
    address: SocketAddr,
    clerk: OnceCell<Staff>,
    // Dropped last: the server works on it.
    base: Base,
}

#[derive(Debug)]
struct Running {
    app: App,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl TestApp {
    /// A server with the fixture's staff and products.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A server with settings of its own.
    pub async fn with(adjust: impl FnOnce(&mut Settings)) -> Self {
        Self::on(Base::fresh().await, adjust).await
    }

    /// A server on a PostgreSQL with a replica, whatever the engine of the run.
    pub async fn replicated() -> Self {
        Self::on(Base::replicated().await, |_| {}).await
    }

    /// A server on PostgreSQL, whatever the engine of the run.
    pub async fn on_postgres(adjust: impl FnOnce(&mut Settings)) -> Self {
        Self::on(Base::postgres().await, adjust).await
    }

    /// The replica of a server that has one.
    #[must_use]
    pub fn replica(&self) -> &Replicated {
        match &self.base {
            Base::Replicated(base) => base,
            Base::Sqlite(_) | Base::Postgres(_) => panic!("this server has no replica"),
        }
    }

    /// A server with the demonstration, and without the fixture.
    pub async fn demonstration() -> Self {
        Self::demonstration_with(|_| {}).await
    }

    /// The same with settings of its own.
    pub async fn demonstration_with(adjust: impl FnOnce(&mut Settings)) -> Self {
        let app = Self::on(Base::empty().await, adjust).await;
        let filled = demo::fill(&app.inner().store, &app.inner().hasher, clock::now()).await.unwrap();
        assert!(filled.is_some(), "the base was not empty");
        app
    }

    async fn on(base: Base, adjust: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = base.settings();
        adjust(&mut settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let running = Running::start(&settings, listener).await;
        Self { running, settings, address, clerk: OnceCell::new(), base }
    }

    /// The server from within: its base, its hasher, its settings.
    #[must_use]
    pub const fn inner(&self) -> &App {
        &self.running.app
    }

    /// An address on this server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Another server on the same base, as behind a load balancer.
    pub async fn another_node(&self) -> Node {
        self.another_node_with(|_| {}).await
    }

    /// The same, with settings of its own.
    pub async fn another_node_with(&self, adjust: impl FnOnce(&mut Settings)) -> Node {
        let mut settings = self.settings.clone();
        adjust(&mut settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Node { _running: Running::start(&settings, listener).await, address }
    }

    /// The same person, asking this server instead of the one it signed in at.
    #[must_use]
    pub fn serving(&self, caller: &Caller) -> Caller {
        caller.at(self.address)
    }

    /// Stops the server: nobody listens on its port until [`TestApp::restart`].
    pub async fn stop(&mut self) {
        self.running.stop.cancel();
        let ended = tokio::time::timeout(PATIENCE, &mut self.running.serving).await;
        ended.expect("the server does not stop").unwrap();
    }

    /// Tells the server to stop, and does not wait for it.
    pub fn leave(&self) {
        self.running.stop.cancel();
    }

    /// Starts a stopped server again, on the same base and port.
    pub async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.running = Running::start(&self.settings, listener).await;
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn visitor(&self) -> Caller {
        Caller::new(self.address, Some(self.inner().store.clone()))
    }

    /// The fixture's seller, on a device of its own.
    pub async fn seller(&self) -> Staff {
        Staff(self.visitor().signed_in(SELLER.email, PASSWORD).await)
    }

    /// The fixture's technician, on a device of its own.
    pub async fn technician(&self) -> Staff {
        Staff(self.visitor().signed_in(TECHNICIAN.email, PASSWORD).await)
    }

    /// A new client, signed in.
    pub async fn client(&self) -> Client {
        self.clerk().await.create_client().await
    }

    /// A new client with its first request.
    pub async fn client_with_ticket(&self) -> (Client, Ticket) {
        let client = self.client().await;
        let sale = self.clerk().await.register_sale(&client).await;
        let ticket = client.open_ticket(&sale).await;
        (client, ticket)
    }

    /// A seller for what a test needs but does not speak of.
    pub async fn clerk(&self) -> &Staff {
        self.clerk.get_or_init(|| self.seller()).await
    }

    /// Puts products on sale, as the operator's import does.
    pub async fn import(&self, products: &[(String, String)]) {
        let lines: Vec<_> = products.iter().map(|(reference, name)| engine::line(reference, name, true)).collect();
        let mut tx = self.inner().store.begin(clock::now()).await.unwrap();
        import_products(&mut tx, &lines).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The person as use cases know it, for what a test does without the server.
    #[must_use]
    pub fn actor(&self, caller: &Caller, role: Role) -> Actor {
        let token = caller.token().expect("somebody is signed in");
        let claim = self.inner().signer.read(token, clock::now()).expect("the token is good");
        Actor { id: claim.person, role, credential: Credential::Session(claim.session) }
    }

    /// So many answers of a client in one transaction, for what a reader missed while nobody served it.
    pub async fn reply_many(&self, client: &Client, ticket: &Ticket, count: usize) {
        let actor = self.actor(client, Role::Client);
        let mut tx = self.inner().store.begin(clock::now()).await.unwrap();
        for n in 1..=count {
            let message = Reply {
                ticket: Some(TicketId(ticket.number)),
                body: format!("Message {n}"),
                expected_last_message: None,
                idempotency_key: None,
            };
            reply(&mut tx, &actor, &message).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Disables the account, as an operator who writes into the base does.
    pub async fn disable(&self, caller: &Caller) {
        let store = &self.inner().store;
        let tx = store.begin(clock::now()).await.unwrap();
        let sql = "UPDATE person SET disabled_at = $1 WHERE email = $2";
        let values = [clock::now().into(), caller.email().into()];
        tx.db().execute_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Writes what the base's foreign keys forbid.
    pub async fn orphan(&self, sql: &str) {
        let (off, on) = match Engine::chosen() {
            Engine::Sqlite => ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
            Engine::Postgres => ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT"),
        };
        // One string, one connection.
        self.inner().store.reader().execute_unprepared(&format!("{off}; {sql}; {on}")).await.unwrap();
    }

    /// So many more requests of a client about the same purchase in one transaction, for what takes a long queue.
    pub async fn open_many(&self, client: &Client, like: &Ticket, count: usize) {
        let actor = self.actor(client, Role::Client);
        let mut tx = self.inner().store.begin(clock::now()).await.unwrap();
        let like = find_ticket(tx.db(), actor.scope(), TicketId(like.number)).await.unwrap().unwrap();
        for n in 1..=count {
            let request = OpenTicket {
                sale: Some(like.sale_id),
                title: format!("Demande {n}"),
                body: "Il ne démarre plus.".to_owned(),
                priority: Priority::Normal,
                idempotency_key: None,
            };
            open_ticket(&mut tx, &actor, request).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// A serial number that was not used yet.
    #[must_use]
    pub fn serial_number(&self) -> String {
        fixture::serial_number()
    }
}

/// A second server of a test.
#[derive(Debug)]
pub struct Node {
    _running: Running,
    address: SocketAddr,
}

impl Node {
    /// An address on this server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same person, asking this server instead.
    #[must_use]
    pub fn serving(&self, caller: &Caller) -> Caller {
        caller.at(self.address)
    }
}

impl Running {
    async fn start(settings: &Settings, listener: TcpListener) -> Self {
        let hasher = Hasher::here(settings.hashes_at_once).expect("no thread to hash");
        let app = App::start(settings.clone(), hasher).await.expect("the server does not start");
        let server = http::server(app.clone());
        let stop = CancellationToken::new();
        let serving = tokio::spawn(http::serve(listener, server, stop.clone().cancelled_owned()));
        Self { app, stop, serving }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
        self.serving.abort();
    }
}
