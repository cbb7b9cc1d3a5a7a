import type { Same } from '../../../pages/reading.ts';
import type { link as english } from '../en/link.ts';

export const link: Same<typeof english> = {
  heading: (vendor) => `Connecter Workable à ${vendor}`,
  customer: 'Pour {customer}.',
  allSet: 'Tout est configuré. Vous pouvez fermer cette page.',
  twoWays:
    'Vous devez être administrateur dans Workable. Il y a deux façons de faire, et une suffit : les deux étapes ici, ou bien {moving}, en six étapes.',
  moving: 'inviter en déplaçant les candidats',
  hasStages:
    'Vous invitez déjà en déplaçant les candidats : {overview}. Les deux étapes ici sont une autre façon de faire, utile seulement si on vous l’a demandé.',
  overview: 'voir ce qui est configuré',
  footer:
    'Cette page fonctionne jusqu’au {time}. Traitez son adresse comme un mot de passe : toute personne qui l’a peut connecter Workable en votre nom. Si quelque chose n’est pas clair, demandez à {vendor}.',
  toDo: 'À faire',
  provider: {
    title: 'Donner un jeton à Workable',
    inUse: 'Utilisé',
    why: 'Workable envoie ce jeton de fournisseur avec chacune de ses requêtes, afin que {vendor} sache qu’il s’agit de vous. Vous le saisissez dans Workable sous {settings}, {integrations}.',
    unused: 'Jeton {ends}, créé le {time} : pas encore utilisé',
    used: 'Jeton {ends}, créé le {time} : Workable l’utilise depuis le {since}',
    make: 'Créer un nouveau jeton',
    once: 'Il est affiché une seule fois. Tous les jetons créés auparavant restent valables.',
    full: 'Aucun autre jeton ne peut être créé. Demandez à {vendor} de retirer ceux qui ne servent pas.',
  },
  newToken: {
    lead: 'Votre jeton de fournisseur est prêt.',
    title: 'Copiez ce jeton maintenant',
    once: 'Il n’est affiché que cette fois-ci.',
    field: 'Le jeton, sélectionné pour être copié',
    open: 'Dans Workable, ouvrez {settings}, puis {integrations}, et choisissez {vendor}.',
    paste: 'Collez le jeton là où Workable demande le jeton ou la clé du fournisseur, et enregistrez.',
    back: 'Revenez à cette page pour l’étape 2.',
    goOn: 'Passer à l’étape 2',
  },
  repeated: {
    lead: 'Cette page a été envoyée une seconde fois, par exemple parce qu’elle a été rechargée.',
    title: 'Aucun second jeton n’a été créé',
    why: 'Le premier a été affiché une fois et n’est pas conservé, il ne peut donc pas être affiché de nouveau. Si vous ne l’avez pas copié, créez-en un autre. Le premier peut rester.',
    back: 'Retour aux étapes',
  },
  callback: {
    title: 'Saisir le jeton de Workable',
    saved: 'Enregistré',
    why: 'Workable a pour {vendor} un jeton de rappel (callback), avec lequel les résultats des entretiens sont envoyés. Il se trouve dans Workable là où vous avez collé le jeton de fournisseur.',
    savedToken: 'Enregistré : le jeton {ends}. Un nouveau jeton le remplace.',
    field: 'Jeton de rappel (callback) de Workable',
    save: 'Enregistrer',
    replace: 'Remplacer',
    mistakes: {
      empty: 'Collez d’abord le jeton.',
      own: 'C’est un jeton de fournisseur de l’étape 1. Collez celui que Workable vous montre.',
      'not-a-token':
        'Cela ne ressemble pas à un jeton. Copiez-le encore une fois depuis Workable : le jeton entier, sans espaces et sans le mot Bearer.',
    },
  },
  stages: {
    title: 'Ou bien : inviter en déplaçant les candidats',
    connected: 'Connecté',
    notSetUp: 'Pas configuré',
    what: '{vendor} invite automatiquement les candidats que vous déplacez vers une étape de votre processus, et leurs résultats apparaissent dans l’historique. Il faut pour cela un jeton d’API que vous créez dans Workable, avec ou sans les étapes ci-dessus. La configuration prend environ cinq minutes.',
    see: 'Voir ce qui est configuré',
    setUp: 'Le configurer',
  },
  failures: {
    kind: 'Connecter Workable',
    unknown: [
      'Ce lien ne fonctionne pas',
      'Il n’est plus valable ou son adresse n’est pas complète. Les liens sont valables sept jours. Demandez-en un nouveau à l’entreprise qui vous l’a envoyé.',
    ],
    paused: [
      'En pause',
      'Rien n’est envoyé à Workable pour le moment. Demandez à l’entreprise qui vous a envoyé ce lien.',
    ],
    later: ['Indisponible pour le moment', 'Veuillez réessayer dans une minute.'],
    failed: [
      'L’action n’a pas abouti',
      'Rien n’a été modifié. Ouvrez de nouveau votre lien pour voir où en sont les choses.',
    ],
  },
};
