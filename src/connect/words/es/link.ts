import type { Same } from '../../../pages/reading.ts';
import type { link as english } from '../en/link.ts';

export const link: Same<typeof english> = {
  heading: (vendor) => `Conectar Workable con ${vendor}`,
  customer: 'Para {customer}.',
  allSet: 'Todo está configurado. Puede cerrar esta página.',
  twoWays:
    'Necesita permisos de administrador en Workable. Hay dos maneras, y basta con una: los dos pasos de aquí o {moving}, en seis pasos.',
  moving: 'invitar moviendo candidatos',
  hasStages:
    'Ya invita moviendo candidatos: {overview}. Los dos pasos de aquí son otra manera, que solo necesita si se lo han pedido.',
  overview: 'ver lo que está configurado',
  footer:
    'Esta página funciona hasta el {time}. Trate su dirección como una contraseña: quien la tenga puede conectar Workable en su nombre. Si algo no está claro, pregunte a {vendor}.',
  toDo: 'Por hacer',
  provider: {
    title: 'Dar un token a Workable',
    inUse: 'En uso',
    why: 'Workable envía este token de proveedor con cada una de sus solicitudes, para que {vendor} sepa que es usted. Se introduce en Workable en {settings}, {integrations}.',
    unused: 'Token {ends}, creado el {time}: aún no se ha usado',
    used: 'Token {ends}, creado el {time}: Workable lo usa desde el {since}',
    make: 'Crear un token nuevo',
    once: 'Se muestra una sola vez. Todos los tokens anteriores siguen siendo válidos.',
    full: 'No se pueden crear más tokens. Pida a {vendor} que retire los que no se usan.',
  },
  newToken: {
    lead: 'Su token de proveedor está listo.',
    title: 'Copie este token ahora',
    once: 'Solo se muestra esta vez.',
    field: 'El token, seleccionado para copiarlo',
    open: 'En Workable, abra {settings}, luego {integrations}, y elija {vendor}.',
    paste: 'Pegue el token donde Workable pide el token o la clave del proveedor, y guarde.',
    back: 'Vuelva a esta página para el paso 2.',
    goOn: 'Ir al paso 2',
  },
  repeated: {
    lead: 'Esta página se envió por segunda vez, por ejemplo porque se recargó.',
    title: 'No se creó un segundo token',
    why: 'El primero se mostró una vez y no se guarda, así que no puede mostrarse otra vez. Si no lo ha copiado, cree otro. El primero puede quedarse.',
    back: 'Volver a los pasos',
  },
  callback: {
    title: 'Introducir el token de Workable',
    saved: 'Guardado',
    why: 'Workable tiene un token de callback para {vendor}, con el que se envían los resultados de las entrevistas. Está en Workable donde pegó el token de proveedor.',
    savedToken: 'Guardado: el token {ends}. Uno nuevo ocupa su lugar.',
    field: 'Token de callback de Workable',
    save: 'Guardar',
    replace: 'Sustituir',
    mistakes: {
      empty: 'Pegue primero el token.',
      own: 'Este es un token de proveedor del paso 1. Pegue el que le muestra Workable.',
      'not-a-token':
        'Esto no parece un token. Cópielo otra vez de Workable: el token entero, sin espacios y sin la palabra Bearer.',
    },
  },
  stages: {
    title: 'O bien: invitar moviendo candidatos',
    connected: 'Conectado',
    notSetUp: 'Sin configurar',
    what: '{vendor} invita automáticamente a los candidatos que usted mueve a una etapa de su proceso, y sus resultados aparecen en el historial. Necesita un token de API que usted crea en Workable, con los pasos de arriba o sin ellos. Configurarlo lleva unos cinco minutos.',
    see: 'Ver lo que está configurado',
    setUp: 'Configurarlo',
  },
  failures: {
    kind: 'Conectar Workable',
    unknown: [
      'Este enlace no funciona',
      'Ya no es válido o su dirección no está completa. Los enlaces funcionan siete días. Pida uno nuevo a la empresa que se lo envió.',
    ],
    paused: ['En pausa', 'Por ahora no se envía nada a Workable. Pregunte a la empresa que le envió este enlace.'],
    later: ['No está disponible en este momento', 'Inténtelo de nuevo dentro de un minuto.'],
    failed: ['No ha funcionado', 'No se cambió nada. Abra otra vez su enlace para ver la situación.'],
  },
};
