import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';

/** Those who have the page open, by server-sent events. */
export function createListeners() {
  const open = new Set<ServerResponse>();
  let last = '';
  return {
    any: () => open.size > 0,
    add(ctx: Context): void {
      const { res } = ctx;
      ctx.respond = false;
      open.add(res);
      res.once('close', () => open.delete(res));
      res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      res.write(last === '' ? ': open\n\n' : messageOf(last));
    },
    /** Sent to all where it differs from the last one. */
    push(text: string): void {
      if (text === last) return;
      last = text;
      for (const res of open) res.write(messageOf(text));
    },
    close(): void {
      for (const res of open) res.end();
    },
  };
}

function messageOf(text: string): string {
  return `${text
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}
