import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { problemsOf } from '../../../sandbox/workable/contract.ts';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';
import { listen } from '../../../src/http/server.ts';

/** A minimal Workable: accepts every callback, keeps the newest text of each interview. */
export async function openSink(token: string) {
  const newest = new Map<string, string>();
  const problems = new Set<string>();
  let received = 0;
  const server = createServer(async (request, response) => {
    const body = await json(request).catch(() => undefined);
    received += 1;
    if (request.headers.authorization !== `Bearer ${token}`) problems.add('a callback has the wrong token');
    for (const problem of problemsOf(body)) problems.add(problem);
    newest.set(request.url ?? '', (body as CallbackBody | undefined)?.interview?.summary ?? '');
    response.end('{}');
  });
  const url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
  return {
    url,
    newest,
    problems,
    received: () => received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
