//! What a distributor has after some years, made of dice: the same rows for the same shape, whatever the engine.

use anyhow::{Context, Result};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use guichet_domain::fold::fold;
use guichet_tests::Dice;
use std::fs;

/// Whatever is thrown is thrown with this seed.
const SEED: u64 = 20_261_125;
/// How many different words people use.
const VOCABULARY: usize = 12_000;
/// French words that any text is full of, the most frequent first.
const FREQUENT: &str = "de la le et les des en un du une que est pour qui dans pas au sur ne se plus par je il nous \
    avec ce mais comme ou si leur vous elle deux même bonjour merci depuis après avant encore toujours aussi sans tout \
    être avoir fait quand alors cette votre notre mon ma mes vos nos imprimante écran carte ordinateur câble réseau \
    pilote disque mémoire clavier souris facture garantie panne erreur message installation mise jour appareil modèle \
    numéro série problème solution demande réponse client essai prise lumière bruit démarrage connexion";

/// How much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Requests; as many sales, three times as many messages.
    pub tickets: i64,
    /// Clients.
    pub clients: i64,
}

impl Shape {
    /// So many requests of as many clients as go with them.
    pub const fn of(tickets: i64) -> Self {
        Self { tickets, clients: if tickets > 500_000 { tickets / 5 } else { tickets / 2 } }
    }
}

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub enum Value<'v> {
    /// A number.
    Int(i64),
    /// A text.
    Text(&'v str),
    /// None.
    Null,
}

/// A table and its columns, in the order in which values come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static str,
}

/// In the order of their foreign keys.
pub const TABLES: [Table; 6] = [
    Table { name: "person", columns: "id, role, email, first_name, last_name, password_hash, search_text, created_at" },
    Table { name: "sale", columns: "id, client_id, product_id, serial_number, sold_on, seller_id, registered_at" },
    Table {
        name: "ticket",
        columns: "id, title, status, waiting_on, priority, client_id, sale_id, opened_at, first_answered_at, \
                  last_activity_at, resolved_at, resolved_by_id, last_message_id",
    },
    Table { name: "message", columns: "id, ticket_id, author_id, body, posted_at" },
    Table {
        name: "ticket_event",
        columns: "id, transaction_id, ticket_id, kind, actor_id, at, message_id, from_status, to_status, \
                  from_waiting_on, to_waiting_on, from_priority, to_priority",
    },
    Table { name: "ticket_passage", columns: "id, ticket_id, message_id, search_text" },
];

