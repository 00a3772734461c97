// Identity providers, certified ones, and a TLS proxy in front of the web application, for the tests of signing in. Takes its
// orders as JSON in its first argument, says its ports as JSON in one line, ends with its standard input.

import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { Provider } from "oidc-provider";

const orders = JSON.parse(process.argv[2]);

// Nobody reads on after the line with the ports; a remark of the provider's would end the process.
console.log = console.info = console.error;

const listen = (server) =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));

// The proxy keeps the Host header as the browser said it, as a proxy in production has to.
const proxy = https.createServer(
  { cert: readFileSync(orders.certificate), key: readFileSync(orders.key) },
  (request, response) => {
    const { method, url, headers } = request;
    const on = http.request(
      { host: "127.0.0.1", port: orders.web, method, path: url, headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    on.on("error", () => response.writeHead(502).end());
    request.pipe(on);
  },
);
const tlsPort = await listen(proxy);

const mounted = [];
const front = http.createServer((request, response) => {
  const found = mounted.find(({ path }) => request.url.startsWith(path));
  if (!found) {
    response.writeHead(404).end();
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(found.path.length) || "/";
  found.callback(request, response);
});
const providerPort = await listen(front);

for (const { key, path } of orders.providers) {
  const provider = new Provider(`http://127.0.0.1:${providerPort}${path}`, {
    clients: [
      {
        client_id: "plumbline",
        client_secret: orders.secret,
        redirect_uris: [`https://localhost:${tlsPort}/sign-in/with/${key}/back`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub", "tid", "oid", "hd", "email"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["a key of the test"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...orders.accounts[id] }),
    }),
    // Whoever signs in agrees: consent is not what is tested.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
  });
  mounted.push({ path, callback: provider.callback() });
}

process.stdout.write(`${JSON.stringify({ tlsPort, providerPort })}\n`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
