import type { ComponentChildren, VNode } from 'preact';
import { limits } from '../../limits.ts';
import { fitting, fittingRows } from '../../pages/room.tsx';
import type { Wizard } from './wizard.ts';

/** `does`: what its only button does; absent where its buttons say so themselves. It is sent to the page that shows it. */
export function Form({ form, does, children }: { form: string; does?: string; children: ComponentChildren }): VNode {
  return (
    <form method="post">
      <input type="hidden" name="form" value={form} />
      {does !== undefined && <input type="hidden" name="do" value={does} />}
      {children}
    </form>
  );
}

/** A link that looks as what it is: a way on. `isMain`: of the buttons of a page one is, at most. */
export function Onward({ to, text, isMain = false }: { to: string; text: string; isMain?: boolean }): VNode {
  return (
    <p>
      <a class={isMain ? 'button' : 'button plain'} href={to}>
        {text}
      </a>
    </p>
  );
}

/** Leaves a step that nothing has to be decided in: it is done then. */
export function Pass({ wizard, text, isMain = false }: { wizard: Wizard; text: string; isMain?: boolean }): VNode {
  return (
    <Form form={wizard.form} does="pass">
      <p>
        <button type="submit" class={isMain ? 'main' : ''}>
          {text}
        </button>
      </p>
    </Form>
  );
}

type ChoiceProps = {
  id: string;
  /** By default the id. */
  name?: string;
  label: ComponentChildren;
  options: readonly { value: string; text: string }[];
  chosen?: string | undefined;
  /** What it says at first where nothing is chosen: the browser does not send the form before something is. */
  open?: string | undefined;
  /** What the options may take of the room of the page. */
  bytes?: number;
  /** Said where not all of them have room. */
  notAll: ComponentChildren;
};

const optionBytes = 160;

/** As many options as there is room for; the one that is chosen is among them. */
export function Choice(props: ChoiceProps): VNode {
  const { id, name = id, label, options, chosen, open, bytes = 3_500, notAll } = props;
  const view = ({ value, text }: (typeof options)[number]) => (
    <option value={value} selected={value === chosen}>
      {fitting(text, optionBytes)}
    </option>
  );
  const [first, others] = [options.filter(isFirst), options.filter((each) => !isFirst(each))];
  const inOrder = fittingRows(options, bytes, view);
  const shown = inOrder.length === options.length ? inOrder : fittingRows([...first, ...others], bytes, view);
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required={open !== undefined}>
        {open !== undefined && <option value="">{open}</option>}
        {shown}
      </select>
      {shown.length < options.length && <span class="soft">{notAll}</span>}
    </p>
  );

  function isFirst({ value }: { value: string }): boolean {
    return value === '' || value === chosen;
  }
}

/** The room of a page that a smaller logo than the largest leaves. */
export function spareBytes({ account }: Wizard): number {
  return limits.logoBytes - (account.settings.brand.logo?.length ?? 0);
}
