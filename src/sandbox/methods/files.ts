import type { Call, Method } from './call.ts';
import { badRequest } from '../shapes.ts';
import type { StoredFile } from '../state.ts';

export const fileMethods: Record<string, Method> = { getfile: getFile };

/** Source: core.telegram.org/bots/api#getfile */
const maxDownloadBytes = 20 * 1_048_576;

function getFile({ world, params }: Call) {
  if (!params.has('file_id')) throw badRequest('file_id not specified');
  const file = world.state.files.get(params.text('file_id'));
  if (file === undefined) throw badRequest('invalid file_id');
  if (!file.isStored) throw badRequest('wrong file_id or the file is temporarily unavailable');
  if (file.sizeBytes > maxDownloadBytes) throw badRequest('file is too big');
  const { id, uniqueId, sizeBytes } = file;
  return { file_id: id, file_unique_id: uniqueId, file_size: sizeBytes, file_path: pathOf(file) };
}

/** Where it stands under `/file/bot<token>/`. */
function pathOf({ id, width }: StoredFile): string {
  return `${width > 0 ? 'photos' : 'documents'}/${id}`;
}
