// The same screens as a Mercurius server gives them: queries compiled once (JIT), one batched loader for each kind of row.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

const [url, port] = process.argv.slice(2);
// Keys are numbers here, moments are written as the API writes them.
pg.types.setTypeParser(20, Number);
const db = new pg.Pool({ connectionString: url, max: 8 });
const rows = async (name, text, values) => (await db.query({ name, text, values })).rows;
const id = (kind, key) => Buffer.from(`${kind}:${key}`).toString("base64url");
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s-]+/g, "");

const schema = `
  type Person { firstName: String! lastName: String! email: String! }
  type Product { id: ID! reference: String! designation: String! }
  type Sale { serialNumber: String! product: Product! }
  type Message { id: ID! body: String! postedAt: String! author: Person! }
  type Messages { nodes: [Message!]! }
  type Ticket {
    number: Int! title: String! status: String! waitingOn: String openedAt: String! lastActivityAt: String!
    client: Person! sale: Sale! lastMessage: Message! messages(first: Int): Messages!
  }
  type PageInfo { hasNextPage: Boolean! }
  type Tickets { nodes: [Ticket!]! pageInfo: PageInfo! }
  type Suggestions { tooMany: Boolean! products: [Product!]! }
  type UserError { code: String! }
  type Replied { message: Message errors: [UserError!]! }
  type Query {
    tickets(first: Int!, at: String!): Tickets!
    ticket(number: Int!): Ticket
    suggestProducts(term: String!): Suggestions!
  }
  type Mutation { replyToTicket(ticket: Int!, author: Int!, body: String!): Replied! }
`;

const resolvers = {
  Query: {
    async tickets(_, { first, at }) {
      const found = await rows(
        "queue",
        `SELECT * FROM ticket WHERE waiting_on = 'STAFF' AND (last_activity_at, id) < ($1, 1)
         ORDER BY last_activity_at DESC, id DESC LIMIT ${first + 1}`,
        [at],
      );
      return { nodes: found.slice(0, first), pageInfo: { hasNextPage: found.length > first } };
    },
    ticket: async (_, { number }) => (await rows("ticket", "SELECT * FROM ticket WHERE id = $1", [number]))[0],
    async suggestProducts(_, { term }) {
      if ([...fold(term)].length < 3) return { tooMany: false, products: [] };
      const found = await rows(
        "suggest",
        "SELECT * FROM product WHERE search_text LIKE $1 ORDER BY designation, id LIMIT 10",
        [`%${fold(term).replace(/[\\%_]/g, "\\$&")}%`],
      );
      return { tooMany: found.length === 10, products: found.length === 10 ? [] : found };
    },
  },
  Mutation: {
    async replyToTicket(_, { ticket, author, body }) {
      const client = await db.connect();
      const run = async (name, text, values) => (await client.query({ name, text, values })).rows;
      try {
        await client.query("BEGIN");
        const [before] = await run("lock", "SELECT * FROM ticket WHERE id = $1 FOR UPDATE", [ticket]);
        if (!before || before.status === "RESOLVED") {
          await client.query("ROLLBACK");
          return { message: null, errors: [{ code: "INVALID_TRANSITION" }] };
        }
        const [message] = await run(
          "post",
          "INSERT INTO message (ticket_id, author_id, body, posted_at) VALUES ($1, $2, $3, now()) RETURNING *",
          [ticket, author, body],
        );
        await run("passage", "INSERT INTO ticket_passage (ticket_id, message_id, search_text) VALUES ($1, $2, $3)", [
          ticket,
          message.id,
          fold(body),
        ]);
        await run(
          "answer",
          `UPDATE ticket SET status = 'IN_PROGRESS', waiting_on = 'CLIENT', last_message_id = $2, last_activity_at = now(),
             first_answered_at = COALESCE(first_answered_at, now()) WHERE id = $1`,
          [ticket, message.id],
        );
        await run(
          "event",
          `INSERT INTO ticket_event (ticket_id, kind, actor_id, at, message_id, from_status, to_status, from_waiting_on,
             to_waiting_on, from_priority, to_priority)
           VALUES ($1, 'MESSAGE_POSTED', $2, now(), $3, $4, 'IN_PROGRESS', $5, 'CLIENT', $6, $6)`,
          [ticket, author, message.id, before.status, before.waiting_on, before.priority],
        );
        await client.query("COMMIT");
        return { message, errors: [] };
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },
  },
  Person: { firstName: (row) => row.first_name, lastName: (row) => row.last_name },
  Product: { id: (row) => id("Product", row.id) },
  Sale: { serialNumber: (row) => row.serial_number },
  Message: { id: (row) => id("Message", row.id), postedAt: (row) => row.posted_at.toISOString() },
  Ticket: {
    number: (row) => row.id,
    waitingOn: (row) => row.waiting_on,
    openedAt: (row) => row.opened_at.toISOString(),
    lastActivityAt: (row) => row.last_activity_at.toISOString(),
  },
};

const byKey = async (table, keys) => {
  const found = await rows(`${table}s`, `SELECT * FROM ${table} WHERE id = ANY ($1)`, [[...new Set(keys)]]);
  const map = new Map(found.map((row) => [row.id, row]));
  return keys.map((key) => map.get(key));
};

const loaders = {
  Ticket: {
    client: (asked) => byKey("person", asked.map(({ obj }) => obj.client_id)),
    sale: (asked) => byKey("sale", asked.map(({ obj }) => obj.sale_id)),
    lastMessage: (asked) => byKey("message", asked.map(({ obj }) => obj.last_message_id)),
    async messages(asked) {
      const found = await rows("thread", "SELECT * FROM message WHERE ticket_id = ANY ($1) ORDER BY id", [
        asked.map(({ obj }) => obj.id),
      ]);
      return asked.map(({ obj, params }) => ({
        nodes: found.filter((row) => row.ticket_id === obj.id).slice(0, params.first),
      }));
    },
  },
  Sale: { product: (asked) => byKey("product", asked.map(({ obj }) => obj.product_id)) },
  Message: { author: (asked) => byKey("person", asked.map(({ obj }) => obj.author_id)) },
};

const app = Fastify();
app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
await app.listen({ host: "127.0.0.1", port: Number(port) });
