import type { ComponentChildren, VNode } from 'preact';
import type { Page } from '../../pages/render.tsx';
import { Time } from '../../pages/time.tsx';
import { brandPage } from '../brand-page.tsx';
import { type StepName, stepNames, steps } from './steps.ts';
import type { Wizard } from './wizard.ts';

type Framed = { step: StepName; isConnected: boolean; problem?: string | undefined };

/** A step among all of them. */
export function stepPage(wizard: Wizard, { step, isConnected, problem }: Framed, content: ComponentChildren): Page {
  const { account, managed, link } = wizard;
  const { brand, candidates } = account.settings;
  const vendor = { ...brand, title: account.vendor.title };
  return brandPage(
    vendor,
    `Invite from Workable with ${vendor.title}`,
    <p>
      For <bdi>{candidates.company ?? managed.name}</bdi>. Each step is saved when you take it, and you can come back.
    </p>,
    <>
      <nav aria-label="Steps">
        <ol class="steps">
          {stepNames.map((name) => (
            <StepLink name={name} wizard={wizard} isHere={name === step} isOpen={isConnected || name === 'token'} />
          ))}
        </ol>
      </nav>
      <section aria-labelledby="step">
        <h2 id="step">
          {stepNames.indexOf(step) + 1}. {steps[step].title}
        </h2>
        {problem !== undefined && (
          <p class="alarm box" role="alert" dir="auto">
            {problem}
          </p>
        )}
        {content}
      </section>
      <footer>
        <p>
          <a href="?#stages">All ways to connect</a>. This page works until <Time at={link.expiresAt} />. Treat its
          address like a password.
        </p>
      </footer>
    </>,
  );
}

type StepLinkProps = { name: StepName; wizard: Wizard; isHere: boolean; isOpen: boolean };

function StepLink({ name, wizard, isHere, isOpen }: StepLinkProps): VNode {
  const isDone = isOpen && steps[name].isDone(wizard);
  const text = `${stepNames.indexOf(name) + 1}. ${steps[name].title}`;
  const mark = isDone ? (
    <span role="img" aria-label="done">
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
