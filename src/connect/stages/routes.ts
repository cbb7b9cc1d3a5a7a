import type { Context } from 'koa';
import type { ConnectLink } from '../../accounts/connect.ts';
import type { ManagedAccount } from '../../accounts/managed.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { asFailure, Failure } from '../../errors.ts';
import { hasStageDoor } from '../../operator/queries/application-context.ts';
import { connectionOf } from '../../operator/queries/triggers.ts';
import type { Page } from '../../pages/render.tsx';
import type { Reading } from '../words.ts';
import { isForm, newForm } from './form-token.ts';
import { stepPage } from './frame.tsx';
import { problemOf } from './problem.ts';
import { afterPassing, isStepName, laterSteps, type StepName, steps } from './steps.ts';
import type { DoorWizard, Saved, Taken, Wizard, WizardParts } from './wizard.ts';

/** Whom a link has led here. */
export type Visit = {
  managed: ManagedAccount;
  account: BridgeAccount;
  link: ConnectLink;
  secret: string;
  reading: Reading;
};

/** A page, or the address of the one to go to, relative to this one. */
export type Reply = { page: Page; status: number } | { next: string };

/** Whether an address is one of the steps that connect the stage door. */
export function isOfStages(ctx: Context): boolean {
  return new URLSearchParams(ctx.querystring).has('stages');
}

const noFields = new URLSearchParams();

/**
 * The steps by which a customer's admin connects stages of the pipeline. All that is done is an action of the operator's
 * API. A GET changes nothing; what a form does is followed by a redirect. Throws Failure.
 */
export function createWizard(parts: WizardParts) {
  return {
    async show(ctx: Context, visit: Visit): Promise<Reply> {
      const query = new URLSearchParams(ctx.querystring);
      const { wizard, step } = await enter(visit, query);
      // A form is sent to the address of its page, which has to name the step.
      if (step !== query.get('stages')) return { next: `?stages=${step}` };
      return shown(wizard, step, query);
    },

    async take(ctx: Context, visit: Visit, fields: URLSearchParams): Promise<Reply> {
      const query = new URLSearchParams(ctx.querystring);
      const { wizard, step } = await enter(visit, query);
      if (!isForm(visit.secret, [visit.managed.name, step], fields.get('form') ?? '')) {
        throw new Failure('forbidden', 'Please open the link, and use the buttons of the page');
      }
      const taken = await taking(wizard, step, fields);
      if ('next' in taken) {
        return { next: taken.saved === undefined ? taken.next : `${taken.next}&saved=${taken.saved}` };
      }
      return shown((await enter(visit, query, fields)).wizard, step, query, taken);
    },
  };

  /** `fields`: that are shown again. Throws Failure `paused`: then nothing goes out for the account. */
  async function enter({ secret, ...visit }: Visit, query: URLSearchParams, fields = noFields) {
    const { managed, account } = visit;
    if (account.isPaused) throw new Failure('paused', 'This account is paused');
    const { links, now } = parts;
    const record = await connectionOf(parts, account);
    const known = { ...visit, parts, record };
    const step = stepOf(known, query);
    const wizard: Wizard = {
      ...known,
      form: newForm(secret, [managed.name, step]),
      typed: (does, name) => (fields.get('do') === does ? (fields.get(name) ?? undefined) : undefined),
      keep: (to) => links.change(managed.name, secret, now(), to),
    };
    return { wizard, step };
  }
}

/**
 * The one that the address names, or else the first that is not done, or what is set up. Without a token there is only
 * the first of all.
 */
function stepOf({ account, record }: Pick<Wizard, 'account' | 'record'>, query: URLSearchParams): StepName {
  const named = query.get('stages') ?? '';
  if (!hasStageDoor(account)) return 'token';
  if (isStepName(named)) return named;
  if (account.settings.stage?.member === undefined) return 'member';
  return account.connected.everyTrigger(record).some(({ state }) => state === 'active') ? 'overview' : 'triggers';
}

async function shown(
  wizard: Wizard,
  step: StepName,
  query: URLSearchParams,
  { problem, status = 400 }: { problem?: string; status?: number } = {},
): Promise<Reply> {
  const framed = { step, isConnected: hasStageDoor(wizard.account), saved: savedOf(wizard, query) };
  try {
    const content = await contentOf(wizard, step, query);
    return { page: stepPage(wizard, { ...framed, problem }, content), status: problem === undefined ? 200 : status };
  } catch (error) {
    const failed = explained(error, wizard);
    // What was wrong before matters more than that the page has no content.
    return { page: stepPage(wizard, { ...framed, problem: problem ?? failed.problem }, null), status: failed.status };
  }
}

function savedOf({ reading: { words } }: Wizard, query: URLSearchParams): Saved | undefined {
  const saved = query.get('saved') ?? '';
  return Object.hasOwn(words.saved, saved) ? (saved as Saved) : undefined;
}

function contentOf(wizard: Wizard, step: StepName, query: URLSearchParams) {
  return step === 'token' ? steps.token.show(wizard, query) : laterSteps[step].show(wizard as DoorWizard, query);
}

async function taking(
  wizard: Wizard,
  step: StepName,
  fields: URLSearchParams,
): Promise<Taken | { problem: string; status: number }> {
  try {
    const next = fields.get('do') === 'pass' ? afterPassing[step] : undefined;
    if (next !== undefined) return await passing(wizard, step, next);
    if (step === 'token') return await steps.token.take(wizard, fields);
    return await laterSteps[step].take(wizard as DoorWizard, fields);
  } catch (error) {
    return explained(error, wizard);
  }
}

async function passing({ keep }: Wizard, step: StepName, next: StepName): Promise<Taken> {
  await keep((link) => ({ ...link, passedSteps: [...new Set([...(link.passedSteps ?? []), step])] }));
  return { next: `?stages=${next}` };
}

/** Throws what has nothing to do with the visitor. */
function explained(error: unknown, { account, reading }: Wizard): { problem: string; status: number } {
  const failure = asFailure(error);
  const problem = problemOf(failure, account.vendor.title, reading.words);
  if (problem === undefined) throw failure;
  return { problem, status: failure.status };
}
