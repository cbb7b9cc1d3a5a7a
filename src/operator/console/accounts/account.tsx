import type { VNode } from 'preact';
import { viewOf } from '../../api/account-schemas.ts';
import { type AccountView, addressesOf, type FirstCalls } from '../../queries/accounts.ts';
import { hasStageDoor } from '../../queries/application-context.ts';
import { openCircuitsOf, type WaitingCircuit } from '../../queries/open-circuits.ts';
import { troublesOfAccount } from '../../queries/overview.ts';
import { connectionOf } from '../../queries/triggers.ts';
import { Banners } from '../banners.tsx';
import { Button, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { At, Sentence } from '../moment.tsx';
import { base } from '../own-path.ts';
import { type ConsoleParts, page } from '../page.ts';
import { Addresses } from './copies.tsx';
import { StageDoor } from './stage-door.tsx';
import { meaningOf, pathOf, State, sources } from './words.tsx';

const newestLines = 30;

export const accountPage = page({ path: '/accounts/:name', place: 'accounts' }).showing({
  load: async (parts, { params: { name } }) => {
    const view = viewOf(parts, name);
    const { storage } = parts;
    const [firstCalls, history, counts, stage] = await Promise.all([
      storage.firstCalls.read(name),
      storage.history.list(name),
      storage.backlogs.backlogOf(name, parts.now()),
      stageOf(parts, name),
    ]);
    const account = parts.accounts.filter((each) => each.name === name);
    const [circuits, troubles] = await Promise.all([
      openCircuitsOf({ ...parts, accounts: account }),
      Promise.all(account.map((each) => troublesOfAccount(parts, each))),
    ]);
    const addresses = addressesOf(parts.publicUrl, view);
    const lines = history.slice(-newestLines).reverse();
    return { view, firstCalls, lines, counts, circuits, addresses, stage, troubles: troubles.flat() };
  },
  title: ({ view }) => `Account ${view.name}`,
  view: ({ view, firstCalls, lines, counts, circuits, addresses, stage, troubles }) => (
    <>
      <Banners troubles={troubles} />
      {circuits.map((each) => (
        <Circuit {...each} />
      ))}
      <div class="columns">
        <div>
          <Standing view={view} />
          <Health name={view.name} />
          {stage && <StageDoor name={view.name} {...stage} />}
        </div>
        <div>
          {addresses && <Addresses {...addresses} />}
          {view.managed && <Tokens view={view} firstCalls={firstCalls} />}
          <section>
            <h2>Interviews</h2>
            <p>
              {counted(counts.interviews, 'interview')}, {counts.failed} failed,{' '}
              {counted(counts.rejectedWebhooks, 'rejected webhook')}.
            </p>
            <p class="row">
              <Link to={`/interviews?account=${view.name}`}>Interviews</Link>
              <Link to={`/failed?account=${view.name}`}>Failed</Link>
              <Link to={`/rejected?account=${view.name}`}>Rejected webhooks</Link>
            </p>
          </section>
          <section>
            <h2>What operators did</h2>
            {lines.length === 0 && <p>Nothing yet.</p>}
            <ul class="line">
              {lines.map(({ at, text }) => (
                <li>
                  <At at={at} />
                  <p dir="auto">{text}</p>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </>
  ),
});

async function stageOf(parts: ConsoleParts, name: string) {
  const account = parts.accounts.find((each) => each.name === name);
  if (!account || !hasStageDoor(account)) return undefined;
  const [record, use] = await Promise.all([connectionOf(parts, account), account.connected.rateUse()]);
  const triggers = account.connected.everyTrigger(record);
  return { record, use, triggers };
}

function Circuit({ account, destination, waiting, why }: WaitingCircuit): VNode {
  const path = `${pathOf(account)}/circuits/${destination}`;
  return (
    <section class="banner">
      <p>
        {counted(waiting, 'delivery waits', 'deliveries wait')}. All deliveries <Sentence text={why} />.
      </p>
      <div class="row">
        <Button to={`${path}/probe`} text="Probe now" isMain />
        <Button to={`${path}/close`} text="Close the circuit" />
      </div>
    </section>
  );
}

function Standing({ view }: { view: AccountView }): VNode {
  const { name, state, source, vendor, managed, errors, missing } = view;
  return (
    <section>
      <p>
        <State state={state} /> {meaningOf(state)}
      </p>
      {errors.map((each) => (
        <p class="alarm" dir="auto">
          {each}
        </p>
      ))}
      {missing.map((each) => (
        <p dir="auto">It lacks something: {each}.</p>
      ))}
      <dl>
        <dt>Vendor</dt>
        <dd>{vendor}</dd>
        <dt>Comes from</dt>
        <dd>{sources[source]}</dd>
        {managed && (
          <>
            <dt>Made</dt>
            <dd>
              <At at={managed.createdAt} />
            </dd>
          </>
        )}
      </dl>
      <div class="row">
        {managed && state === 'active' && <Button to={pathOf(name, '/pause')} text="Pause" />}
        {managed && state === 'paused' && <Button to={pathOf(name, '/resume')} text="Resume" isMain />}
        <Link to={pathOf(name, '/settings')}>Settings</Link>
        {managed && <Link to={pathOf(name, '/remove')}>Remove the account</Link>}
      </div>
      {!managed && source !== 'managed' && (
        <p class="soft">It is changed where it is configured, and cannot be paused or removed here.</p>
      )}
    </section>
  );
}

/** The vendor and the mail server are asked, which takes a moment: the page does not wait for them. */
function Health({ name }: { name: string }): VNode {
  const path = pathOf(name, '/health');
  return (
    <section>
      <h2>Health, step by step</h2>
      <div id="health" hx-get={base + path} hx-trigger="load" hx-select="#findings" hx-swap="innerHTML">
        <p>
          <Link to={path}>Check now</Link>, as "bridge doctor" does.
        </p>
      </div>
    </section>
  );
}

function Tokens({ view, firstCalls }: { view: AccountView; firstCalls: FirstCalls }): VNode {
  const { name, providerTokens } = view;
  return (
    <section>
      <h2>Provider tokens</h2>
      <p>
        Workable sends one with each of its requests. All are valid until they are retired: make one, enter it, retire
        the old one.
      </p>
      <ul>
        {providerTokens.map(({ id, ends, createdAt, digest }) => {
          const usedAt = firstCalls.get(digest);
          return (
            <li>
              <code>{id}</code> <b>{ends}</b>, made <At at={createdAt} />,{' '}
              {usedAt === undefined ? (
                'not used yet'
              ) : (
                <>
                  used by Workable since <At at={usedAt} />
                </>
              )}{' '}
              <Button to={pathOf(name, `/provider-tokens/${id}/retire`)} text={`Retire ${ends}`} />
            </li>
          );
        })}
      </ul>
      <div class="row">
        <Button to={pathOf(name, '/provider-tokens')} text="Make a token" />
      </div>
      <h3>Connect links</h3>
      <p>
        With one, the customer's admin connects Workable to this account and nothing else. It works for seven days; send
        it as you send a password.
      </p>
      <div class="row">
        <Button to={pathOf(name, '/connect-links')} text="Make a connect link" />
        <Button
          to={pathOf(name, '/connect-links')}
          text="Make one that opens the stage door"
          fields={[['door', 'stage']]}
        />
        <Button to={pathOf(name, '/connect-links/end')} text="End all links" />
      </div>
    </section>
  );
}
