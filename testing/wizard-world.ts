import { createSpiClock } from '../sandbox/workable-spi/clock.ts';
import { createWorkableSpi } from '../sandbox/workable-spi/server.ts';
import { templatesOf } from './interviews.ts';
import { makeManaged, openManagedWorld } from './managed-account.ts';
import { bridgeCommand } from './operator.ts';
import type { StageWorld } from './stage-world.ts';

/** A world with Workable's API, and customers who are yet to connect it. */
export type WizardWorld = StageWorld & {
  /** An account of its own with the link that its admin gets. */
  customer(settings?: Record<string, string>): Promise<Customer>;
  /** A token of Workable's API, which is limited as an application is: tests need not wait for windows. */
  newToken(given?: { scopes?: readonly string[]; subdomain?: string }): string;
};

export type Customer = { name: string; url: string; visitor: Visitor };

type Answer = { status: number; html: string; text: string; location: string | null };

/** A person with a browser without scripts. */
export type Visitor = {
  /** A step, such as `member` or `triggers&job=9CD658E13E`. */
  open(step: string): Promise<Answer>;
  /** Opens the step, and sends its form with these fields. */
  send(step: string, fields: Record<string, string>): Promise<Answer>;
  /** Sends fields as they are. */
  post(step: string, fields: Record<string, string>): Promise<Answer>;
};

export async function openWizardWorld(): Promise<WizardWorld> {
  const world = await openManagedWorld();
  const spi = await createWorkableSpi({ clock: createSpiClock({ base: world.clock.now }) });
  const stageWorld = {
    ...world,
    spi,
    job: spi.jobs[0]?.shortcode ?? '',
    stage: 'ai-interview',
    template: templatesOf(world)[0] ?? '',
    later: (ms: number) => world.clock.advance(ms),
    async close() {
      await world.close();
      await spi.close();
    },
  };
  let customers = 0;
  let tokens = 0;
  return {
    ...stageWorld,
    async customer(settings = {}) {
      customers += 1;
      const name = `customer-${customers}`;
      await makeManaged(world, name, { WORKABLE_API_URL: spi.url, ...settings });
      const { lines } = await bridgeCommand(world, `connect-link ${name}`);
      const url = lines[0] ?? '';
      return { name, url, visitor: visitorOf(url, stageWorld.later) };
    },
    newToken(given = {}) {
      tokens += 1;
      const value = `token-of-workable-${tokens}-0123456789`;
      return spi.tokens.add({ kind: 'oauth', value, appSecret: value, ...given });
    },
  };
}

function visitorOf(url: string, later: (ms: number) => void): Visitor {
  const at = (step: string) => `${url}?stages=${step}`;
  return { open, send, post };

  function open(step: string): Promise<Answer> {
    // Workable answers few requests in ten seconds.
    later(10_000);
    return answerTo(at(step));
  }

  async function send(step: string, fields: Record<string, string>): Promise<Answer> {
    const { html } = await open(step);
    return post(step, { form: formIn(html), ...fields });
  }

  function post(step: string, fields: Record<string, string>): Promise<Answer> {
    later(10_000);
    return answerTo(at(step), { method: 'POST', body: new URLSearchParams(fields) });
  }
}

export function formIn(html: string): string {
  return /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

async function answerTo(url: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const html = await answer.text();
  return { status: answer.status, html, text: readable(html), location: answer.headers.get('location') };
}

function readable(html: string): string {
  const body = html.replace(/<style>.*<\/style>/s, '').replaceAll(/<[^>]+>/g, ' ');
  return body
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([.,:])/g, '$1');
}
