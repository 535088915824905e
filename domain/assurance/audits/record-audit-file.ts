import type { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type FilesRefused, withFiles } from '#domain/requests/attach/with-files.ts'
import type { UploadedFile } from '#domain/requests/record/attach-file.ts'
import type { recordAuditSchema } from '../rules/audit-schemas.ts'
import { type AuditResult, recordAudit } from './record-audit.ts'

/** Records that an audit was done with the report that came with it, under the limits of all files. Throws `Denied`. */
export async function recordAuditFile(
  ctx: Context,
  input: z.output<typeof recordAuditSchema>,
  files: readonly UploadedFile[],
): Promise<AuditResult | FilesRefused> {
  authorize(ctx.actor, 'audits.record')
  if (files.length > 1) return { status: 'refused', code: 'too-many-files' }
  return withFiles<AuditResult>(ctx, files, ([file], timing) => recordAudit(ctx, input, file, timing))
}
