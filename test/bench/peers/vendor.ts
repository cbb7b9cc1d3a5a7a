import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listen.ts';
import type { Invitations } from './order.ts';

type Registration = { users: { email: string; external_id: string }[] };

const definition = { id: 'template-1', name: 'Operations Manager', status: 'active' };

/**
 * A JobMojito as fast as a server can be: it offers one interview, invites every candidate at once, and has no
 * attempts.
 */
export async function openVendor() {
  const invitations = new Map<string, number>();
  const port = await listen((request, response) => void receive(request, response));

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const answer =
      request.method === 'POST' ? register(JSON.parse(body) as Registration) : { data: rowsAt(request.url) };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  function register({ users }: Registration) {
    for (const { email } of users) invitations.set(email, (invitations.get(email) ?? 0) + 1);
    return { results: users.map((user) => ({ ...user, result: 'ok', interview_url: 'http://127.0.0.1/take' })) };
  }

  return {
    port,
    invitations: (): Invitations => Object.fromEntries(invitations),
    forget: () => invitations.clear(),
  };
}

function rowsAt(url = ''): object[] {
  return url.includes('merchant-interview-list') ? [definition] : [];
}
