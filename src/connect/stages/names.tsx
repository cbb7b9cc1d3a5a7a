import type { VNode } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import type { personOf } from '../../operator/queries/applications.ts';
import { optionsOf } from '../../operator/queries/template-options.ts';
import type { TriggerView } from '../../operator/queries/triggers.ts';
import { fitting } from '../../pages/room.tsx';
import type { Words } from '../words.ts';

/** How much of the room of a page one name may take, and the interviews of a choice at least. */
export const nameBytes = 160;
export const templateBytes = 6_000;

/** A job and a stage of it, or of all jobs. */
export function Place({ view, words }: { view: TriggerView; words: Words }): VNode {
  const { job, job_title: title, stage, stage_name: stageName } = view;
  return (
    <>
      <bdi>{job === '*' ? words.wizard.everyJob : fitting(title ?? job, nameBytes)}</bdi>:{' '}
      <bdi>{fitting(stageName ?? stage, nameBytes)}</bdi>
    </>
  );
}

/** A candidate as people call them. */
export function calledIn({ first_name = '', last_name = '' }: ReturnType<typeof personOf>, words: Words): string {
  return fitting([first_name, last_name].filter(Boolean).join(' ') || words.wizard.noName, nameBytes);
}

/** What the vendor calls an interview. */
export function interviewIn(templates: readonly Template[], id: string, { wizard }: Words): string {
  return fitting(templates.find((each) => each.id === id)?.name || wizard.notOffered(id), nameBytes);
}

/** For a choice of interviews. One that the vendor does not list any more stays visible. */
export function interviewOptions(templates: readonly Template[], chosen: string | undefined, words: Words) {
  const options = optionsOf(templates, chosen);
  return options.map(({ value, text }) => ({
    value,
    text: value === chosen ? interviewIn(templates, value, words) : text,
  }));
}
