import { type FaceParts, openFace } from '../face.ts';
import { endpoints } from './endpoints.ts';
import { apiRoutes } from './routes.ts';

type Parts = FaceParts & Pick<Parameters<typeof apiRoutes>[0], 'operatorToken' | 'readBytes' | 'takeTurn'>;

/** The operator's API, on the accounts as they are at each request. */
export function createApi({ operatorToken, readBytes, takeTurn, ...face }: Parts) {
  const { publicUrl, storage } = face;
  const parts = openFace(face, 'api', ', by api');
  return apiRoutes({ publicUrl, endpoints, parts, operatorToken, answers: storage.answers, readBytes, takeTurn });
}
