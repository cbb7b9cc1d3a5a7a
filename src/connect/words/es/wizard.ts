import type { Same } from '../../../pages/reading.ts';
import type { wizard as english } from '../en/wizard.ts';

export const wizard: Same<typeof english> = {
  wizard: {
    heading: (vendor) => `Invitar desde Workable con ${vendor}`,
    lead: 'Para {customer}. Cada paso se guarda al completarlo, y puede volver cuando quiera.',
    steps: 'Pasos',
    done: 'hecho',
    footer: '{all}. Esta página funciona hasta el {time}. Trate su dirección como una contraseña.',
    all: 'Todas las maneras de conectar',
    goOn: (step) => `Ir al paso ${step}`,
    doneGoOn: (step) => `Hecho, ir al paso ${step}`,
    doneAll: 'Hecho, ver lo que está configurado',
    refresh: 'Actualizar esta página',
    chooseOne: 'Elija una opción',
    more: 'Mostrar más',
    notAll: 'Hay más de los que aparecen aquí.',
    unknownForm: 'No se pudo leer el formulario. Use los botones de la página.',
    noName: 'Una persona sin nombre',
    everyJob: 'Todos los puestos',
    notOffered: (template) => `${template} (ya no se ofrece)`,
    change: 'Cambiar',
  },
  saved: {
    token: 'El token está guardado y Workable está conectado.',
    member: 'El miembro está guardado.',
    template: 'La entrevista habitual está guardada.',
    name: 'El nombre está guardado: se busca en todos los puestos una etapa que se llame así.',
    unnamed: 'Ya no se busca ninguna etapa por su nombre.',
    refreshed: 'Se busca otra vez en todos los puestos.',
    added: 'La etapa está añadida.',
    removed: 'La etapa se ha quitado de esta lista. En Workable no cambia nada.',
    on: 'La etapa está activada.',
    off: 'La etapa está desactivada: no invita a nadie.',
    interview: 'La entrevista de la etapa está guardada.',
    started: 'Se está invitando a los candidatos.',
    stopped: 'Se ha detenido. Las invitaciones ya enviadas siguen siendo válidas.',
  },
  titles: {
    token: 'Token de API',
    member: 'Miembro',
    triggers: 'Etapas y entrevistas',
    test: 'Prueba',
    'back-fill': 'Quién ya está allí',
    people: 'Quién puede leerlo',
    overview: 'Lo que está configurado',
  },
  summary: {
    lead: 'Está configurado todo lo que hace falta para invitar. Mueva a alguien a una etapa en Workable para verlo funcionar.',
    missing: 'Todavía falta algo: vea los pasos sin marca.',
    company: 'Empresa',
    token: 'Token',
    writes: 'Comentarios escritos por',
    ratings: 'Valoraciones',
    withRatings: 'sí',
    withoutRatings: 'no: con ese nombre también evalúan personas',
    usual: 'La entrevista habitual',
    none: 'aún nada',
  },
  problems: {
    revoked:
      'Workable ya no acepta el token de API (401): se revocó o ha caducado. Cree otro en Workable y péguelo en el paso 1.',
    silent:
      'Workable no respondió a tiempo. Responde a pocas solicitudes en diez segundos, así que inténtelo de nuevo en un momento.',
    vendor: (vendor) =>
      `${vendor} no muestra sus entrevistas ahora mismo. Inténtelo de nuevo dentro de un minuto o avise a ${vendor}.`,
    twice: 'Ya hay una entrada para este puesto y esta etapa.',
    vanished: 'El puesto, la etapa, la entrevista o el candidato ya no existe. Elija otra vez.',
    noEntry: 'Esa entrada ya no existe. Así están las cosas ahora.',
    gone: 'Workable ya no tiene ese puesto, etapa o candidato. Elija otra vez.',
    refused: 'Workable lo rechazó. Inténtelo de nuevo o elija otra opción.',
    noMember:
      'No hay ningún miembro activo en cuyo nombre escribir: elija uno en el paso 2 o active en Workable el que está elegido.',
    forbidden:
      'Workable no lo permite (403). O bien al token de API le falta uno de los permisos r_jobs, r_candidates y w_candidates: cree otro y péguelo en el paso 1. O bien el miembro del paso 2 no está en el equipo de contratación de ese puesto: añádalo allí.',
  },
};
