import { asc, desc } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { operatorRecord } from '#db/schema/policy.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { type Operator, operatorSchema } from './operator.ts'

/** The operator as kept for receipts, with the address at which people reached the portal. */
const recordedSchema = operatorSchema
  .omit({ consentTermMonths: true, processing: true, keeping: true, complaint: true })
  .extend({ url: z.url(), sample: z.boolean() })

export type OperatorRecord = {
  version: number
  sha256: string
  operator: z.infer<typeof recordedSchema>
  firstUsedAt: Date
}

/** Keeps the operator's details as they are from now on, unless they are those kept last. Returns their version. */
export async function recordOperator(ctx: Context, given: Operator): Promise<number> {
  authorize(ctx.actor, 'policy.publish')
  const operator = recordedSchema.parse({ ...given, url: ctx.services.env.APP_URL })
  const sha256 = contentHash(operator)
  return ctx.transaction(async (tx) => {
    const [newest] = await tx.select().from(operatorRecord).orderBy(desc(operatorRecord.version)).limit(1)
    if (newest && Buffer.compare(newest.sha256, sha256) === 0) return newest.version
    const version = (newest?.version ?? 0) + 1
    await tx.insert(operatorRecord).values({ version, sha256, operator, firstUsedAt: ctx.clock.now() })
    await append(tx, ctx.auditedAs, { action: 'operator.record', resource: `operator_record:${version}` })
    return version
  })
}

/** Every operator there was, oldest first. The caller has authorized. */
export async function operatorRecords(tx: Transaction): Promise<OperatorRecord[]> {
  const rows = await tx.select().from(operatorRecord).orderBy(asc(operatorRecord.version))
  return rows.map(({ version, sha256, operator, firstUsedAt }) => ({
    version,
    sha256: sha256.toString('hex'),
    firstUsedAt,
    operator: recordedSchema.parse(operator),
  }))
}

/** Who was responsible at a moment. What happened before anybody was recorded (imports, the sample) is the first one's. */
export function operatorAt(records: readonly OperatorRecord[], at: Date): OperatorRecord {
  const found = records.findLast(({ firstUsedAt }) => firstUsedAt <= at) ?? records[0]
  if (!found) throw new Error('no operator was ever recorded: cli/prepare.ts does it')
  return found
}