/// Takes rows, table by table as they come.
pub trait Sink {
    /// One row.
    fn row(&mut self, table: usize, values: &[Value<'_>]);
}

/// What the rows refer to: what was there before them.
#[derive(Debug)]
pub struct Ground {
    /// The keys of the catalogue's products.
    pub products: Vec<i64>,
    /// Who sells and answers.
    pub staff: Vec<i64>,
    /// The first key that no person has.
    pub first_client: i64,
    /// The moment at which all of it has happened.
    pub now: DateTime<Utc>,
}

/// The words that texts are made of, the most frequent first.
#[derive(Debug)]
pub struct Words(Vec<String>);

impl Words {
    /// Those of Debian's `wfrench`, in an order of their own.
    ///
    /// # Errors
    /// The package is not installed.
    pub fn read() -> Result<Self> {
        let list = fs::read_to_string("/usr/share/dict/french").context("Debian's wfrench is missing")?;
        let fits = |word: &&str| (4..=12).contains(&word.chars().count()) && word.chars().all(char::is_lowercase);
        let mut rare: Vec<&str> = list.lines().filter(fits).collect();
        let mut dice = Dice::new(SEED, 0);
        let mut words: Vec<String> = FREQUENT.split_whitespace().map(str::to_owned).collect();
        while words.len() < VOCABULARY {
            let at = usize::try_from(dice.below(rare.len() as u64))?;
            words.push(rare.swap_remove(at).to_owned());
        }
        Ok(Self(words))
    }

    /// A word, the first ones far more often than the last (Zipf).
    fn any(&self, dice: &mut Dice) -> &str {
        let unit = dice.below(1 << 32) as f64 / (1_u64 << 32) as f64;
        let rank = (VOCABULARY as f64).powf(unit) as usize;
        &self.0[rank.min(VOCABULARY) - 1]
    }

    fn text(&self, dice: &mut Dice, least: u64, most: u64) -> String {
        let mut text = String::with_capacity(160);
        for n in 0..least + dice.below(most - least + 1) {
            if n > 0 {
                text.push(' ');
            }
            text.push_str(self.any(dice));
        }
        if let Some(first) = text.chars().next() {
            text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
        text
    }
}

/// The body of a message, whoever asks for it.
pub fn body(words: &Words, message: i64) -> String {
    let mut text = words.text(&mut Dice::new(SEED, 2_000_000_000 + message.unsigned_abs()), 8, 22);
    text.push('.');
    text
}

/// As SQLite keeps a moment; PostgreSQL reads it too.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}

/// Writes every row, clients first.
pub fn write(shape: Shape, ground: &Ground, words: &Words, sink: &mut dyn Sink) {
    clients(shape, ground, words, sink);
    let mut history = History { ground, words, sink, events: 0, passages: 0 };
    for number in 1..=shape.tickets {
        history.ticket(number, shape);
    }
}

fn clients(shape: Shape, ground: &Ground, words: &Words, sink: &mut dyn Sink) {
    let since = moment(ground.now - TimeDelta::days(3 * 365));
    for n in 0..shape.clients {
        let mut dice = Dice::new(SEED, 1_000_000_000 + n.unsigned_abs());
        let [first, last] = [(), ()].map(|()| {
            let name = words.0[FREQUENT.split(' ').count() + usize::try_from(dice.below(4_000)).unwrap_or(0)].clone();
            name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect::<String>()
        });
        let email = format!("{}.{}.{n}@exemple.fr", plain(&first), plain(&last));
        let search = [email.as_str(), &first, &last].map(fold).join("\n");
        let (id, role) = (Value::Int(ground.first_client + n), Value::Text("CLIENT"));
        // No password has this hash.
        let names = [&email, &first, &last, "!", &search, &since].map(Value::Text);
        sink.row(0, &[&[id, role], &names[..]].concat());
    }
}

/// Without accents: in an address.
fn plain(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

#[derive(Clone, Copy)]
enum Standing {
    Open,
    WaitsForStaff,
    WaitsForClient,
    Resolved,
}

struct History<'h> {
    ground: &'h Ground,
    words: &'h Words,
    sink: &'h mut dyn Sink,
    events: i64,
    passages: i64,
}

/// Where a ticket stands: status, and who must act.
type State = (&'static str, Option<&'static str>);

const OPEN: State = ("OPEN", Some("STAFF"));
const ASKED: State = ("IN_PROGRESS", Some("STAFF"));
const ANSWERED: State = ("IN_PROGRESS", Some("CLIENT"));
const RESOLVED: State = ("RESOLVED", None);

impl History<'_> {
    /// A sale, the request about it, its messages and all that happened to it.
    fn ticket(&mut self, number: i64, shape: Shape) {
        let mut dice = Dice::new(SEED, number.unsigned_abs());
        let client = self.ground.first_client + below(&mut dice, shape.clients);
        let staff = *dice.one_of(&self.ground.staff);
        let opened = self.ground.now
            - TimeDelta::days(10)
            - TimeDelta::seconds(86_400 * 365 * 3) / 1_000_000
                * i32::try_from((shape.tickets - number) * 1_000_000 / shape.tickets).unwrap_or(0);
        let serial = self.sale(number, client, staff, opened, &mut dice);
        // Nobody lets an old one wait: what is not resolved is among the last tenth.
        let standing = if number * 10 > shape.tickets * 9 && dice.below(10) < 3 {
            match dice.below(6) {
                0 => Standing::Open,
                1 | 2 => Standing::WaitsForStaff,
                _ => Standing::WaitsForClient,
            }
        } else {
            Standing::Resolved
        };
        // The request, then a word of the staff and one of the client, in this or the other order.
        let authors = match standing {
            Standing::Open => [client; 3],
            Standing::WaitsForClient => [client, client, staff],
            Standing::WaitsForStaff | Standing::Resolved => [client, staff, client],
        };
        let mut at = opened;
        let moments = authors.map(|_| {
            let when = at;
            at += TimeDelta::seconds(600 + below(&mut dice, 86_400 * 2));
            when
        });
        let first_message = number * 3 - 2;
        let answered = authors.iter().position(|author| *author == staff).map(|at| moments[at]);
        let resolved = matches!(standing, Standing::Resolved).then(|| moments[2] + TimeDelta::hours(3));
        let end = match standing {
            Standing::Open => OPEN,
            Standing::WaitsForStaff => ASKED,
            Standing::WaitsForClient => ANSWERED,
            Standing::Resolved => RESOLVED,
        };
        let title = self.words.text(&mut dice, 3, 8);
        let [opened_at, activity] = [opened, resolved.unwrap_or(moments[2])].map(moment);
        let [answered, resolved_at] = [answered, resolved].map(|at| at.map(moment));
        self.sink.row(
            2,
            &[
                Value::Int(number),
                Value::Text(&title),
                Value::Text(end.0),
                optional(end.1),
                // NORMAL
                Value::Int(1),
                Value::Int(client),
                Value::Int(number),
                Value::Text(&opened_at),
                optional(answered.as_deref()),
                Value::Text(&activity),
                optional(resolved_at.as_deref()),
                resolved_at.as_ref().map_or(Value::Null, |_| Value::Int(staff)),
                Value::Int(first_message + 2),
            ],
        );
        self.passage(number, None, &format!("{number}\n{}\n{}", fold(&title), serial.to_lowercase()));
        let mut state: Option<State> = None;
        for (n, (author, when)) in (0..).zip(authors.into_iter().zip(moments)) {
            let (message, when) = (first_message + n, moment(when));
            let text = body(self.words, message);
            let ids = [message, number, author].map(Value::Int);
            self.sink.row(3, &[&ids[..], &[Value::Text(&text), Value::Text(&when)]].concat());
            self.passage(number, Some(message), &fold(&text));
            let by_staff = author == staff;
            let next = match state {
                None => OPEN,
                Some(OPEN) if !by_staff => OPEN,
                Some(_) => {
                    if by_staff {
                        ANSWERED
                    } else {
                        ASKED
                    }
                }
            };
            match state {
                None => self.event(number, "OPENED", author, &when, Some(message), None, next),
                Some(OPEN) if by_staff => {
                    self.event(number, "MESSAGE_POSTED", author, &when, Some(message), state, OPEN);
                    self.event(number, "STATUS_CHANGED", author, &when, None, state, next);
                }
                Some(_) => self.event(number, "MESSAGE_POSTED", author, &when, Some(message), state, next),
            }
            state = Some(next);
        }
        if let Some(when) = resolved_at {
            self.event(number, "STATUS_CHANGED", staff, &when, None, state, RESOLVED);
        }
    }

    fn sale(&mut self, number: i64, client: i64, staff: i64, opened: DateTime<Utc>, dice: &mut Dice) -> String {
        let day = opened - TimeDelta::days(1 + below(dice, 300));
        let serial = format!("GB{:013}", number);
        let sold_on = format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
        let keys = [number, client, *dice.one_of(&self.ground.products)].map(Value::Int);
        let when = moment(day);
        self.sink.row(
            1,
            &[&keys[..], &[Value::Text(&serial), Value::Text(&sold_on), Value::Int(staff), Value::Text(&when)]]
                .concat(),
        );
        serial
    }

    fn passage(&mut self, ticket: i64, message: Option<i64>, folded: &str) {
        self.passages += 1;
        let message = message.map_or(Value::Null, Value::Int);
        self.sink.row(5, &[Value::Int(self.passages), Value::Int(ticket), message, Value::Text(folded)]);
    }

    #[expect(clippy::too_many_arguments, reason = "a row has as many columns")]
    fn event(
        &mut self,
        ticket: i64,
        kind: &str,
        actor: i64,
        at: &str,
        message: Option<i64>,
        before: Option<State>,
        after: State,
    ) {
        self.events += 1;
        self.sink.row(
            4,
            &[
                Value::Int(self.events),
                Value::Int(0),
                Value::Int(ticket),
                Value::Text(kind),
                Value::Int(actor),
                Value::Text(at),
                message.map_or(Value::Null, Value::Int),
                optional(before.map(|state| state.0)),
                Value::Text(after.0),
                optional(before.and_then(|state| state.1)),
                optional(after.1),
                before.map_or(Value::Null, |_| Value::Int(1)),
                Value::Int(1),
            ],
        );
    }
}

fn optional(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, Value::Text)
}

fn below(dice: &mut Dice, sides: i64) -> i64 {
    i64::try_from(dice.below(sides.unsigned_abs())).unwrap_or(0)
}
