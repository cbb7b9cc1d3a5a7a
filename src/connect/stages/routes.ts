import type { Context } from 'koa';
import type { ConnectLink } from '../../accounts/connect.ts';
import type { ManagedAccount } from '../../accounts/managed.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { asFailure, Failure } from '../../errors.ts';
import { hasStageDoor } from '../../operator/queries/application-context.ts';
import { connectionOf } from '../../operator/queries/triggers.ts';
import type { Page } from '../../pages/render.tsx';
import { isForm, newForm } from './form-token.ts';
import { stepPage } from './frame.tsx';
import { problemOf } from './problem.ts';
import { isStepName, laterSteps, type StepName, steps } from './steps.ts';
import type { DoorWizard, Taken, Wizard, WizardParts } from './wizard.ts';

/** Whom a link has led here. */
export type Visit = { managed: ManagedAccount; account: BridgeAccount; link: ConnectLink; secret: string };

/** A page, or the address of the one to go to, relative to this one. */
export type Reply = { page: Page; status: number } | { next: string };

/** Whether an address is one of the steps that connect the stage door. */
export function isOfStages(ctx: Context): boolean {
  return new URLSearchParams(ctx.querystring).has('stages');
}

/**
 * The steps by which a customer's admin connects stages of the pipeline. All that is done is an action of the operator's
 * API. A GET changes nothing; what a form does is followed by a redirect. Throws Failure.
 */
export function createWizard(parts: WizardParts) {
  return {
    async show(ctx: Context, visit: Visit): Promise<Reply> {
      const query = new URLSearchParams(ctx.querystring);
      const step = stepOf(visit, query);
      // A form is sent to the address of its page, which has to name the step.
      if (step !== query.get('stages')) return { next: `?stages=${step}` };
      return shown(await enter(visit, step), step, query);
    },

    async take(ctx: Context, visit: Visit, fields: URLSearchParams): Promise<Reply> {
      const query = new URLSearchParams(ctx.querystring);
      const step = stepOf(visit, query);
      if (!isForm(visit.secret, [visit.managed.name, step], fields.get('form') ?? '')) {
        throw new Failure('forbidden', 'Please open the link, and use the buttons of the page');
      }
      const wizard = await enter(visit, step);
      const taken = await taking(wizard, step, fields);
      if ('next' in taken) return taken;
      return shown(await enter(visit, step), step, query, taken);
    },
  };

  /** Throws Failure `paused`: then nothing goes out for the account. */
  async function enter({ managed, account, link, secret }: Visit, step: StepName): Promise<Wizard> {
    if (account.isPaused) throw new Failure('paused', 'This account is paused');
    const { links, now } = parts;
    return {
      parts,
      managed,
      account,
      link,
      record: await connectionOf(parts, account),
      form: newForm(secret, [managed.name, step]),
      keep: (to) => links.change(managed.name, secret, now(), to),
    };
  }
}

/** The one that the address names, or else the first that is not done. Without a token there is only the first of all. */
function stepOf({ account }: Visit, query: URLSearchParams): StepName {
  const named = query.get('stages') ?? '';
  if (!hasStageDoor(account)) return 'token';
  if (isStepName(named)) return named;
  return account.settings.stage?.member === undefined ? 'member' : 'triggers';
}

async function shown(
  wizard: Wizard,
  step: StepName,
  query: URLSearchParams,
  { problem, status = 400 }: { problem?: string; status?: number } = {},
): Promise<Reply> {
  const framed = { step, isConnected: hasStageDoor(wizard.account) };
  try {
    const content = await contentOf(wizard, step, query);
    return { page: stepPage(wizard, { ...framed, problem }, content), status: problem === undefined ? 200 : status };
  } catch (error) {
    const failed = explained(error, wizard);
    // What was wrong before matters more than that the page has no content.
    return { page: stepPage(wizard, { ...framed, problem: problem ?? failed.problem }, null), status: failed.status };
  }
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
    if (step === 'token') return await steps.token.take(wizard, fields);
    return await laterSteps[step].take(wizard as DoorWizard, fields);
  } catch (error) {
    return explained(error, wizard);
  }
}

/** Throws what has nothing to do with the visitor. */
function explained(error: unknown, { account }: Wizard): { problem: string; status: number } {
  const failure = asFailure(error);
  const problem = problemOf(failure, account.vendor.title);
  if (problem === undefined) throw failure;
  return { problem, status: failure.status };
}
