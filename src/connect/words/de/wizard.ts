import type { Same } from '../../../pages/reading.ts';
import type { wizard as english } from '../en/wizard.ts';

export const wizard: Same<typeof english> = {
  wizard: {
    heading: (vendor) => `Aus Workable mit ${vendor} einladen`,
    lead: 'Für {customer}. Jeder Schritt wird gespeichert, sobald Sie ihn abschließen, und Sie können später wiederkommen.',
    steps: 'Schritte',
    done: 'erledigt',
    footer: '{all}. Diese Seite ist gültig bis {time}. Behandeln Sie ihre Adresse wie ein Passwort.',
    all: 'Alle Wege zur Verbindung',
    goOn: (step) => `Weiter zu Schritt ${step}`,
    doneGoOn: (step) => `Erledigt, weiter zu Schritt ${step}`,
    doneAll: 'Erledigt, ansehen, was eingerichtet ist',
    refresh: 'Diese Seite aktualisieren',
    chooseOne: 'Bitte wählen',
    more: 'Mehr anzeigen',
    notAll: 'Es gibt mehr, als hier aufgeführt sind.',
    unknownForm: 'Das Formular war nicht lesbar. Bitte verwenden Sie die Schaltflächen der Seite.',
    noName: 'Eine Person ohne Namen',
    everyJob: 'Jede Stelle',
    notOffered: (template) => `${template} (wird nicht mehr angeboten)`,
    change: 'Ändern',
  },
  saved: {
    token: 'Das Token ist gespeichert, und Workable ist verbunden.',
    member: 'Das Mitglied ist gespeichert.',
    template: 'Das übliche Interview ist gespeichert.',
    name: 'Der Name ist gespeichert: Alle Stellen werden nach einer Phase dieses Namens durchsucht.',
    unnamed: 'Es wird nicht mehr nach dem Namen einer Phase gesucht.',
    refreshed: 'Alle Stellen werden noch einmal durchsucht.',
    added: 'Die Phase ist hinzugefügt.',
    removed: 'Die Phase ist aus dieser Liste entfernt. In Workable ändert sich nichts.',
    on: 'Die Phase ist eingeschaltet.',
    off: 'Die Phase ist ausgeschaltet: Durch sie wird niemand eingeladen.',
    interview: 'Das Interview der Phase ist gespeichert.',
    started: 'Die Einladungen werden jetzt gesendet.',
    stopped: 'Es ist angehalten. Wer bis dahin eingeladen wurde, bleibt eingeladen.',
  },
  titles: {
    token: 'API-Token',
    member: 'Mitglied',
    triggers: 'Phasen und Interviews',
    test: 'Probelauf',
    'back-fill': 'Wer schon dort steht',
    people: 'Wer es lesen kann',
    overview: 'Was eingerichtet ist',
  },
  summary: {
    lead: 'Für Einladungen ist alles eingerichtet. Verschieben Sie in Workable jemanden in eine Phase, um es auszuprobieren.',
    missing: 'Es fehlt noch etwas: siehe die Schritte ohne Haken.',
    company: 'Unternehmen',
    token: 'Token',
    writes: 'Kommentare schreibt',
    ratings: 'Bewertungen',
    withRatings: 'ja',
    withoutRatings: 'nein: Unter diesem Namen bewerten auch Menschen',
    usual: 'Das übliche Interview',
    none: 'noch keine Angabe',
  },
  problems: {
    revoked:
      'Workable nimmt das API-Token nicht mehr an (401): Es wurde widerrufen oder ist abgelaufen. Erstellen Sie in Workable ein anderes und fügen Sie es in Schritt 1 ein.',
    silent:
      'Workable hat nicht rechtzeitig geantwortet. Es beantwortet in zehn Sekunden nur wenige Anfragen, versuchen Sie es also bitte gleich noch einmal.',
    vendor: (vendor) =>
      `${vendor} führt seine Interviews gerade nicht auf. Bitte versuchen Sie es in einer Minute noch einmal oder sagen Sie ${vendor} Bescheid.`,
    twice: 'Für diese Stelle und Phase gibt es schon einen Eintrag.',
    vanished: 'Die Stelle, die Phase, das Interview oder die Person gibt es nicht mehr. Bitte wählen Sie noch einmal.',
    noEntry: 'Diesen Eintrag gibt es nicht mehr. So steht es jetzt.',
    gone: 'Workable hat diese Stelle, Phase oder Person nicht mehr. Bitte wählen Sie noch einmal.',
    refused: 'Workable hat das abgelehnt. Bitte versuchen Sie es noch einmal oder wählen Sie etwas anderes.',
    noMember:
      'Es gibt kein aktives Mitglied, unter dem geschrieben werden kann: Wählen Sie eines in Schritt 2 oder aktivieren Sie das gewählte in Workable.',
    forbidden:
      'Workable erlaubt das nicht (403). Entweder fehlt dem API-Token eine der Berechtigungen r_jobs, r_candidates und w_candidates: Erstellen Sie ein anderes und fügen Sie es in Schritt 1 ein. Oder das Mitglied aus Schritt 2 ist nicht im Team dieser Stelle: Nehmen Sie es dort auf.',
  },
};
