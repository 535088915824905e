import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type RecordClearanceResult, recordClearance } from '#domain/staff/clearances/record-clearance.ts'
import type { ClearanceInput } from '#domain/staff/rules/staff-schemas.ts'
import type { UploadedFile } from '../record/attach-file.ts'
import { type FilesRefused, withFiles } from './with-files.ts'

/** Records an agreement or a training with the file that came with it, under the limits of all files. Throws `Denied`, `SudoNeeded`. */
export async function recordClearanceFile(
  ctx: Context,
  input: ClearanceInput,
  files: readonly UploadedFile[],
): Promise<RecordClearanceResult | FilesRefused> {
  authorize(ctx.actor, 'staff.record-clearance')
  if (files.length > 1) return { status: 'refused', code: 'too-many-files' }
  return withFiles<RecordClearanceResult>(ctx, files, ([file], timing) =>
    recordClearance(ctx, input, file, timing),
  )
}
