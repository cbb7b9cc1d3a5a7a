import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../src/errors.ts';
import type { AttemptState, Observation } from '../../src/interviews/observation.ts';
import type {
  Capabilities,
  Invitation,
  Invited,
  RawWebhook,
  Subject,
  Vendor,
} from '../../src/interviews/ports/vendor.ts';
import { unlimited } from '../../testing/unlimited.ts';

/** Where in the vendor's dealings something goes wrong. */
export type Trouble =
  | 'rejects-key'
  | 'refuses'
  | 'asks-to-wait'
  | 'fails'
  | 'talks-nonsense'
  | 'hangs-up'
  | 'says-nothing'
  | 'invites-and-hangs-up';

/** What a sandbox of a vendor must be able to play. */
export type VendorWorld = {
  /** All that can be offered, in any order; at least one. */
  templates: { id: string; name: string }[];
  jobs: { id: string; name: string }[];
  /** As the vendor holds them, oldest first. `interviewId`: absent where the vendor never holds our id. */
  invitations(): { templateId: string; email: string; interviewId?: string | null }[];
  /** The candidate begins; resolves to the attempt's id. */
  start(email: string, templateId: string): Promise<string>;
  /** Where the vendor hears of a candidate only then: the candidate opens the link. */
  visit?(link: string): Promise<void>;
  collect(attemptId: string): Promise<void>;
  /** It has come to its result: 6.4 of 10, as far as the vendor gives scores. */
  score(attemptId: string, score: number): Promise<void>;
  /** Absent where no person decides at the vendor. */
  decide?(attemptId: string, decision: boolean): Promise<void>;
  /** Absent where the vendor never reports a failure. */
  fail?(attemptId: string): Promise<void>;
  /** What the vendor sent, or would have sent, last. */
  lastWebhook(): RawWebhook;
  /** The next invitation runs into it. */
  trouble(trouble: Trouble): void;
  close(): Promise<void>;
};

type Open = () => Promise<{ vendor: Vendor; world: VendorWorld }>;

export type VendorTraits = {
  capabilities: Capabilities;
  /** It has a call of its own for details of an attempt. */
  hasDetails: boolean;
  /** What an attempt is once the candidate has begun; undefined where the vendor does not tell. */
  started: AttemptState | undefined;
  /** What an attempt is between its last answer and its result; undefined where the vendor does not tell. */
  collected: AttemptState | undefined;
  /** What an attempt says that was scored 6.4 of 10. */
  scored: Partial<Observation>;
  /** Its webhooks carry the interview; otherwise they only say that there is something new. */
  sendsResults: boolean;
};

