import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What one vendor and one Workable for all accounts have seen. */
export type Peers = {
  vendorUrl: string;
  workableUrl: string;
  /** By interview id: how many candidates it has invited for it; the vendor contract allows any number of calls. */
  invited: ReadonlyMap<string, ReadonlySet<string>>;
  /** By path of the callback URL, oldest first. */
  puts: ReadonlyMap<string, readonly Put[]>;
  close(): Promise<void>;
};

/** One result that Workable took. */
export type Put = { token: string; score: number | undefined; at: number };

/** A vendor of the vendor contract and a Workable, each as strict as it has to be to judge the bridge. */
export async function openPeers(): Promise<Peers> {
  const invited = new Map<string, Set<string>>();
  const puts = new Map<string, Put[]>();
  const vendor = await serve((method, path, body) => {
    if (path === '/templates') return { templates: [{ id: 'support', name: 'Support' }] };
    if (method !== 'PUT') return undefined;
    const id = path.replace('/interviews/', '');
    const people = invited.get(id) ?? new Set();
    invited.set(id, people.add(body.candidate.email));
    return { invited_by: 'vendor' };
  });
  const workable = await serve((method, path, body, token) => {
    if (method !== 'PUT') return undefined;
    const score = body.interview?.score;
    const put = { token, score: score === undefined ? undefined : Number(score), at: Date.now() };
    puts.set(path, [...(puts.get(path) ?? []), put]);
    return {};
  });
  return {
    vendorUrl: vendor.url,
    workableUrl: workable.url,
    invited,
    puts,
    async close() {
      await Promise.all([vendor.close(), workable.close()]);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are judged by what becomes of them
type Answer = (method: string, path: string, body: any, token: string) => object | undefined;

/** Undefined is answered 404. */
async function serve(answer: Answer): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void reply(request, response, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => end(server) };
}

async function reply(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const token = (request.headers.authorization ?? '').replace('Bearer ', '');
  const found = answer(request.method ?? '', request.url ?? '', text === '' ? {} : JSON.parse(text), token);
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
}

function end(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
