import type { ComponentChildren, VNode } from 'preact';
import { fillMarkup } from '../../pages/fill.tsx';
import type { Page } from '../../pages/render.tsx';
import { fitting } from '../../pages/room.tsx';
import { Moment } from '../../pages/time.tsx';
import { brandPage } from '../brand-page.tsx';
import type { Words } from '../words.ts';
import { type StepName, stepNames, steps } from './steps.ts';
import type { Saved, Wizard } from './wizard.ts';

type Framed = { step: StepName; isConnected: boolean; saved?: Saved | undefined; problem?: string | undefined };

const problemBytes = 1_500;

/** A step among all of them. */
export function stepPage(
  wizard: Wizard,
  { step, isConnected, saved, problem }: Framed,
  content: ComponentChildren,
): Page {
  const { account, managed, link, reading } = wizard;
  const { language, words, time } = reading;
  const { brand, candidates } = account.settings;
  const vendor = { ...brand, title: account.vendor.title };
  const lead = <p>{fillMarkup(words.wizard.lead, { customer: candidates.company ?? managed.name })}</p>;
  return brandPage(
    { vendor, language, heading: words.wizard.heading(vendor.title), lead },
    <>
      <nav aria-label={words.wizard.steps}>
        <ol class="steps">
          {stepNames.map((name) => (
            <StepLink name={name} wizard={wizard} isHere={name === step} isOpen={isConnected || name === 'token'} />
          ))}
        </ol>
      </nav>
      <section aria-labelledby="step">
        <h2 id="step">{titleOf(step, words)}</h2>
        {problem !== undefined && (
          <p class="alarm box" role="alert" dir="auto">
            {fitting(problem, problemBytes)}
          </p>
        )}
        {problem === undefined && saved !== undefined && (
          <p class="box yes" role="status">
            ✓ {words.saved[saved]}
          </p>
        )}
        {content}
      </section>
      <footer>
        <p>
          {fillMarkup(words.wizard.footer, {
            all: <a href="?#stages">{words.wizard.all}</a>,
            time: <Moment at={link.expiresAt} text={time(link.expiresAt)} />,
          })}
        </p>
      </footer>
    </>,
  );
}

/** The overview is no step. */
function titleOf(name: StepName, { titles }: Words): string {
  return name === 'overview' ? titles.overview : `${stepNames.indexOf(name) + 1}. ${titles[name]}`;
}

type StepLinkProps = { name: StepName; wizard: Wizard; isHere: boolean; isOpen: boolean };

function StepLink({ name, wizard, isHere, isOpen }: StepLinkProps): VNode {
  const { words } = wizard.reading;
  const isDone = isOpen && steps[name].isDone(wizard);
  const text = titleOf(name, words);
  const mark = isDone ? (
    <span role="img" aria-label={words.wizard.done}>
      {' '}
      ✓
    </span>
  ) : null;
  if (!isOpen) return <li class="soft">{text}</li>;
  return (
    <li class={isHere ? 'here' : ''}>
      <a href={`?stages=${name}`} {...(isHere ? { 'aria-current': 'step' } : {})}>
        {text}
      </a>
      {mark}
    </li>
  );
}
