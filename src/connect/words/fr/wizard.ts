import type { Same } from '../../../pages/reading.ts';
import type { wizard as english } from '../en/wizard.ts';

export const wizard: Same<typeof english> = {
  wizard: {
    heading: (vendor) => `Inviter depuis Workable avec ${vendor}`,
    lead: 'Pour {customer}. Chaque étape est enregistrée dès que vous la terminez, et vous pouvez revenir plus tard.',
    steps: 'Étapes',
    done: 'fait',
    footer: '{all}. Cette page fonctionne jusqu’au {time}. Traitez son adresse comme un mot de passe.',
    all: 'Toutes les façons de connecter',
    goOn: (step) => `Passer à l’étape ${step}`,
    doneGoOn: (step) => `C’est fait, passer à l’étape ${step}`,
    doneAll: 'C’est fait, voir ce qui est configuré',
    refresh: 'Actualiser cette page',
    chooseOne: 'Faites un choix',
    more: 'Afficher la suite',
    notAll: 'Il y en a d’autres, qui ne sont pas affichés ici.',
    unknownForm: 'Le formulaire n’a pas pu être lu. Utilisez les boutons de la page.',
    noName: 'Une personne sans nom',
    everyJob: 'Tous les postes',
    notOffered: (template) => `${template} (n’est plus proposé)`,
    change: 'Modifier',
  },
  saved: {
    token: 'Le jeton est enregistré et Workable est connecté.',
    member: 'Le membre est enregistré.',
    template: 'L’entretien habituel est enregistré.',
    name: 'Le nom est enregistré : une étape de ce nom est recherchée dans tous les postes.',
    unnamed: 'Les étapes ne sont plus recherchées par leur nom.',
    refreshed: 'La recherche reprend dans tous les postes.',
    added: 'L’étape est ajoutée.',
    removed: 'L’étape est retirée de cette liste. Dans Workable, rien ne change.',
    on: 'L’étape est activée.',
    off: 'L’étape est désactivée : elle n’invite personne.',
    interview: 'L’entretien de l’étape est enregistré.',
    started: 'Les invitations sont en cours d’envoi.',
    stopped: 'C’est arrêté. Les invitations déjà envoyées restent valables.',
  },
  titles: {
    token: 'Jeton d’API',
    member: 'Membre',
    triggers: 'Étapes et entretiens',
    test: 'Essai',
    'back-fill': 'Qui s’y trouve déjà',
    people: 'Qui peut le lire',
    overview: 'Ce qui est configuré',
  },
  summary: {
    lead: 'Tout ce qu’il faut pour inviter est configuré. Déplacez quelqu’un vers une étape dans Workable pour le voir fonctionner.',
    missing: 'Il manque encore quelque chose : voir les étapes qui ne sont pas cochées.',
    company: 'Entreprise',
    token: 'Jeton',
    writes: 'Commentaires écrits par',
    ratings: 'Notes',
    withRatings: 'oui',
    withoutRatings: 'non : des personnes évaluent aussi sous ce nom',
    usual: 'L’entretien habituel',
    none: 'rien pour l’instant',
  },
  problems: {
    revoked:
      'Workable n’accepte plus le jeton d’API (401) : il a été révoqué ou a expiré. Créez-en un autre dans Workable et collez-le à l’étape 1.',
    silent:
      'Workable n’a pas répondu à temps. Il répond à peu de requêtes en dix secondes, veuillez donc réessayer dans un moment.',
    vendor: (vendor) =>
      `${vendor} n’affiche pas ses entretiens pour le moment. Veuillez réessayer dans une minute ou prévenir ${vendor}.`,
    twice: 'Il y a déjà une entrée pour ce poste et cette étape.',
    vanished: 'Le poste, l’étape, l’entretien ou le candidat n’existe plus. Veuillez choisir de nouveau.',
    noEntry: 'Cette entrée n’existe plus. Voici où en sont les choses.',
    gone: 'Workable n’a plus ce poste, cette étape ou ce candidat. Veuillez choisir de nouveau.',
    refused: 'Workable l’a refusé. Veuillez réessayer ou faire un autre choix.',
    noMember:
      'Il n’y a pas de membre actif sous le nom duquel écrire : choisissez-en un à l’étape 2 ou activez dans Workable celui qui est choisi.',
    forbidden:
      'Workable ne le permet pas (403). Soit il manque au jeton d’API l’une des autorisations r_jobs, r_candidates et w_candidates : créez-en un autre et collez-le à l’étape 1. Soit le membre de l’étape 2 n’est pas dans l’équipe de recrutement de ce poste : ajoutez-le à cette équipe.',
  },
};
