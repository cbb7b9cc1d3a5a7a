import type { Same } from '../../../pages/reading.ts';
import type { link as english } from '../en/link.ts';

export const link: Same<typeof english> = {
  heading: (vendor) => `Workable mit ${vendor} verbinden`,
  customer: 'Für {customer}.',
  allSet: 'Alles ist eingerichtet. Sie können diese Seite schließen.',
  twoWays:
    'Sie brauchen in Workable die Rechte eines Admins. Es gibt zwei Wege, und einer genügt: die zwei Schritte hier oder {moving} in sechs Schritten.',
  moving: 'das Einladen durch Verschieben',
  hasStages:
    'Sie laden schon durch Verschieben ein: {overview}. Die zwei Schritte hier sind ein anderer Weg, den Sie nur brauchen, wenn Sie darum gebeten wurden.',
  overview: 'ansehen, was eingerichtet ist',
  footer:
    'Diese Seite ist gültig bis {time}. Behandeln Sie ihre Adresse wie ein Passwort: Wer sie hat, kann Workable in Ihrem Namen verbinden. Wenn etwas unklar ist, fragen Sie {vendor}.',
  toDo: 'Zu tun',
  provider: {
    title: 'Workable ein Token geben',
    inUse: 'In Verwendung',
    why: 'Workable sendet dieses Anbieter-Token mit jeder seiner Anfragen, damit {vendor} weiß, dass Sie es sind. Sie tragen es in Workable unter {settings}, {integrations} ein.',
    unused: 'Token {ends}, erstellt am {time}: noch nicht verwendet',
    used: 'Token {ends}, erstellt am {time}: Workable verwendet es seit {since}',
    make: 'Ein neues Token erstellen',
    once: 'Es wird nur einmal angezeigt. Alle früher erstellten Token gelten weiter.',
    full: 'Weitere Token sind nicht möglich. Bitten Sie {vendor}, nicht verwendete zu entfernen.',
  },
  newToken: {
    lead: 'Ihr Anbieter-Token ist fertig.',
    title: 'Kopieren Sie dieses Token jetzt',
    once: 'Es wird nur dieses eine Mal angezeigt.',
    field: 'Das Token, zum Kopieren markiert',
    open: 'Öffnen Sie in Workable {settings}, dann {integrations}, und wählen Sie {vendor}.',
    paste:
      'Fügen Sie das Token dort ein, wo Workable nach Token oder Schlüssel des Anbieters fragt, und speichern Sie.',
    back: 'Kommen Sie für Schritt 2 auf diese Seite zurück.',
    goOn: 'Weiter zu Schritt 2',
  },
  repeated: {
    lead: 'Diese Seite wurde ein zweites Mal gesendet, zum Beispiel weil sie neu geladen wurde.',
    title: 'Es wurde kein zweites Token erstellt',
    why: 'Das erste wurde einmal angezeigt und wird nicht aufbewahrt, es lässt sich also nicht noch einmal anzeigen. Wenn Sie es nicht kopiert haben, erstellen Sie ein weiteres. Das erste darf bleiben.',
    back: 'Zurück zu den Schritten',
  },
  callback: {
    title: 'Das Token von Workable eintragen',
    saved: 'Gespeichert',
    why: 'Workable hat für {vendor} ein Callback-Token, mit dem die Ergebnisse der Interviews gesendet werden. Sie finden es in Workable dort, wo Sie das Anbieter-Token eingefügt haben.',
    savedToken: 'Gespeichert: das Token {ends}. Ein neues tritt an seine Stelle.',
    field: 'Callback-Token von Workable',
    save: 'Speichern',
    replace: 'Ersetzen',
    mistakes: {
      empty: 'Fügen Sie zuerst das Token ein.',
      own: 'Das ist ein Anbieter-Token aus Schritt 1. Fügen Sie das ein, das Workable Ihnen zeigt.',
      'not-a-token':
        'Das sieht nicht wie ein Token aus. Kopieren Sie es noch einmal aus Workable: das ganze Token, ohne Leerzeichen und ohne das Wort Bearer.',
    },
  },
  stages: {
    title: 'Oder: durch Verschieben einladen',
    connected: 'Verbunden',
    notSetUp: 'Nicht eingerichtet',
    what: 'Wen Sie in eine Phase Ihrer Pipeline verschieben, lädt {vendor} automatisch ein, und das Ergebnis erscheint in der Timeline. Dafür brauchen Sie ein API-Token, das Sie in Workable erstellen, mit oder ohne die Schritte oben. Das Einrichten dauert etwa fünf Minuten.',
    see: 'Ansehen, was eingerichtet ist',
    setUp: 'Einrichten',
  },
  failures: {
    kind: 'Workable verbinden',
    unknown: [
      'Dieser Link gilt nicht',
      'Er gilt nicht mehr, oder seine Adresse ist nicht vollständig. Links gelten sieben Tage. Bitte fragen Sie das Unternehmen, das ihn gesendet hat, nach einem neuen.',
    ],
    paused: [
      'Angehalten',
      'Im Moment wird nichts an Workable gesendet. Bitte fragen Sie das Unternehmen, das Ihnen diesen Link gesendet hat.',
    ],
    later: ['Im Moment nicht verfügbar', 'Bitte versuchen Sie es in einer Minute noch einmal.'],
    failed: [
      'Das hat nicht geklappt',
      'Es wurde nichts geändert. Bitte öffnen Sie Ihren Link noch einmal, um zu sehen, wie es steht.',
    ],
  },
};