/** What the middle relies on, for any vendor that has a sandbox, as far as it declares it. */
export function describeVendor(name: string, traits: VendorTraits, open: Open): void {
  const { capabilities, hasDetails, started, collected, scored, sendsResults } = traits;
  // Then no call can go wrong.
  const isNeverCalled = capabilities.isCalled === false;
  const hasOurId = capabilities.identity === 'ours';
  describe(`${name} as a vendor`, () => {
    let vendor: Vendor;
    let world: VendorWorld;
    let invitation: Invitation;
    let templateId: string;
    /** What the vendor gave for the invitation. */
    let given: Invited | undefined;
    const email = 'ana@example.test';
    const now = 1_000_000;

    beforeEach(async () => {
      ({ vendor, world } = await open());
      templateId = world.templates[0]!.id;
      invitation = invitationOf('interview-1', templateId);
      given = undefined;
    });

    afterEach(() => world.close());

    function invitationOf(interviewId: string, template: string): Invitation {
      return {
        interviewId,
        templateId: template,
        candidate: { firstName: 'Ana', lastName: 'Novak', email },
        expiresAt: 2 * now,
      };
    }

    function subject(): Subject {
      const { ref, link } = given ?? {};
      const known = { ...(ref === undefined ? {} : { ref }), ...(link === undefined ? {} : { link }) };
      return { interviewId: 'interview-1', templateId, email: 'Ana@Example.test', ...known };
    }

    async function fetchAttempts() {
      const found = await vendor.fetch(subject(), now, unlimited);
      return found.filter((each) => 'attemptId' in each);
    }

    /** As one observation, or none where the vendor tells nothing of it. */
    function attemptsIn(state: AttemptState | undefined, more: object) {
      return state === undefined ? [] : [{ source: 'fetch', at: now, state, ...more }];
    }

    async function invitedAttempt(): Promise<string> {
      given = await vendor.invite(invitation, unlimited);
      await world.visit?.(given.link ?? '');
      return world.start(email, templateId);
    }

    function readLastWebhook() {
      const raw = world.lastWebhook();
      expect(vendor.recognise(raw)).toBeDefined();
      const webhook = vendor.verify(raw);
      return webhook ? vendor.read(webhook, now) : expect.fail('the webhook is not verified');
    }

    test('what it declares is what it has', () => {
      expect(vendor.capabilities, 'the capabilities of the vendor and of its test').toEqual(capabilities);
      const has = (name: 'find' | 'fetchDetails' | 'fetchTranscript' | 'cancel' | 'makeReport', capability: string) =>
        expect(vendor[name] !== undefined, `a vendor has ${name}() exactly where ${capability}`);
      has('find', "canFind is not 'never'").toBe(capabilities.canFind !== 'never');
      has('fetchDetails', 'hasDetails').toBe(hasDetails);
      has('fetchTranscript', "transcript is 'on-demand'").toBe(capabilities.transcript === 'on-demand');
      has('cancel', 'canCancel').toBe(capabilities.canCancel);
      has('makeReport', "report is 'pdf-on-demand'").toBe(capabilities.report === 'pdf-on-demand');
    });

    if (capabilities.canCancel) {
      test('an invitation is cancelled, and one that is unknown is too', async () => {
        const attemptId = await invitedAttempt();
        await vendor.cancel?.(subject(), unlimited);
        const isSeen = capabilities.canAsk !== 'never';
        const seen = await fetchAttempts();
        expect(seen, 'fetch() says that it failed').toMatchObject(isSeen ? [{ attemptId, state: 'failed' }] : []);
        // One that the vendor does not know is cancelled as well as it can be: `mayBeAbsent` of src/vendors/api.ts.
        await vendor.cancel?.({ interviewId: 'interview-2', templateId, email }, unlimited);
      });
    }

    test('templates and jobs are those that can be offered', async () => {
      const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
      const { templates, missing, isCut } = await vendor.listTemplates(unlimited);
      expect(templates.sort(byId)).toEqual(world.templates.toSorted(byId));
      expect([missing, isCut]).toEqual([[], false]);
      expect((await vendor.listJobs(unlimited)).sort(byId)).toEqual(world.jobs.toSorted(byId));
    });

    test('an invitation arrives once', async () => {
      const { isEmailed, ref, link } = await vendor.invite(invitation, unlimited);
      expect(isEmailed).toBe(capabilities.invites === 'mail');
      expect(isEmailed || link !== undefined).toBe(true);
      if (!hasOurId) expect(ref, "invite() answers the vendor's id: identity is 'theirs'").toBeDefined();
      const arrived = { templateId, email, ...(hasOurId ? { interviewId: 'interview-1' } : {}) };
      expect(world.invitations()).toEqual(isNeverCalled ? [] : [arrived]);
    });

    if (capabilities.canFind !== 'never') {
      test('an invitation is found again', async () => {
        expect(await vendor.find?.(invitation, unlimited)).toBeUndefined();
        await vendor.invite(invitation, unlimited);
        expect(await vendor.find?.(invitation, unlimited)).toBeDefined();
        expect(await vendor.find?.(invitationOf('interview-2', templateId), unlimited)).toBeUndefined();
      });
    }

    if (capabilities.createTwice === 'same') {
      test('a second invitation is the first one', async () => {
        const first = await vendor.invite(invitation, unlimited);
        expect(await vendor.invite(invitation, unlimited)).toEqual(first);
        expect(world.invitations()).toHaveLength(isNeverCalled ? 0 : 1);
      });
    }

    if (capabilities.createTwice === 'same' && !isNeverCalled) {
      test('inviting again shows what came of an invitation without an answer', async () => {
        world.trouble('invites-and-hangs-up');
        await expect(vendor.invite(invitation, unlimited)).rejects.toMatchObject({ kind: 'vendor-unclear' });
        await vendor.invite(invitation, unlimited);
        expect(world.invitations()).toHaveLength(1);
      });
    }

    const troubles: [Trouble, Failure['kind'], number][] = [
      ['rejects-key', 'vendor-key-rejected', 0],
      ['refuses', 'vendor-refused', 0],
      ['asks-to-wait', 'vendor-not-reached', 0],
      ['fails', 'vendor-unclear', 0],
      ['talks-nonsense', 'vendor-unclear', 0],
      ['hangs-up', 'vendor-unclear', 0],
      ['invites-and-hangs-up', 'vendor-unclear', 1],
    ];
    test.each(isNeverCalled ? [] : troubles)(
      'when the vendor %s, inviting ends as %s',
      async (trouble, kind, invited) => {
        world.trouble(trouble);
        const outcome = await vendor.invite(invitation, unlimited).then(
          () => expect.fail('the invitation succeeds'),
          (failure) => failure,
        );
        expect(outcome).toMatchObject({ kind });
        expect(world.invitations()).toHaveLength(invited);
        if (capabilities.canFind !== 'never') {
          expect((await vendor.find?.(invitation, unlimited)) !== undefined).toBe(invited === 1);
        }
      },
    );

    if (!isNeverCalled)
      test('an invitation that is not answered in time ends as vendor-unclear', async () => {
        world.trouble('says-nothing');
        const calling = vendor.invite(invitation, { signal: AbortSignal.timeout(100) });
        await expect(calling).rejects.toMatchObject({ kind: 'vendor-unclear' });
        expect(world.invitations()).toEqual([]);
      });

    if (!isNeverCalled)
      test('no call is made whose time is over', async () => {
        const over = { signal: AbortSignal.abort() };
        given = { ref: 'ref-1', isEmailed: true };
        const calls = await Promise.allSettled([
          vendor.listTemplates(over),
          vendor.invite(invitation, over),
          ...(capabilities.canAsk === 'never' ? [] : [vendor.fetch(subject(), now, over)]),
          ...(vendor.find ? [vendor.find(invitation, over)] : []),
          ...(vendor.fetchDetails ? [vendor.fetchDetails('attempt-1', now, over)] : []),
          ...(vendor.fetchTranscript ? [vendor.fetchTranscript('attempt-1', over)] : []),
          ...(vendor.cancel ? [vendor.cancel(subject(), over)] : []),
          ...(vendor.makeReport ? [vendor.makeReport('attempt-1', over)] : []),
        ]);
        for (const call of calls)
          expect(call).toMatchObject({ status: 'rejected', reason: { kind: 'vendor-not-reached' } });
        expect(world.invitations()).toEqual([]);
      });

    if (capabilities.canAsk !== 'never') {
      test('an attempt is seen at every stage of its life', async () => {
        expect(await fetchAttempts()).toEqual([]);
        const attemptId = await invitedAttempt();
        expect(await fetchAttempts()).toMatchObject(attemptsIn(started, { attemptId }));
        await world.collect(attemptId);
        expect(await fetchAttempts()).toMatchObject(attemptsIn(collected, { attemptId, isSubmitted: false }));
        await world.score(attemptId, 6.4);
        await world.decide?.(attemptId, true);
        expect(await fetchAttempts()).toMatchObject([
          { attemptId, isSubmitted: true, ...scored, ...(world.decide ? { decision: true } : {}) },
        ]);
      });
    }

    if (capabilities.canAsk === 'list') {
      test('several attempts are told apart', async () => {
        const first = await invitedAttempt();
        await world.fail?.(first);
        const second = await world.start(email, templateId);
        const states = (await fetchAttempts()).map(({ attemptId, state }) => [attemptId, state]);
        expect(new Map(states as [string, string][])).toEqual(
          new Map([
            [first, 'failed'],
            [second, 'running'],
          ]),
        );
      });

      test('attempts of others and at other templates are not mixed in', async () => {
        await world.start('diana@example.test', templateId);
        for (const other of world.templates.slice(1)) await world.start(email, other.id);
        expect(await fetchAttempts()).toEqual([]);
      });
    }

    test('an attempt is still found after the candidate was invited elsewhere too', async () => {
      const attemptId = await invitedAttempt();
      await vendor.invite(invitationOf('interview-2', world.templates.at(-1)!.id), unlimited);
      await world.score(attemptId, 6.4);
      expect(await fetchAttempts()).toMatchObject(capabilities.canAsk === 'never' ? [] : [{ attemptId }]);
    });

    if (sendsResults) {
      test('webhooks say who and what, stage by stage', async () => {
        const attemptId = await invitedAttempt();
        await world.collect(attemptId);
        expect(readLastWebhook()).toMatchObject({
          externalId: 'interview-1',
          // Of which interview the attempt is has to be worked out.
          ...(capabilities.canAsk === 'list' ? { templateId, email } : {}),
          observation: { attemptId, source: 'webhook', at: now, state: collected, isSubmitted: false },
        });
        await world.score(attemptId, 6.4);
        expect(readLastWebhook().observation).toMatchObject({ isSubmitted: true, ...scored, decision: null });
        await world.decide?.(attemptId, false);
        expect(readLastWebhook().observation).toMatchObject({ ...scored, decision: false });
      });
    } else {
      test('webhooks say about whom, and nothing else', async () => {
        await world.score(await invitedAttempt(), 6.4);
        const reading = readLastWebhook();
        expect(reading.observation).toBeUndefined();
        expect([reading.externalId, reading.candidateRef]).toContainEqual(
          reading.externalId === undefined ? given?.ref : 'interview-1',
        );
      });
    }

    test('a webhook without the secret is not recognised', async () => {
      const attemptId = await invitedAttempt();
      await world.score(attemptId, 6.4);
      readLastWebhook();
      const stranger = { ...world.lastWebhook(), headers: {}, path: '' };
      expect([vendor.recognise(stranger), vendor.verify(stranger)]).toEqual([undefined, undefined]);
    });

    if (hasDetails)
      test('details tell how long it took, and nothing that decides', async () => {
        const attemptId = await invitedAttempt();
        await world.score(attemptId, 6.4);
        const details = (await vendor.fetchDetails?.(attemptId, now, unlimited)) ?? expect.fail('it has no details');
        expect(details).toMatchObject({ attemptId, source: 'details', at: now, state: 'finished', isSubmitted: false });
        expect(details.durationSeconds).toBeGreaterThan(0);
        expect(details).not.toHaveProperty('score');
        expect(details).not.toHaveProperty('decision');
      });

    if (capabilities.transcript === 'on-demand')
      test('the transcript comes by the attempt, and is no part of what is stored', async () => {
        const attemptId = await invitedAttempt();
        expect(await vendor.fetchTranscript?.(attemptId, unlimited)).toEqual({ turns: [], isCut: false });
        await world.score(attemptId, 6.4);
        const { turns, isCut } = (await vendor.fetchTranscript?.(attemptId, unlimited)) ?? expect.fail('it has none');
        expect([turns.length > 1, isCut]).toEqual([true, false]);
        expect(turns.slice(0, 2).map(({ speaker }) => speaker)).toEqual(['interviewer', 'candidate']);
        const stored = [await fetchAttempts(), await vendor.fetchDetails?.(attemptId, now, unlimited)].flat();
        const isSaid = stored.some((observation) => observation?.hasTranscript === true);
        expect(isSaid, 'fetch() or fetchDetails() says that something was said').toBe(true);
        for (const { speaker, text } of turns)
          if (speaker === 'candidate') expect(JSON.stringify(stored)).not.toContain(text);
      });

    if (capabilities.report === 'pdf-on-demand')
      test('a report can be had at a link', async () => {
        const attemptId = await invitedAttempt();
        await world.score(attemptId, 6.4);
        const { url } = (await vendor.makeReport?.(attemptId, unlimited)) ?? expect.fail('it makes no report');
        const answer = await fetch(url);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      });
  });
}
