"use strict";

// Queries and mutations come back as JSON, subscriptions as an event stream: the headers editor applies to both, which a
// browser's socket could not carry.

const SIGN_IN = `# Sign in, then put the token into the headers below:
#   { "Authorization": "Bearer <accessToken>" }
mutation SignIn {
  signIn(input: { email: "", password: "" }) {
    accessToken
    expiresAt
    errors { code message }
  }
}
`;

async function fetcher(params, options) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, text/event-stream",
      ...options?.headers,
    },
    body: JSON.stringify(params),
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  return isStream ? answers(response.body) : response.json();
}

async function* answers(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n");
        const field = (name) => lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1).trim();
        if (field("event") === "complete") return;
        if (field("event") === "next") yield JSON.parse(field("data"));
      }
    }
  } finally {
    reader.cancel();
  }
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: SIGN_IN,
    defaultEditorToolsVisibility: "headers",
    // A token kept in the browser's storage would outlive the visit.
    shouldPersistHeaders: false,
  }),
);
