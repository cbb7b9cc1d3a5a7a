import type { ComponentChildren, VNode } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import { type TriggerView, triggerViews } from '../../operator/queries/triggers.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { fitting, fittingRows } from '../../pages/room.tsx';
import { Moment } from '../../pages/time.tsx';
import type { Words } from '../words.ts';
import { fromOf, More } from './more.tsx';
import { interviewIn, nameBytes } from './names.tsx';
import { placesOf } from './places.ts';
import { StageHead } from './stage-head.tsx';
import type { DoorWizard, Step } from './wizard.ts';

/** What the steps have set up, to look at when all is done and later. Nothing is decided here. */
export const overviewStep: Step<DoorWizard> = {
  isDone: () => false,
  async show(wizard, query) {
    const { parts, account } = wizard;
    const [{ templates }] = await Promise.all([parts.listTemplates(account), placesOf(wizard, null)]);
    return <Overview wizard={wizard} templates={templates} from={fromOf(query)} />;
  },
  take: async ({ reading }) => ({ problem: reading.words.wizard.unknownForm }),
};

const listBytes = 14_000;

type Props = { wizard: DoorWizard; templates: readonly Template[]; from: number };

function Overview({ wizard, templates, from }: Props): VNode {
  const { account, record, reading } = wizard;
  const { words } = reading;
  const { summary } = words;
  const views = triggerViews(account, record);
  const isReady = account.settings.stage?.member !== undefined && views.some(({ state }) => state === 'active');
  const { template } = account.connected;
  const shown = fittingRows(views.slice(from), listBytes, (view) => (
    <StageLine view={view} templates={templates} words={words} />
  ));
  return (
    <>
      <p class={isReady ? 'box yes' : 'box alarm'}>{isReady ? `✓ ${summary.lead}` : summary.missing}</p>
      <h3>
        {words.titles.token}, {words.titles.member}
      </h3>
      <dl>
        <Access wizard={wizard} />
      </dl>
      <p>
        <a href="?stages=token">
          {words.wizard.change}: {words.titles.token}
        </a>{' '}
        ·{' '}
        <a href="?stages=member">
          {words.wizard.change}: {words.titles.member}
        </a>
      </p>
      <h3>{words.titles.triggers}</h3>
      <dl>
        <dt>{summary.usual}</dt>
        <dd dir="auto">{template === undefined ? summary.none : interviewIn(templates, template, words)}</dd>
      </dl>
      {shown.length === 0 ? <p>{summary.none}</p> : <ul class="cards">{shown}</ul>}
      <More step="overview" to={from + shown.length} of={views.length} words={words} />
      <p>
        <a href="?stages=triggers">
          {words.wizard.change}: {words.titles.triggers}
        </a>
      </p>
    </>
  );
}

function Access({ wizard: { account, record, reading } }: { wizard: DoorWizard }): ComponentChildren {
  const { words, day } = reading;
  const { summary } = words;
  const { WORKABLE_API_TOKEN: token } = account.settings.shown;
  const { api, member } = account.settings.stage ?? {};
  const { subdomain = record?.subdomain, tokenExpiresAt: endsAt } = api ?? {};
  return (
    <>
      <dt>{summary.company}</dt>
      <dd dir="auto">{fitting(record?.company ?? subdomain ?? 'Workable', nameBytes)}</dd>
      <dt>{summary.token}</dt>
      <dd>
        {typeof token === 'object' && token.ends}{' '}
        {endsAt !== undefined && fillMarkup(words.token.expires, { day: <Moment at={endsAt} text={day(endsAt)} /> })}
      </dd>
      <dt>{summary.writes}</dt>
      <dd dir="auto">{member === undefined ? summary.none : fitting(member.email, nameBytes)}</dd>
      <dt>{summary.ratings}</dt>
      <dd>{member?.isService ? summary.withRatings : summary.withoutRatings}</dd>
    </>
  );
}

type LineProps = { view: TriggerView; templates: readonly Template[]; words: Words };

function StageLine({ view, templates, words }: LineProps): VNode {
  const { back_fill: filling } = view;
  const { backFill } = words;
  return (
    <li>
      <StageHead view={view} templates={templates} words={words} />
      {filling && (
        <p>
          {words.titles['back-fill']}: {backFill[filling.state]}. {backFill.released(filling.released)}
        </p>
      )}
    </li>
  );
}
