import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { readHeard } from '../http-source/open-calls.ts'
import { newPackage, noFile } from '../package/new-package.ts'
import { newPackageKey, openPackageKey, removePackageFile } from '../package-record/package-files.ts'
import {
  forgetPackageItems,
  type PackageRow,
  readPackageItems,
  writePackage,
} from '../package-record/package-rows.ts'
import { nextPackageTry } from '../rules/package-run.ts'

/** The key of the package's files, made at its first step; null when the person's key was destroyed. */
// no permission: `runPackages` has authorized
// no audit record: the steps of the package have one
export async function keyOfPackage(
  ctx: Context,
  row: PackageRow,
): Promise<{ row: PackageRow; key: Buffer } | null> {
  return ctx.transaction(async (tx) => {
    const known = await openPackageKey(tx, ctx, row)
    if (known) return { row, key: known }
    const cipher = await findSubjectCipher(tx, ctx.services.keys, row.subjectId)
    if (!cipher) return null
    const keySealed = newPackageKey(cipher, row)
    const written = await writePackage(tx, row, ctx.clock.now(), { keySealed })
    const key = await openPackageKey(tx, ctx, written)
    return key && { row: written, key }
  })
}

/**
 * Lets the package wait for its next try. `code`: why, where no source is to blame; `failed`: the log says it. `heardBefore`: what
 * systems had said when this try was taken.
 */
// no permission: `runPackages` has authorized
// no audit record: nothing was given
export async function waitForTry(
  ctx: Context,
  row: PackageRow,
  code: 'no-room' | 'failed' | null,
  heardBefore?: ReadonlySet<string>,
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    const heard = heardBefore && (await readHeard(tx, row.subjectId))
    const hasNews = heard && [...heard].some((one) => !heardBefore.has(one))
    await writePackage(tx, row, now, {
      code,
      state: row.state === 'releasing' ? 'releasing' : 'stuck',
      tries: row.tries + 1,
      // A system that became ready meanwhile is asked at once.
      tryAt: hasNews ? now : nextPackageTry(row.tries, now),
      leaseUntil: null,
    })
  })
}

/** Lets another worker take the package. */
// no permission: `runPackages` has authorized
// no audit record: nothing of the package changes
export async function endLease(ctx: Context, row: PackageRow): Promise<void> {
  await ctx.transaction((tx) => writePackage(tx, row, ctx.clock.now(), { leaseUntil: null }))
}

/** Ends a package that its request no longer needs, and deletes its files. */
// no permission: `runPackages` has authorized
export async function endPackage(ctx: Context, row: PackageRow): Promise<void> {
  const names = await ctx.transaction(async (tx) => {
    const items = await readPackageItems(tx, row)
    await writePackage(tx, row, ctx.clock.now(), { ...noFile, state: 'cancelled', leaseUntil: null })
    await forgetPackageItems(tx, row)
    await append(tx, ctx.auditedAs, {
      action: 'package.cancel',
      subjectId: row.subjectId,
      resource: `request:${row.requestId}`,
    })
    return [...(row.parts ?? []), ...items].map(({ fileName }) => fileName)
  })
  for (const name of names) if (name) await removePackageFile(ctx, name)
}

/**
 * Begins a package again whose files are damaged or gone. What staff released they release again; one that the person asked for
 * again is given without them. What is to be locked stays so, under the passphrase that the person has.
 */
// no permission: `runPackages` has authorized
export async function makeAnew(ctx: Context, row: PackageRow): Promise<void> {
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    await writePackage(tx, row, now, { ...newPackage(now, row), lockSealed: row.lockSealed })
    await forgetPackageItems(tx, row)
    await append(tx, ctx.auditedAs, {
      action: 'package.damaged',
      subjectId: row.subjectId,
      resource: `request:${row.requestId}`,
    })
  })
  for (const { fileName } of row.parts ?? []) await removePackageFile(ctx, fileName)
}
