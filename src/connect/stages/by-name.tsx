import type { ComponentChildren } from 'preact';
import { limits } from '../../limits.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { Moment } from '../../pages/time.tsx';
import { Form, Onward } from './form.tsx';
import type { DoorWizard } from './wizard.ts';

/** Stages that are found by their name, hourly and on a click. */
export function ByName({ wizard }: { wizard: DoorWizard }): ComponentChildren {
  const { account, form, typed, reading } = wizard;
  const { triggers } = reading.words;
  const { stageName } = account.connected;
  const name = typed('name', 'name')?.slice(0, limits.wordCharacters) ?? stageName ?? '';
  return (
    <>
      <h3 id="by-name">{triggers.byName}</h3>
      <p>{triggers.byNameWhat}</p>
      {stageName !== undefined && <Looked wizard={wizard} stageName={stageName} />}
      <Form form={form}>
        <p class="field">
          <label for="name">{triggers.name}</label>
          <input
            type="text"
            id="name"
            name="name"
            value={name}
            maxLength={limits.wordCharacters}
            aria-describedby="name-hint"
          />
          <span class="soft" id="name-hint">
            {triggers.nameHint}
          </span>
        </p>
        <p class="buttons">
          <button type="submit" name="do" value="name">
            {triggers.find}
          </button>
          {stageName !== undefined && (
            <>
              <button type="submit" name="do" value="refresh">
                {triggers.lookNow}
              </button>
              <button type="submit" name="do" value="unname">
                {triggers.stop}
              </button>
            </>
          )}
        </p>
      </Form>
    </>
  );
}

function Looked({ wizard, stageName }: { wizard: DoorWizard; stageName: string }): ComponentChildren {
  const { record, parts, reading } = wizard;
  const { words, clock, day } = reading;
  const { okAt, nextAt = 0 } = record?.tasks.discover ?? {};
  const name = <b dir="auto">{stageName}</b>;
  if (record?.discover !== undefined || nextAt <= parts.now()) {
    return (
      <>
        <p role="status">{fillMarkup(words.triggers.looking, { name })}</p>
        <Onward to="?stages=triggers#by-name" text={words.wizard.refresh} />
      </>
    );
  }
  if (okAt === undefined) return null;
  return (
    <p role="status">
      {fillMarkup(words.triggers.looked, {
        name,
        clock: <Moment at={okAt} text={clock(okAt)} />,
        day: <span>{day(okAt)}</span>,
      })}
    </p>
  );
}
