import { closest } from './cli/closest.ts';
import { UsageError } from './parts.ts';

/** There may be thousands. */
const mostNamed = 20;

/** Wrong use that says which accounts there are, and which was probably meant. `what`: what was given, `--account` for instance. */
export function unknownAccount(what: string, given: string, accounts: readonly { name: string }[]): UsageError {
  const names = accounts.map(({ name }) => name);
  const more = names.length - mostNamed;
  const others = more > 0 ? ` and ${more} more, which "bridge accounts" lists` : '';
  const meant = closest(given, names);
  const question = meant === undefined ? '' : `. Did you mean ${meant}?`;
  return new UsageError(`${what} should be one of ${names.slice(0, mostNamed).join(', ')}${others}${question}`);
}
