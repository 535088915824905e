import type { Context } from '#domain/access/context.ts'
import { givingBack, type Spending, spend } from '#domain/access/limits.ts'
import { diskOf, hasRoomFor } from '#platform/disk.ts'
import { type CheckedFile, TooManyFiles, type UploadedFile } from '../record/attach-file.ts'
import { type FileFault, sizeFault } from '../rules/file-limits.ts'
import { readFileContent } from '../rules/file-type.ts'

export type FilesRefused = {
  status: 'refused'
  code: FileFault
  /** When files can be sent again, where the budget of the day is used up. */
  retryAfterSeconds?: number
}

type Written = { status: string; repeated?: boolean }
type Deadline = { deadlineMs: number } | undefined

/**
 * Checks files, takes them from the sender's budget of the day, and lets `write` store them. Without files only `write`
 * runs: a full disk or a used budget stops files and nothing else. What was not stored, or was stored before, is given back.
 */
// no permission: called after the use case has authorized
export async function withFiles<Result extends Written>(
  ctx: Context,
  files: readonly UploadedFile[],
  write: (checked: readonly CheckedFile[], timing: Deadline) => Promise<Result>,
): Promise<Result | FilesRefused> {
  if (files.length === 0) return write([], undefined)
  const checked = checkFiles(files)
  if (typeof checked === 'string') return { status: 'refused', code: checked }
  const bytes = sizeOf(checked)
  if (!hasRoomFor(diskOf(ctx.services.env.dataDir), bytes)) return { status: 'refused', code: 'no-space' }
  const spending = await spendFiles(ctx, checked.length, bytes)
  if (!spending.ok)
    return { status: 'refused', code: 'files-of-day', retryAfterSeconds: spending.retryAfterSeconds }
  try {
    // Thirty megabytes are encrypted and written in one transaction.
    return await givingBack(spending, () => write(checked, { deadlineMs: 20_000 }))
  } catch (error) {
    if (error instanceof TooManyFiles) return { status: 'refused', code: error.code }
    throw error
  }
}

function checkFiles(files: readonly UploadedFile[]): CheckedFile[] | FileFault {
  const fault = sizeFault(files.map(({ content }) => content.length))
  if (fault) return fault
  const checked: CheckedFile[] = []
  for (const { content } of files) {
    const reading = readFileContent(content)
    if (!reading.type) return reading.fault
    checked.push(reading)
  }
  return checked
}

const sizeOf = (files: readonly CheckedFile[]) => files.reduce((sum, { content }) => sum + content.length, 0)

/** By the person, the representation or the member of staff; a session of one request counts as its person. */
async function spendFiles({ services, actor }: Context, files: number, bytes: number): Promise<Spending> {
  if (actor.kind !== 'subject' && actor.kind !== 'representative' && actor.kind !== 'staff')
    throw new Error(`files of an actor without a budget: ${actor.kind}`)
  const [account, names] =
    actor.kind === 'staff'
      ? [actor.staffId, ['staff-files', 'staff-file-bytes'] as const]
      : [
          actor.kind === 'subject' ? actor.subjectId : actor.representationId,
          ['files', 'file-bytes'] as const,
        ]
  const first = await spend(services, names[0], { account }, files)
  if (!first.ok) return first
  const second = await spend(services, names[1], { account }, bytes)
  if (!second.ok) await first.giveBack()
  if (!second.ok) return second
  return {
    ok: true,
    giveBack: async () => {
      await first.giveBack()
      await second.giveBack()
    },
  }
}
