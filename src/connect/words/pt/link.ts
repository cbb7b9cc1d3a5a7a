import type { Same } from '../../../pages/reading.ts';
import type { link as english } from '../en/link.ts';

export const link: Same<typeof english> = {
  heading: (vendor) => `Conectar o Workable a ${vendor}`,
  customer: 'Para {customer}.',
  allSet: 'Está tudo configurado. Pode fechar esta página.',
  twoWays:
    'São necessárias permissões de administrador no Workable. Há duas maneiras, e uma basta: os dois passos aqui ou {moving}, em seis passos.',
  moving: 'convidar movendo candidatos',
  hasStages:
    'Os convites já são feitos movendo candidatos: {overview}. Os dois passos aqui são outra maneira, necessária apenas se foi pedida.',
  overview: 'ver o que está configurado',
  footer:
    'Esta página funciona até {time}. Trate o endereço como uma senha: quem o tiver pode conectar o Workable em seu nome. Se algo não for claro, pergunte a {vendor}.',
  toDo: 'Por fazer',
  provider: {
    title: 'Dar um token ao Workable',
    inUse: 'Em uso',
    why: 'O Workable envia este token de fornecedor com cada um dos seus pedidos, para que {vendor} reconheça a sua empresa. Insira-o no Workable em {settings}, {integrations}.',
    unused: 'Token {ends}, criado em {time}: ainda não usado',
    used: 'Token {ends}, criado em {time}: o Workable usa-o desde {since}',
    make: 'Criar um novo token',
    once: 'É mostrado uma única vez. Todos os tokens criados antes continuam válidos.',
    full: 'Não é possível criar mais tokens. Peça a {vendor} que retire os que não são usados.',
  },
  newToken: {
    lead: 'O seu token de fornecedor está pronto.',
    title: 'Copie este token agora',
    once: 'Só é mostrado desta vez.',
    field: 'O token, selecionado para ser copiado',
    open: 'No Workable, abra {settings}, depois {integrations}, e escolha {vendor}.',
    paste: 'Cole o token onde o Workable pede o token ou a chave do fornecedor, e guarde.',
    back: 'Volte a esta página para o passo 2.',
    goOn: 'Avançar para o passo 2',
  },
  repeated: {
    lead: 'Esta página foi enviada uma segunda vez, por exemplo porque foi recarregada.',
    title: 'Não foi criado um segundo token',
    why: 'O primeiro foi mostrado uma vez e não é guardado, por isso não pode ser mostrado de novo. Se não o copiou, crie outro. O primeiro pode ficar.',
    back: 'Voltar aos passos',
  },
  callback: {
    title: 'Inserir o token do Workable',
    saved: 'Guardado',
    why: 'O Workable tem um token de callback para {vendor}, com o qual são enviados os resultados das entrevistas. Está no Workable, onde colou o token de fornecedor.',
    savedToken: 'Guardado: o token {ends}. Um novo token o substitui.',
    field: 'Token de callback do Workable',
    save: 'Guardar',
    replace: 'Substituir',
    mistakes: {
      empty: 'Cole primeiro o token.',
      own: 'Este é um token de fornecedor do passo 1. Cole o que o Workable mostra.',
      'not-a-token':
        'Isto não parece um token. Copie-o mais uma vez do Workable: o token inteiro, sem espaços e sem a palavra Bearer.',
    },
  },
  stages: {
    title: 'Ou: convidar movendo candidatos',
    connected: 'Conectado',
    notSetUp: 'Não configurado',
    what: '{vendor} convida automaticamente os candidatos que forem movidos para uma etapa do seu processo, e os resultados aparecem na linha do tempo. Para isso é preciso um token de API, criado no Workable, com os passos acima ou sem eles. A configuração leva cerca de cinco minutos.',
    see: 'Ver o que está configurado',
    setUp: 'Configurar',
  },
  failures: {
    kind: 'Conectar o Workable',
    unknown: [
      'Este link não funciona',
      'O link não é mais válido ou o endereço não está completo. Os links funcionam por sete dias. Peça um novo à empresa que o enviou.',
    ],
    paused: ['Em pausa', 'Por enquanto, nada é enviado ao Workable. Pergunte à empresa que enviou este link.'],
    later: ['Indisponível neste momento', 'Tente novamente dentro de um minuto.'],
    failed: ['Não funcionou', 'Nada foi alterado. Abra o link de novo para ver a situação.'],
  },
};
