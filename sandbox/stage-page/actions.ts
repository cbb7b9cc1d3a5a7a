import { triggerStage } from '../stage.ts';
import type { Sandbox } from './sandbox.ts';

const names = [
  ['Ines', 'Marlow'],
  ['Lakita', 'Marrero'],
  ['Tom', 'Weber'],
  ['Aiko', 'Tanaka'],
  ['Noor', 'Haddad'],
] as const;

export type Door = 'provider' | 'stage';

/** What people do at Workable and at the vendor. Each resolves once it is done, not once the bridge has reacted. */
export function createActions(sandbox: Sandbox) {
  const { spi, workable, vendor } = sandbox;
  let people = 0;
  const scores = new Map<string, number>();
  return {
    /** A candidate who applies, and waits to be dragged. Resolves to the id. */
    async apply(): Promise<string> {
      const [firstname, lastname] = nextName();
      // Without an address of its own it might get that of another one, who would apply once more.
      const email = emailOf(firstname, lastname);
      const { id } = spi.people.create({ firstname, lastname, email, stage: 'applied' });
      await spi.idle();
      return id;
    },
    drag(id: string, stage: string = triggerStage): void {
      spi.people.move(id, stage);
    },
    /** Resolves to the e-mail address. */
    async send(): Promise<string> {
      const [first_name, last_name] = nextName();
      const email = emailOf(first_name, last_name);
      await create({ templateId: vendor.template, candidate: { first_name, last_name, email } });
      return email;
    },
    /** The same request once more, as a recruiter who saw it fail would. */
    async sendAgain(callbackUrl: string): Promise<void> {
      const sent = workable.control.interviews.findLast((each) => each.callbackUrl === callbackUrl);
      if (sent) await create({ templateId: sent.templateId, candidate: sent.candidate, callbackUrl });
    },
    /** Each time with another score. */
    finish: (email: string) => vendor.finish(email, nextScore(email)),
    decide: (email: string, isAdvanced: boolean) => vendor.decide(email, isAdvanced),
    /** The result becomes another one. */
    revise: (email: string) =>
      vendor.hasDecision ? vendor.decide(email, true) : vendor.finish(email, nextScore(email)),
  };

  /** Without an answer Workable keeps that there was none. */
  async function create(request: Parameters<typeof workable.control.createInterview>[0]): Promise<void> {
    await workable.control.createInterview(request).catch(() => undefined);
  }

  function nextName(): readonly [string, string] {
    people += 1;
    return names[(people - 1) % names.length] ?? names[0];
  }

  function emailOf(first: string, last: string): string {
    return `${first}.${last}.${people}@example.test`.toLowerCase();
  }

  function nextScore(email: string): number {
    const score = scores.has(email) ? 60 + (((scores.get(email) ?? 0) - 60 + 7) % 40) : 87;
    scores.set(email, score);
    return score;
  }
}
