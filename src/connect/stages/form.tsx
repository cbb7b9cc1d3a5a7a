import type { ComponentChildren, VNode } from 'preact';

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

/** For one that no page of ours has sent. */
export const unknownForm = 'The form has nothing that is known. Please use the buttons of the page.';

/** A link of the steps that looks as what it is: the way on. */
export function Onward({ to, text }: { to: string; text: string }): VNode {
  return (
    <p>
      <a class="button" href={to}>
        {text}
      </a>
    </p>
  );
}

type ChoiceProps = {
  id: string;
  /** By default the id. */
  name?: string;
  label: string;
  options: readonly { value: string; text: string }[];
  chosen?: string | undefined;
  /** Nothing is chosen at first: the browser does not send the form before something is. */
  isOpen?: boolean;
};

export function Choice({ id, name = id, label, options, chosen, isOpen = false }: ChoiceProps): VNode {
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required={isOpen}>
        {isOpen && <option value="">Choose one</option>}
        {options.map(({ value, text }) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}
