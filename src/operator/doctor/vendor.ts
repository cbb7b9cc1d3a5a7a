import type { BridgeAccount } from '../../bridge-accounts.ts';
import { asFailure, type Failure, isNotPermitted } from '../../errors.ts';
import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import type { Capabilities, MissingKind, TemplateList } from '../../interviews/ports/vendor.ts';
import { type Finding, fine, wrong } from './finding.ts';

/** Whether the vendor can be used, and how it behaves: from what it answers and what it declares. */
export async function vendorFindings(account: BridgeAccount): Promise<Finding[]> {
  const found = [...(await templateFindings(account)), ...(await checkFindings(account))];
  return found.map(({ isFine, text }) => ({ isFine, text: `${account.vendor.name}${text}` }));
}

async function templateFindings({ vendor }: BridgeAccount): Promise<Finding[]> {
  const { capabilities } = vendor;
  try {
    const { missing, ...list } = await within(budgets.list, (options) => vendor.listTemplates(options));
    const behaviour = fine(`: ${describeCapabilities(capabilities)}`);
    return [templatesFinding(list, capabilities), behaviour, ...missing.map(missingFinding)];
  } catch (error) {
    return [failureFinding(error)];
  }
}

function missingFinding({ kind, failure }: MissingKind): Finding {
  const why = failure.message;
  return wrong(
    isNotPermitted(failure)
      ? ` does not let our key list its templates of the kind ${kind}, so none is offered (${why}). Ask the vendor to allow it`
      : ` fails to list its templates of the kind ${kind}, so those last known are offered (${why}). ${remedyOf(failure)}`,
  );
}

/** What the vendor itself has to check. */
async function checkFindings({ vendor }: BridgeAccount): Promise<Finding[]> {
  try {
    const found = await within(budgets.list, async (options) => vendor.check?.(options));
    return (found ?? []).map(({ isFine, text }) => ({ isFine, text: `: ${text}` }));
  } catch (error) {
    return [failureFinding(error)];
  }
}

function failureFinding(error: unknown): Finding {
  const failure = asFailure(error);
  return wrong(`: ${failure.message}. ${remedyOf(failure)}`);
}

/** What operators have to know about a vendor's behaviour. */
function describeCapabilities({ isCalled = true, ...each }: Capabilities): string {
  const { invites, push, canAsk, createTwice, canFind } = each;
  const results = { full: 'results come by webhook', hint: 'webhooks say where to look', none: 'no webhooks come' }[
    push
  ];
  return [
    ...(isCalled ? [] : ['the vendor is never called']),
    invites === 'mail' ? 'the vendor e-mails candidates' : 'the bridge e-mails candidates',
    canAsk === 'never' ? `${results}, and a lost one cannot be asked for` : `${results}, and the bridge polls`,
    ...(createTwice === 'mails-twice' && canFind === 'never'
      ? ['an invitation with an unknown outcome waits for an operator']
      : []),
  ].join('; ');
}

function remedyOf({ remedy = 'Try again later; ask the vendor if it stays' }: Failure): string {
  return remedy;
}

type Listed = Omit<TemplateList, 'missing'>;

function templatesFinding({ templates, isCut }: Listed, { lists, canAsk, isCalled }: Capabilities): Finding {
  const count = `${templates.length} interview ${templates.length === 1 ? 'template' : 'templates'}`;
  if (lists === 'settings') {
    const isKeyUntried = isCalled !== false && canAsk === 'never';
    const rest = isKeyUntried ? '; whether the vendor accepts our key, the first invitation shows' : '';
    return fine(`: the settings list ${count}${rest}`);
  }
  if (isCut) return wrong(` lists more than the newest ${count}, and only these are offered. Archive some there`);
  if (templates.length > 0) return fine(` accepts our key and lists ${count}`);
  return wrong(' accepts our key but lists no active interview. Publish one there');
}
