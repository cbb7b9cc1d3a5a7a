import type { Same } from '../../../pages/reading.ts';
import type { wizard as english } from '../en/wizard.ts';

export const wizard: Same<typeof english> = {
  wizard: {
    heading: (vendor) => `Convidar a partir do Workable com ${vendor}`,
    lead: 'Para {customer}. Cada passo é guardado ao ser concluído, e pode voltar mais tarde.',
    steps: 'Passos',
    done: 'feito',
    footer: '{all}. Esta página funciona até {time}. Trate o endereço como uma senha.',
    all: 'Todas as maneiras de conectar',
    goOn: (step) => `Avançar para o passo ${step}`,
    doneGoOn: (step) => `Feito, avançar para o passo ${step}`,
    doneAll: 'Feito, ver o que está configurado',
    refresh: 'Atualizar esta página',
    chooseOne: 'Escolha uma opção',
    more: 'Mostrar mais',
    notAll: 'Há mais do que os listados aqui.',
    unknownForm: 'Não foi possível ler o formulário. Use os botões da página.',
    noName: 'Uma pessoa sem nome',
    everyJob: 'Todas as vagas',
    notOffered: (template) => `${template} (não é mais oferecida)`,
    change: 'Alterar',
  },
  saved: {
    token: 'O token está guardado e o Workable está conectado.',
    member: 'O membro está guardado.',
    template: 'A entrevista habitual está guardada.',
    name: 'O nome está guardado: uma etapa com esse nome é procurada em todas as vagas.',
    unnamed: 'Não se procura mais nenhuma etapa pelo nome.',
    refreshed: 'A procura recomeça em todas as vagas.',
    added: 'A etapa foi adicionada.',
    removed: 'A etapa foi retirada desta lista. No Workable nada muda.',
    on: 'A etapa está ativada.',
    off: 'A etapa está desativada: não convida ninguém.',
    interview: 'A entrevista da etapa está guardada.',
    started: 'Os convites serão enviados agora.',
    stopped: 'Foi parado. Os convites já enviados continuam válidos.',
  },
  titles: {
    token: 'Token de API',
    member: 'Membro',
    triggers: 'Etapas e entrevistas',
    test: 'Teste',
    'back-fill': 'Quem já está lá',
    people: 'Quem pode ler',
    overview: 'O que está configurado',
  },
  summary: {
    lead: 'Está configurado tudo o que é preciso para convidar. Mova alguém para uma etapa no Workable para ver como funciona.',
    missing: 'Ainda falta algo: veja os passos sem a marca de concluído.',
    company: 'Empresa',
    token: 'Token',
    writes: 'Comentários escritos por',
    ratings: 'Classificações',
    withRatings: 'sim',
    withoutRatings: 'não: com esse nome também avaliam pessoas',
    usual: 'A entrevista habitual',
    none: 'ainda nada',
  },
  problems: {
    revoked:
      'O Workable não aceita mais o token de API (401): foi revogado ou expirou. Crie outro no Workable e cole-o no passo 1.',
    silent:
      'O Workable não respondeu a tempo. Responde a poucos pedidos em dez segundos, por isso tente de novo em breve.',
    vendor: (vendor) =>
      `${vendor} não lista as suas entrevistas neste momento. Tente de novo dentro de um minuto ou avise ${vendor}.`,
    twice: 'Já há uma entrada para esta vaga e etapa.',
    vanished: 'A vaga, a etapa, a entrevista ou o candidato não existe mais. Escolha de novo.',
    noEntry: 'Essa entrada não existe mais. Esta é a situação atual.',
    gone: 'O Workable não tem mais essa vaga, etapa ou candidato. Escolha de novo.',
    refused: 'O Workable recusou. Tente de novo ou escolha outra opção.',
    noMember:
      'Não há um membro ativo em cujo nome escrever: escolha um no passo 2 ou ative no Workable o que está escolhido.',
    forbidden:
      'O Workable não o permite (403). Ou falta ao token de API uma das permissões r_jobs, r_candidates e w_candidates: crie outro e cole-o no passo 1. Ou o membro do passo 2 não está no “hiring team” dessa vaga: adicione-o lá.',
  },
};
