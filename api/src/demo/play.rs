//! Plays the script through the use cases, in the order of time.

use super::{
    PASSWORD,
    script::{Act, Client, Script, Ticket},
    serial::serial_number,
};
use crate::{
    Error,
    account::{
        Actor,
        create_client::{CreateClient, Prepared, create_client, prepare},
        create_staff::{CreateStaff, create_staff},
        hasher::Hasher,
    },
    catalogue::{
        csv::ProductLine,
        import_products::{BATCH, import_products},
    },
    sale::register::{RegisterSale, register_sale},
    store::Tx,
    ticket::{
        open::{OpenTicket, open_ticket},
        reply::{Reply, reply},
        resolve::resolve,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::try_join_all;
use guichet_domain::{
    Credential, Role,
    id::{ProductId, SaleId, SessionId, TicketId},
};
use guichet_entity::{person, product};
use sea_orm::EntityTrait;
use std::collections::HashMap;

/// How long before today the shop opened its first accounts, in days: before the first sale.
const OPENED_DAYS_AGO: i64 = 740;

/// One thing that happens.
enum Scene<'a> {
    /// A client buys something: with its first purchase comes its account.
    Purchase { client: &'a Client, product: &'a str },
    /// A client opens the ticket.
    Opening(&'a Ticket),
    /// Somebody does something to the ticket.
    Step { ticket: &'a Ticket, by: &'a str, act: &'a Act },
}

/// Who and what there is so far.
pub struct Player<'a> {
    tx: &'a mut Tx,
    hasher: &'a Hasher,
    now: DateTime<Utc>,
    products: HashMap<String, ProductId>,
    /// Staff by key, in the order of the script.
    staff: Vec<(&'a str, Actor)>,
    clients: HashMap<&'a str, Actor>,
    sales: HashMap<(&'a str, &'a str), SaleId>,
    /// By client and title.
    tickets: HashMap<(&'a str, &'a str), TicketId>,
}

impl<'a> Player<'a> {
    pub fn new(tx: &'a mut Tx, hasher: &'a Hasher, now: DateTime<Utc>) -> Self {
        Self {
            tx,
            hasher,
            now,
            products: HashMap::new(),
            staff: Vec::new(),
            clients: HashMap::new(),
            sales: HashMap::new(),
            tickets: HashMap::new(),
        }
    }

    /// Plays all of it.
    pub async fn play(mut self, script: &'a Script) -> Result<(), Error> {
        self.tx.at(self.now - TimeDelta::days(OPENED_DAYS_AGO));
        // What is no longer on sale today was when it was sold.
        let once: Vec<_> = script.products.iter().map(|line| ProductLine { on_sale: true, ..line.clone() }).collect();
        self.import(&once).await?;
        self.products =
            product::Entity::find().all(self.tx.db()).await?.into_iter().map(|row| (row.reference, row.id)).collect();
        self.hire(script).await?;
        let mut prepared = self.prepare(script).await?;
        for (at, scene) in scenes(script, self.now) {
            self.tx.at(at);
            match scene {
                Scene::Purchase { client, product } => self.purchase(client, product, &mut prepared).await?,
                Scene::Opening(ticket) => self.open(ticket).await?,
                Scene::Step { ticket, by, act } => self.step(ticket, by, act).await?,
            }
        }
        self.tx.at(self.now);
        self.import(&script.products).await
    }

    async fn import(&mut self, lines: &[ProductLine]) -> Result<(), Error> {
        for batch in lines.chunks(BATCH) {
            import_products(self.tx, batch).await?;
        }
        Ok(())
    }

    async fn hire(&mut self, script: &'a Script) -> Result<(), Error> {
        for member in &script.staff {
            let input = CreateStaff {
                role: member.role.into(),
                email: member.email.clone(),
                first_name: member.first_name.clone(),
                last_name: member.last_name.clone(),
                password: PASSWORD.to_owned(),
            };
            let account = create_staff(self.tx, self.hasher, input).await?;
            self.staff.push((&member.key, actor(&account)));
        }
        Ok(())
    }

    /// The clients' accounts, their passwords hashed together on all the hasher's threads.
    async fn prepare(&self, script: &'a Script) -> Result<HashMap<&'a str, Prepared>, Error> {
        let accounts = script.clients.iter().enumerate().map(async |(n, client)| {
            let input = CreateClient {
                email: client.email.clone(),
                first_name: client.first_name.clone(),
                last_name: client.last_name.clone(),
                password: PASSWORD.to_owned(),
                idempotency_key: None,
            };
            Ok::<_, Error>((client.key(), prepare(self.tx.db(), self.hasher, &self.at_the_counter(n)?, input).await?))
        });
        Ok(try_join_all(accounts).await?.into_iter().collect())
    }

    async fn purchase(
        &mut self,
        client: &'a Client,
        product: &'a str,
        prepared: &mut HashMap<&'a str, Prepared>,
    ) -> Result<(), Error> {
        let key = client.key();
        if let Some(account) = prepared.remove(key) {
            let account = create_client(self.tx, account).await?;
            self.clients.insert(key, actor(&account));
        }
        let n = self.sales.len();
        let input = RegisterSale {
            client: self.clients.get(key).map(|client| client.id),
            product: self.products.get(product).copied(),
            serial_number: serial_number(n as u64),
            sold_on: None,
            idempotency_key: None,
        };
        let seller = self.at_the_counter(n)?;
        let sale = register_sale(self.tx, &seller, input).await?;
        self.sales.insert((key, product), sale.id);
        Ok(())
    }

    async fn open(&mut self, ticket: &'a Ticket) -> Result<(), Error> {
        let client = self.person(ticket, "client")?;
        let input = OpenTicket {
            sale: self.sales.get(&(ticket.client.as_str(), ticket.product.as_str())).copied(),
            title: ticket.title.clone(),
            body: ticket.body.clone(),
            priority: ticket.priority.into(),
            idempotency_key: None,
        };
        let opened = open_ticket(self.tx, &client, input).await?;
        self.tickets.insert((&ticket.client, &ticket.title), opened.id);
        Ok(())
    }

    async fn step(&mut self, ticket: &'a Ticket, by: &str, act: &Act) -> Result<(), Error> {
        let actor = self.person(ticket, by)?;
        let id = self.tickets.get(&(ticket.client.as_str(), ticket.title.as_str())).copied();
        match act {
            Act::Says(text) => {
                let input =
                    Reply { ticket: id, body: text.clone(), expected_last_message: None, idempotency_key: None };
                reply(self.tx, &actor, &input).await?;
            }
            Act::Resolves(_) => {
                resolve(self.tx, &actor, id).await?;
            }
        }
        Ok(())
    }

    fn person(&self, ticket: &Ticket, by: &str) -> Result<Actor, Error> {
        let found = if by == "client" {
            self.clients.get(ticket.client.as_str())
        } else {
            self.staff.iter().find(|(key, _)| *key == by).map(|(_, actor)| actor)
        };
        found.copied().ok_or_else(|| Error::Internal(format!("demonstration: who is {by} of “{}”?", ticket.title)))
    }

    /// The sellers serve in turn.
    fn at_the_counter(&self, n: usize) -> Result<Actor, Error> {
        let sellers: Vec<_> = self.staff.iter().filter(|(_, actor)| actor.role == Role::Seller).collect();
        let turn = n.checked_rem(sellers.len()).and_then(|turn| sellers.get(turn));
        turn.map(|(_, actor)| *actor).ok_or_else(|| Error::Internal("demonstration: no seller".to_owned()))
    }
}

/// Nobody is signed in: what these people do, they do through no session.
fn actor(account: &person::Model) -> Actor {
    Actor { id: account.id, role: account.role, credential: Credential::Session(SessionId(0)) }
}

/// Everything that happens, oldest first.
fn scenes(script: &Script, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, Scene<'_>)> {
    let purchases = script.clients.iter().flat_map(|client| {
        client.bought.iter().map(move |bought| (bought.at, Scene::Purchase { client, product: &bought.product }))
    });
    let tickets = script.tickets.iter().flat_map(|ticket| {
        let steps = ticket.then.iter().map(move |step| (step.at, Scene::Step { ticket, by: &step.by, act: &step.act }));
        std::iter::once((ticket.at, Scene::Opening(ticket))).chain(steps)
    });
    let mut scenes: Vec<_> = purchases.chain(tickets).map(|(at, scene)| (at.before(now), scene)).collect();
    // Stable: what shares a moment stays in the order of the script.
    scenes.sort_by_key(|(at, _)| *at);
    scenes
}
