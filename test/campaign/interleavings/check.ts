import { outcomeOf } from '../../../src/interviews/outcome.ts';
import { allIds, isInvited, isSent, type Known, type Life, type Request } from './life.ts';
import { isKeptForLong } from './policies.ts';
import { accountName } from './process.ts';
import { rankOf } from './vendor.ts';
import { contentOf, documentsOf } from './workable.ts';

/** Checks at the end that every create has its one invitation, and Workable the right result. */
export function check(life: Life): void {
  const { stage } = life;
  const [left] = allIds(life);
  if (!isKeptForLong(stage.policy) && left) stage.break('nothing outlives its time', left);
  for (const request of life.requests) {
    if (isSent(request) && !stage.erased.has(request.callbackUrl)) checkOne(life, request);
  }
}

function checkOne(life: Life, request: Request): void {
  const { stage, vendor, workable } = life;
  const { callbackUrl, ids } = request;
  if (ids.size !== 1) stage.break('one create, one invitation', `${callbackUrl} was answered ${ids.size} ids`);
  if (!isInvited(vendor, request)) stage.break('who is answered 201 is invited', callbackUrl);

  const reported = workable.latest(callbackUrl)?.content ?? 'nothing';
  const wanted = wantedOf(life, request);
  if (reported !== wanted) {
    stage.break(
      'Workable ends with what the record says',
      `${callbackUrl}: it has "${reported}" instead of "${wanted}"`,
    );
  }
  const known = stage.moods.vendorHints ? heldAtVendor(life, request) : sentByVendor(life, request);
  if (!known || stage.moods.vendorIsStrange) return;
  const said = expectedOf(known);
  if (said.every((content) => reported !== content && reported !== `${content} 60`)) {
    const details = `${callbackUrl}: it has "${reported}" instead of "${said.join('" or "')}"`;
    stage.break('Workable ends with what the vendor sent last', details);
  }
}

export function wantedOf({ store, stage }: Pick<Life, 'store' | 'stage'>, { callbackUrl }: Request): string {
  const record = store.calls.findByOrigin(accountName, { door: 'provider', key: callbackUrl })?.record;
  const outcome = record && outcomeOf(record, stage.policy, stage.now);
  const [document] = outcome ? documentsOf({ outcome }) : [];
  return document?.digest ?? 'nothing';
}

/** Where webhooks are lost for good after a result was reported, only the vendor has the newest state: undefined. */
function sentByVendor({ known, stage }: Life, { email, templateId }: Request): Known[] | undefined {
  if (stage.moods.vendorForgets) return undefined;
  return [...known.values()].filter(({ sitting }) => sitting.email === email && sitting.templateId === templateId);
}

/**
 * The last hint brings all that the vendor has by then. Undefined where that one was lost or is never answered, and
 * where an attempt has fallen back: whether the bridge has seen it before is chance.
 */
function heldAtVendor({ vendor, stage }: Life, { email, templateId }: Request): Known[] | undefined {
  const sittings = vendor.sittingsOf(email, templateId);
  const newest = sittings.toSorted((a, b) => a.said.change - b.said.change).at(-1);
  const hasFallenBack = sittings.some(({ said, furthest }) => rankOf(said) < furthest);
  if (stage.moods.vendorStaysSilent || newest?.isForgotten || hasFallenBack) return undefined;
  return sittings.map((sitting) => ({ sitting, said: sitting.said, firstSentAtByVendor: sitting.createdAt }));
}

/**
 * Which of these Workable has to have in the end, from what the vendor sent alone. When an attempt was sent only after
 * the next one had begun, their order may be unknown: the vendor's details say when each began, and are fetched once.
 */
function expectedOf(known: Known[]): string[] {
  const oldestFirst = known.toSorted((a, b) => a.sitting.createdAt - b.sitting.createdAt);
  const isOrderSure = oldestFirst.every(
    (one, i) => one.firstSentAtByVendor <= (oldestFirst[i + 1]?.sitting.createdAt ?? Infinity),
  );
  const scored = oldestFirst.filter(({ said }) => said.state === 'finished' && said.score !== null);
  if (scored.length > 0) return (isOrderSure ? scored.slice(-1) : scored).map(completed);
  const finished = oldestFirst.filter(({ said }) => said.state === 'finished');
  const newest = oldestFirst.at(-1);
  if (newest && isOrderSure && newest === finished.at(-1)) return [completed(newest)];
  // Whether the time for the score was over before the next attempt began decides which.
  return [...finished.map(completed), 'expired', ...(known.length > 0 ? ['declined'] : [])];
}

function completed({ sitting, said }: Known): string {
  return `completed ${contentOf(sitting, said)}`;
}
