import { singleLine } from '../interviews/legible.ts';
import { parseUrl } from '../interviews/parse-url.ts';
import { emailOf } from '../interviews/person.ts';
import { limits } from '../limits.ts';
import { baseOf } from '../pages/language.ts';
import { isLoopback } from '../settings/loopback.ts';
import type { SettingRows, ValuesOf } from '../settings/row.ts';
import { anyText, reads } from '../settings/values.ts';
import { readTexts, shippedTexts, type TextsOf, textsIn } from './texts.ts';

export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte, by STARTTLS, by STARTTLS where the server offers it, or never. */
  tls: 'always' | 'starttls' | 'if-offered' | 'never';
  login?: { user: string; password: string };
};

export type Mailbox = { name: string; address: string };

/** What the mails of one account are sent with. */
export type MailSettings = { server: SmtpServer; from: Mailbox; replyTo?: Mailbox };

/** What candidates of one account are told, by mail and on their page. */
export type CandidateSettings = { company?: string; contact?: string; language: string; texts: TextsOf };

export const mailRows = {
  SMTP_URL: {
    value: reads(
      'a URL such as smtps://user:password@mail.example or smtp://mail.example:587, with user and password percent-encoded',
      smtpServerOf,
    ),
    optional: true,
    secret: true,
    meaning: 'The mail server. Required where the bridge has to mail invitations: the vendor only gives links.',
  },
  MAIL_FROM: {
    value: reads('an address such as jobs@acme.example, or Acme Jobs <jobs@acme.example>', mailboxOf),
    optional: true,
    meaning: 'The sender of invitations: an address, or Name <address>.',
  },
  MAIL_REPLY_TO: {
    value: reads('an address such as jobs@acme.example, or Acme Jobs <jobs@acme.example>', mailboxOf),
    optional: true,
    meaning: 'Where candidates write to with questions. Unset: to the sender.',
  },
  COMPANY_NAME: {
    value: reads(`a text of at most ${limits.wordCharacters} characters`, companyOf),
    optional: true,
    meaning: 'The company that invites, as candidates know it. Required for mail.',
  },
  LANGUAGE: {
    value: reads('a language such as en, de, es, fr or pt', languageTagOf),
    default: 'en',
    meaning: 'The language of invitations: en, de, es, fr, pt, or one for which MAIL_TEMPLATES_DIR has texts.',
  },
  MAIL_TEMPLATES_DIR: {
    value: anyText,
    optional: true,
    onThisMachine: true,
    meaning: 'A folder with texts of your own for mail and page, one file per language such as de.json.',
  },
} satisfies SettingRows;

type Values = ValuesOf<typeof mailRows>;
type Given = {
  needsMail: boolean;
  /** Whether the account itself sets it: a default that many accounts share asks for nothing. */
  isOwn: (name: string) => boolean;
  /** The content of a file; undefined where there is none. */
  read: (label: string, path: string) => string | undefined;
  addError: (text: string) => void;
};

/** Reports to `addError` what is wrong with the values together. */
export function settleMail(values: Values, given: Given): { mail?: MailSettings; candidates: CandidateSettings } {
  const {
    SMTP_URL: server,
    MAIL_FROM: from,
    MAIL_REPLY_TO: replyTo,
    COMPANY_NAME: company,
    LANGUAGE: language,
  } = values;
  reportMissing(values, given);
  const contact = (replyTo ?? from)?.address;
  const candidates: CandidateSettings = {
    ...(company === undefined ? {} : { company }),
    ...(contact === undefined ? {} : { contact }),
    language,
    texts: textsOf(values, given),
  };
  if (!server || !from || company === undefined) return { candidates };
  return { mail: { server, from, ...(replyTo === undefined ? {} : { replyTo }) }, candidates };
}

const requiredForMail = ['SMTP_URL', 'MAIL_FROM', 'COMPANY_NAME'] as const;
/** The company's name is of use without mail too. */
const asksForMail = ['SMTP_URL', 'MAIL_FROM', 'MAIL_REPLY_TO', 'MAIL_TEMPLATES_DIR'];

function reportMissing(values: Values, { needsMail, isOwn, addError }: Given): void {
  const asking = asksForMail.find(isOwn);
  if (!needsMail && asking === undefined) return;
  const why = needsMail
    ? 'the vendor only gives links, so the bridge has to mail them'
    : `${asking} is set, and mail needs all of ${requiredForMail.join(', ')}`;
  for (const name of requiredForMail) {
    if (values[name] === undefined) addError(`${name} is missing: ${why}`);
  }
}

/** The shipped texts with those of the operator's folder laid over them. */
function textsOf({ MAIL_TEMPLATES_DIR: folder, LANGUAGE: language }: Values, { read, addError }: Given): TextsOf {
  const texts: Record<string, TextsOf[string]> = { ...shippedTexts };
  const languages = [...new Set([...Object.keys(shippedTexts), baseOf(language), language])];
  let files = 0;
  for (const each of folder === undefined ? [] : languages) {
    const name = `${each}.json`;
    const json = read(`MAIL_TEMPLATES_DIR: ${name}`, `${folder}/${name}`);
    if (json === undefined) continue;
    files += 1;
    const own = readTexts(json, texts[each] ?? texts[baseOf(each)], (error) =>
      addError(`MAIL_TEMPLATES_DIR: ${name}${error.startsWith(':') ? '' : ' '}${error}`),
    );
    if (own) texts[each] = own;
  }
  if (folder !== undefined && files === 0) {
    const names = new Intl.ListFormat('en', { type: 'disjunction' }).format(languages.map((each) => `${each}.json`));
    addError(`MAIL_TEMPLATES_DIR names a folder without ${names}`);
  } else if (textsIn(texts, language) === undefined) {
    addError('LANGUAGE should be en, de, es, fr or pt, or a language for which MAIL_TEMPLATES_DIR has a file');
  }
  return texts;
}

function smtpServerOf(text: string): SmtpServer | undefined {
  const url = parseUrl(text);
  if (!url || !/^smtps?:\/\/[\x21-\x7e]+$/i.test(text) || /[?#\\]/.test(text) || !/^\/?$/.test(url.pathname))
    return undefined;
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (url.hostname === '' || user === undefined || password === undefined) return undefined;
  if ((user === '') !== (password === '')) return undefined;
  if (url.port === '0') return undefined;
  const isAlways = url.protocol === 'smtps:';
  const hasLogin = user !== '';
  const hostname = url.hostname.toLowerCase();
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isAlways ? 465 : 587) : Number(url.port),
    tls: isAlways ? 'always' : isLoopback(hostname) ? 'never' : hasLogin ? 'starttls' : 'if-offered',
    ...(hasLogin ? { login: { user, password } } : {}),
  };
}

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /\p{Cc}/u.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

function mailboxOf(text: string): Mailbox | undefined {
  const [, quoted, bare = '', inside = text] = /^(?:"([^"<>]*)"|([^"<>]*?))\s*<([^<>]+)>$/.exec(text) ?? [];
  const address = emailOf(inside);
  // A mail server that takes no other ones could send nothing at all.
  if (address === undefined || !/^[\x21-\x7e]+$/.test(address)) return undefined;
  return { name: singleLine(quoted ?? bare, limits.wordCharacters), address };
}

function companyOf(text: string): string | undefined {
  const name = singleLine(text, limits.wordCharacters);
  return name === '' || text.length > limits.wordCharacters ? undefined : name;
}

function languageTagOf(text: string): string | undefined {
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(text)) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}
