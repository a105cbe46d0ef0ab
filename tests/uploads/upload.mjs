// Uploads what is refused, again and again, and makes an ordinary call on the same pool after each.
// Usage: node upload.mjs CLIENT URL COUNT
import http from "node:http";

const [client, url, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const body = Buffer.alloc(3 * 1024 * 1024, " ");
const headers = { authorization: "Bearer invalid", "content-type": "application/json" };
const refused = `${url}/animus/v2/generation/create`;
const next = `${url}/_backlot/health`;

const clients = {
  fetch: async () => ({
    post: async () => {
      const answer = await fetch(refused, { method: "POST", headers, body });
      await answer.arrayBuffer();
      return answer.status;
    },
    get: async () => {
      const answer = await fetch(next);
      await answer.arrayBuffer();
      return answer.status;
    },
  }),
  axios: async () => {
    const { createRequire } = await import("node:module");
    const axios = createRequire(process.cwd() + "/")("axios");
    const pool = axios.create({
      httpAgent: new http.Agent({ keepAlive: true, maxSockets: 1 }),
      validateStatus: () => true, proxy: false, maxBodyLength: Infinity,
    });
    return {
      post: async () => (await pool.post(refused, body, { headers })).status,
      get: async () => (await pool.get(next)).status,
    };
  },
};

const { post, get } = await clients[client]();
let good = 0;
for (let turn = 0; turn < count; turn++) {
  const statuses = [];
  for (const call of [post, get]) {
    try {
      statuses.push(await call());
    } catch (error) {
      statuses.push(error.cause?.code ?? error.code ?? String(error));
    }
  }
  if (statuses.join() === "401,200") good++;
  else console.error(statuses.join());
}
console.log(`${good} of ${count}`);
