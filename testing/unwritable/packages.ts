import { sql } from 'drizzle-orm'
import { openPackageDownload } from '#domain/fulfilment/package/download-package.ts'
import { lockWithPassphrase } from '#domain/fulfilment/package/lock-with-passphrase.ts'
import { makePackageAgain } from '#domain/fulfilment/package/make-again.ts'
import {
  releasePackage,
  settleItemsSchema,
  settlePackage,
} from '#domain/fulfilment/package/release-package.ts'
import { takeDuePackage } from '#domain/fulfilment/package-record/package-rows.ts'
import { assemblePackage } from '#domain/fulfilment/package-run/assemble-package.ts'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { collectItems } from '#domain/fulfilment/package-run/collect-items.ts'
import { endPackage, keyOfPackage, makeAnew } from '#domain/fulfilment/package-run/end-package.ts'
import { endCancelledPackages, expirePackages } from '#domain/fulfilment/package-run/expire-packages.ts'
import { givePackage } from '#domain/fulfilment/package-run/give-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { mostPartBytes } from '#domain/fulfilment/rules/package-parts.ts'
import { readPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { packageTexts } from '../../worker/package/package-page.ts'
import type { Copies } from './fulfilment.ts'
import { type Calls, must } from './world.ts'

const { signal } = new AbortController()

async function begun(world: Copies) {
  const person = await world.decided()
  await beginPackage(world.portal.system, person.key)
  return person
}
async function ready(world: Copies) {
  const person = await begun(world)
  await world.run()
  const sha256 = must((await world.preview(person.reference))?.sha256)
  return { ...person, sha256 }
}
/** The row of a package as its worker has it, with the key of its files. */
async function taken({ portal: { system } }: Copies) {
  const due = must(await system.transaction((tx) => takeDuePackage(tx, system.clock.now())))
  const { row, key } = must(await keyOfPackage(system, due))
  const request = must(await system.transaction((tx) => readPackageRequest(tx, system, row)))
  return { system, row, key, request }
}
async function expired(world: Copies) {
  const person = await world.given()
  world.portal.passTime(8 * 86_400_000)
  return person
}

export const packageCalls: Calls<Copies> = {
  'domain/fulfilment/package-run/begin-package.ts#beginPackage': async (world) => {
    const { key } = await world.decided()
    return () => beginPackage(world.portal.system, key)
  },
  'domain/fulfilment/package-run/assemble-package.ts#assemblePackage': async (world) => {
    await world.run()
    await begun(world)
    const { system, row, key, request } = await taken(world)
    await collectItems(system, row, key, request, signal)
    const how = { request, texts: packageTexts, partLimit: mostPartBytes }
    return () => assemblePackage(system, row, key, how, signal)
  },
  'domain/fulfilment/package-run/end-package.ts#endPackage': async (world) => {
    await begun(world)
    const { system, row } = await taken(world)
    return () => endPackage(system, row)
  },
  'domain/fulfilment/package-run/end-package.ts#makeAnew': async (world) => {
    await begun(world)
    const { system, row } = await taken(world)
    return () => makeAnew(system, row)
  },
  'domain/fulfilment/package/release-package.ts#releasePackage': async (world) => {
    const { reference, sha256 } = await ready(world)
    return () => releasePackage(world.first, { reference, sha256 })
  },
  'domain/fulfilment/package/release-package.ts#settlePackage': async (world) => {
    const { reference } = await begun(world)
    const page = () => {
      throw new RangeError('Invalid time value')
    }
    await runPackages(world.portal.system, { ...packageTexts, page }, signal)
    const input = settleItemsSchema.parse({ reference, how: 'retry' })
    return () => settlePackage(world.first, input)
  },
  'domain/fulfilment/package-run/give-package.ts#givePackage': async (world) => {
    const { reference, sha256 } = await ready(world)
    await world.run()
    await releasePackage(world.first, { reference, sha256 })
    const { system, row, key } = await taken(world)
    return () => givePackage(system, row, key)
  },
  'domain/fulfilment/package-run/expire-packages.ts#endCancelledPackages': async (world) => {
    const { own, step } = await ready(world)
    await step(own, { step: 'cancel' })
    return () => endCancelledPackages(world.portal.system)
  },
  'domain/fulfilment/package/download-package.ts#openPackageDownload': async (world) => {
    const { own, reference } = await world.given()
    return () => openPackageDownload(own, { reference, provedAt: own.clock.now() })
  },
  'domain/fulfilment/package/lock-with-passphrase.ts#lockWithPassphrase': async (world) => {
    const { own, reference } = await world.given()
    return () => lockWithPassphrase(own, { reference, provedAt: own.clock.now() })
  },
  'domain/fulfilment/package-run/expire-packages.ts#expirePackages': async (world) => {
    await expired(world)
    return () => expirePackages(world.portal.system)
  },
  'domain/fulfilment/package/make-again.ts#makePackageAgain': async (world) => {
    const { own, reference } = await expired(world)
    await world.run()
    return () => makePackageAgain(own, reference)
  },
  // Each item is recorded by itself: the others are collected before, so the one that fails is the first.
  'domain/fulfilment/package-run/collect-items.ts#collectItems': async (world) => {
    await world.run()
    await begun(world)
    const { system, row, key, request } = await taken(world)
    const { db } = world.platform.owner
    const collect = async () => {
      await db.execute(sql`ALTER TABLE support_tickets RENAME TO away`)
      try {
        return await collectItems(system, row, key, request, signal)
      } finally {
        await db.execute(sql`ALTER TABLE away RENAME TO support_tickets`)
      }
    }
    if (await collect()) throw new Error('nothing failed')
    return collect
  },
}
