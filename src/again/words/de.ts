import type { Words } from '../words.ts';

export const de: Words = {
  kind: 'KI-Interview',
  candidate: 'Kandidat/in',
  someone: 'Eine Person',
  job: 'Stelle',
  interview: 'Interviewvorlage',
  invite: 'Diese Person einladen?',
  inviteAgain: 'Diese Person noch einmal einladen?',
  nothingYet: 'Es geschieht nichts, bevor Sie auf die Schaltfläche drücken.',
  standing: 'So steht es',
  before: 'Vorher',
  now: 'Jetzt',
  stillMissing: 'Es wurde keine Einladung gesendet: Etwas fehlt noch.',
  isOld: 'Workable wurde gerade nicht gefragt oder hat nicht geantwortet: Dies ist der letzte bekannte Stand.',
  lookAgain: 'Noch einmal nachsehen und einladen',
  inviteNow: 'Jetzt einladen',
  worksUntil: (time) => `Dieser Link gilt nur einmal, bis ${time}. Bitte geben Sie ihn nur an Ihr Team weiter.`,
  asked: [
    'Die Einladung ist unterwegs',
    'Ein Kommentar im Profil in Workable sagt Ihnen, dass sie gesendet wurde oder was ihr im Weg steht. Sie können diese Seite schließen.',
  ],
  used: 'Schon gesendet',
  usedAt: (clock, day) =>
    `Die Einladung wurde schon am ${day}, ${clock}, gesendet. Sie wird nicht noch einmal gesendet.`,
  reasons: {
    'no-email': 'Im Profil stand keine E-Mail-Adresse.',
    'unusable-email': 'Die E-Mail-Adresse im Profil war nicht verwendbar.',
    refused: 'Die Interview-Plattform hat die Einladung abgelehnt.',
    'no-credits': 'Das Guthaben bei der Interview-Plattform war aufgebraucht.',
    'template-gone': 'Die Interviewvorlage gab es nicht mehr.',
    unclear:
      'Die Interview-Plattform hat nicht eindeutig geantwortet: Vielleicht hat sie eingeladen, vielleicht nicht.',
    'not-reached': 'Die Interview-Plattform nahm keine Einladungen an.',
    'mail-refused': 'Der Mailserver hat die Einladung nicht angenommen.',
    unknown: 'Der Einladung stand etwas im Weg.',
    'not-taken': 'Das Interview wurde nicht geführt.',
  },
  returned: {
    completed: 'Dieses Interview wurde schon einmal geführt, und die Person ist zurück in der Phase.',
    cancelled: 'Die Person hat dieses Interview schon einmal abgesagt und ist zurück in der Phase.',
    'not-taken':
      'Die Person war schon einmal zu diesem Interview eingeladen, hat nicht daran teilgenommen und ist zurück in der Phase.',
    unknown: 'Die Person war schon einmal zu diesem Interview eingeladen und ist zurück in der Phase.',
  },
  answered: (answer) => `Ihre Antwort: ${answer}`,
  theAddress: 'die Adresse',
  remains: {
    nothing: 'Einer zweiten Einladung steht nichts im Weg.',
    'no-email': 'Im Profil steht immer noch keine E-Mail-Adresse. Bitte tragen Sie zuerst in Workable eine ein.',
    'unusable-email':
      'Die Adresse im Profil ist immer noch nicht verwendbar. Bitte korrigieren Sie sie zuerst in Workable.',
    refused: 'Die Interview-Plattform wird noch einmal gefragt und lehnt vielleicht wieder ab.',
    'no-credits': 'Die Interview-Plattform wird noch einmal gefragt: Sie lädt nur ein, wenn es wieder Guthaben gibt.',
    'template-gone': 'Die Interview-Plattform wird gefragt, ob es die Vorlage wieder gibt.',
    unclear: 'Bitte fragen Sie nach, ob eine Einladung angekommen ist, und machen Sie nur weiter, wenn nicht.',
  },
  goesTo: (address) => `Die Einladung geht an ${address}.`,
  noAddress: 'Im Profil steht keine E-Mail-Adresse.',
  over: 'Dieser Link gilt nicht mehr',
  overWhy: {
    deleted: 'Das Profil wurde in Workable gelöscht.',
    anonymized: 'Das Profil wurde in Workable anonymisiert.',
    missing: 'Workable hat dieses Profil nicht mehr: Es wurde gelöscht oder zu einer anderen Stelle verschoben.',
    moved:
      'Das Profil wurde in Workable zu einer anderen Stelle verschoben, wo das Interview weitergeht: Die Kommentare dort zeigen, wie es steht.',
    expired: 'Er ist abgelaufen: Er galt 30 Tage.',
    replaced: 'Ein neuerer Kommentar im Profil in Workable ist an seine Stelle getreten: Verwenden Sie den Link dort.',
    left: 'Die Person ist nicht mehr in der Phase. Verschieben Sie sie zuerst in Workable zurück in die Phase.',
    disqualified: 'Die Person wurde abgelehnt. Machen Sie das zuerst in Workable rückgängig.',
    withdrawn: 'Die Bewerbung wurde zurückgezogen. Machen Sie das zuerst in Workable rückgängig.',
    hired: 'Die Person ist eingestellt.',
    closed:
      'Die Stelle ist archiviert oder ein Entwurf, und für sie gibt es keine Interviews. Veröffentlichen Sie sie zuerst in Workable.',
    sample: 'Die Stelle ist die Beispielstelle von Workable, für die es keine Interviews gibt.',
    'has-result': 'Es gibt inzwischen ein Ergebnis: Sie finden es im Kommentar in Workable.',
  },
  failures: {
    unknown: [
      'Hier ist kein Link',
      'Die Adresse ist vielleicht nicht vollständig. Bitte kopieren Sie sie noch einmal aus dem Kommentar in Workable.',
    ],
    gone: [
      'Dieser Link ist nicht bekannt',
      'Seine Adresse ist nicht vollständig oder wurde verändert: Bitte kopieren Sie sie noch einmal aus dem Kommentar in Workable. Wenn es die ganze Adresse ist, werden die Daten dazu hier nicht mehr aufbewahrt: Es ist lange her.',
    ],
    noForm: [
      'Es wurde keine Einladung gesendet',
      'Bitte öffnen Sie den Link im Kommentar in Workable noch einmal und verwenden Sie die Schaltfläche dort.',
    ],
    later: ['Im Moment nicht verfügbar', 'Bitte versuchen Sie es in einer Minute noch einmal.'],
    failed: [
      'Das hat nicht geklappt',
      'Es wurde nichts geändert. Bitte öffnen Sie den Link noch einmal, um zu sehen, wie es steht.',
    ],
  },
};
